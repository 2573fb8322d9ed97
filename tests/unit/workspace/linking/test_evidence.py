"""The values an explanation shows are those that were compared, wherever they stand."""

from __future__ import annotations

from census_app.matching.showing import plain
from census_app.matching.sources import shipped_sources
from census_app.matching.weights.shipped import shipped_model
from census_app.workspace.linking.evidence import evidence_of
from census_app.workspace.linking.fingerprints import StoredRecord

ID = "11010519491231002X"


def test_a_number_in_the_column_of_names_is_shown_beside_the_number() -> None:
    customer = StoredRecord(0, "1", {"cons_name": ID, "cert_no": "陈丽燕", "mobile": None})
    person = StoredRecord(0, "2", {"person_name": "陈丽燕", "cert_no": ID})
    levels = {"name": "equal", "identifier": "equal"}
    told = evidence_of(
        shipped_sources()["gov_population"],
        shipped_model("base"),
        levels,
        customer,
        person,
        bits=20.0,
        chance=None,
        hide=False,
    )
    shown = {line.role: (plain(line.left), plain(line.right)) for line in told.lines}
    assert shown["identifier"] == (ID, ID)
    assert shown["name"] == ("陈丽燕", "陈丽燕")
