"""Suggestions of a workspace: beside the problems, masked at rest, in clear only with a reason."""

from __future__ import annotations

import io
import json
import shutil
from datetime import date

import pytest

from census_app.foundation.database import writing
from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput
from census_app.matching.links import LinkedSource, LinkSetManifest, load_covered, load_links, parts_of, write_link_set
from census_app.workspace import acts
from census_app.workspace.linking.disclosing import PERSONAL_SHOWN
from census_app.workspace.linking.link_sets import links_folder, record_link_set
from census_app.workspace.problems.listing import print_problems, problem_rows
from census_app.workspace.suggestions.now import suggest
from census_app.workspace.suggestions.revealing import reveal
from census_app.workspace.suggestions.telling import print_suggestions
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.conftest import Prepared
from tests.unit.workspace.county import check, deliver, use_pack
from tests.unit.workspace.fixtures import finding

from .county import PERSON, RIGHT_ID, link

DAY = date(2026, 11, 9)
POPULATION = [{"record_no": "r0", "cert_no": RIGHT_ID, "person_name": "孙琦根"}]


def _linked(workspace: Workspace) -> None:
    customers = [{"cons_no": number, "org_no": "0301", **PERSON} for number in ("1", "2")]
    deliver(workspace, DAY, customers, gov_population=POPULATION)
    check(workspace, [finding("1", row_id=0), finding("2", row_id=1)])
    make_links(workspace)


@pytest.fixture
def county(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Customer 1 has a wrong id and is linked to the population register; 2 is not."""
    use_pack(monkeypatch)
    monkeypatch.setattr("census_app.workspace.runs.rule_facts.accused_names", lambda *_: ["证件号码"])
    monkeypatch.setattr("census_app.workspace.problems.states.accused_names", lambda *_: ["证件号码"])
    return prepared(_linked)


def make_links(workspace: Workspace) -> None:
    snapshot = workspace.catalogue.open()
    with kept_engine(1) as connection:
        load_links(connection, "l", [link("gov_population", 0)])
        load_covered(connection, "c", [])
        manifest = LinkSetManifest(
            link_set="a1", created_at="",
            parts={table: parts_of(snapshot, table) for table in ("customer", "gov_population")},
            sources={"gov_population": LinkedSource(table="gov_population", left_tables=("customer",))},
        )  # fmt: skip
        links_folder(workspace).mkdir(exist_ok=True)
        links = write_link_set(links_folder(workspace), manifest, connection, "l", "c")
    with writing(workspace.engine) as database:
        record_link_set(database, links, snapshot.manifest.snapshot)


def on_disk(workspace: Workspace) -> str:
    """Everything the workspace keeps but parts, as text."""
    found = ""
    for path in workspace.folder.rglob("*"):
        if path.suffix == ".parquet" and "parts" not in path.parts:
            with kept_engine(1) as connection:
                found += str(connection.execute(f"FROM read_parquet('{path.as_posix()}')").fetchall())
        elif path.suffix == ".json":
            found += path.read_text("utf-8")
    return found


def test_shown_beside_the_problem_and_masked_at_rest(county: Workspace) -> None:
    out = io.StringIO()
    print_problems(problem_rows(county, suggest=True), "json", out)
    first, second = json.loads(out.getvalue())["problems"]
    assert (first["suggested_field"], first["suggested"]) == ("证件号码", "130929********0019")
    assert first["suggested_sure"] == "几乎肯定（99.0%，模型估计）" and "公安人口" in first["suggested_why"]
    assert second["suggested"] is None
    assert RIGHT_ID not in on_disk(county) and "130929********0019" in on_disk(county)


def test_views_without_suggestions_are_as_before(county: Workspace) -> None:
    assert "suggested" not in {field.id for field in problem_rows(county).fields}


def test_filters_and_forms(county: Workspace) -> None:
    report = suggest(county)
    assert (report.link_set, report.problems, len(report.suggestions)) == ("a1", 2, 1)
    number = report.suggestions[0].problem_no
    assert suggest(county, [number]).suggestions == report.suggestions
    assert suggest(county, rule="R001").suggestions == suggest(county, key="2").suggestions == ()
    for form in ("table", "csv", "json"):
        out = io.StringIO()
        print_suggestions(report, form, out)
        assert "130929********0019" in out.getvalue()


def test_in_clear_only_with_a_reason_and_a_trace(county: Workspace) -> None:
    with pytest.raises(BadInput, match="事由"):
        reveal(county, "  ")
    report = reveal(county, "现场核对")
    assert report.suggestions[0].value == RIGHT_ID
    (act,) = acts.list_acts(county.engine, kinds=[PERSONAL_SHOWN])
    assert act.payload["reason"] == "现场核对" and act.payload["records"] == 1
    assert RIGHT_ID not in json.dumps(act.payload)


def test_without_a_fitting_link_set_it_is_said(county: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(links_folder(county) / "a1")
    assert "census link" in suggest(county).note
    assert problem_rows(county, suggest=True).count == 2


def test_before_the_first_check_it_is_said(workspace: Workspace) -> None:
    assert "还没有正式校验" in suggest(workspace).note
    assert problem_rows(workspace, suggest=True).count == 0
