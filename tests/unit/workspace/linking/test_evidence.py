"""The values an explanation shows are those that were compared, wherever they stand."""

from __future__ import annotations

from census_app.matching.showing import plain
from census_app.matching.sources import shipped_sources
from census_app.matching.weights.shipped import shipped_model
from census_app.workspace.linking.evidence import evidence_of
from census_app.workspace.linking.fingerprints import StoredRecord

ID = "11010519491231002X"


def shown(customer: dict[str, str | None]) -> dict[str, tuple[str, str]]:
    """What stands on both sides of each role beside a person of the register."""
    left = StoredRecord(0, "1", customer)
    person = StoredRecord(0, "2", {"person_name": "陈丽燕", "cert_no": ID})
    levels = {"name": "equal", "identifier": "equal"}
    source, model = shipped_sources()["gov_population"], shipped_model("base")
    told = evidence_of(source, model, levels, left, person, bits=20.0, chance=None, hide=False)
    return {line.role: (plain(line.left), plain(line.right)) for line in told.lines}


def test_a_number_in_the_column_of_names_is_shown_beside_the_number() -> None:
    told = shown({"cons_name": ID, "cert_no": "陈丽燕", "mobile": None})
    assert told["identifier"] == (ID, ID)
    assert told["name"] == ("陈丽燕", "陈丽燕")


def test_what_stands_in_its_own_column_is_shown_there_alone() -> None:
    told = shown({"cons_name": "陈丽燕", "cert_no": ID, "mobile": "13812345678"})
    assert told["name"] == ("陈丽燕", "陈丽燕")
    assert told["identifier"] == (ID, ID)
    assert told["phone"] == ("13812345678", "")
    assert shown({"cons_name": "陈丽燕", "cert_no": ID, "mobile": None})["phone"] == ("", "")
