from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.pack_life.preview import preview_pack
from census_app.workspace.pack_life.report import PreviewReport
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.packs import load_active
from census_app.workspace.runs.rebuild import rebuild_states
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver
from tests.unit.workspace.fixtures import read_rows
from tests.unit.workspace.in_force import put_in_force

from .sample import OVERRIDES, customer, override, sample

DAY, NEXT = date(2026, 11, 16), date(2026, 11, 23)
CUSTOMERS: list[dict[str, Any]] = [
    customer(1, 90, 100), customer(2, 150, 100), customer(3, 400, 100), customer(4, 500, 600),
    customer(5, 350, 100), customer(6, 900, 320), customer(7, None, 310), customer(8, 5, 5),
    customer(9, 1, 100, cons_name="钱芳", mobile="13903160001"),
    customer(10, 1, 20, cons_name="孙芳", mobile="13903160001"),
]  # fmt: skip
"""S042: 2, 3, 5, 6 run above their contract. S043 (requires S042): 4, 7 are large, 6 is blocked. S044: three names
on one telephone. S045: one of each unit."""
LENIENT = ("倍数: {value: 1}", "倍数: {value: 3}")


@pytest.fixture
def county(workspace: Workspace, tmp_path: Path) -> Workspace:
    put_in_force(workspace, sample(tmp_path / "base"))
    deliver(workspace, DAY, CUSTOMERS)
    return workspace


def totals(report: PreviewReport) -> dict[str, tuple[int, int, int]]:
    return {rule.rule: (rule.total.appear, rule.total.vanish, rule.total.stay) for rule in report.rules}


def accused(workspace: Workspace, states: tuple[str, ...]) -> set[tuple[str, str]]:
    rows = problem_rows(workspace).rows(["rule_id", "record_key", "state"])
    return {(str(rule), str(key)) for rule, key, state in rows if state in states}


def test_only_changed_rules_and_those_that_require_them_are_judged(county: Workspace, tmp_path: Path) -> None:
    report = preview_pack(county, sample(tmp_path / "new", "1.1.0", LENIENT), tmp_path / "out.parquet")
    assert {rule.rule: rule.reason for rule in report.rules} == {"S042": "changed", "S043": "depends"}
    # 400 / 100 and 350 / 100 stay above three times, 150 / 100 and 900 / 320 do not, and the latter frees S043
    assert totals(report) == {"S042": (0, 2, 2), "S043": (1, 0, 2)}
    by_unit = {unit: (counts.appear, counts.vanish, counts.stay) for unit, counts in report.rules[0].units.items()}
    assert by_unit == {"0301": (0, 1, 1), "0302": (0, 1, 1)}
    rows = {(row["rule_id"], row["record_key"]): row["change"] for row in read_rows(tmp_path / "out.parquet")}
    assert rows == {
        ("S042", "2"): "vanish", ("S042", "3"): "stay", ("S042", "5"): "stay", ("S042", "6"): "vanish",
        ("S043", "4"): "stay", ("S043", "6"): "appear", ("S043", "7"): "stay",
    }  # fmt: skip
    assert report.affected.unchanged == 2


def test_a_unit_is_called_as_most_of_its_customers_call_it(workspace: Workspace, tmp_path: Path) -> None:
    """One row that is wrong or another unit's, first in the file, names nothing."""
    put_in_force(workspace, sample(tmp_path / "base"))
    names = ["东关供电所", "城关供电所", "城关供电所"]
    rows = [customer(number, 500, 100, org_name=name) for number, name in enumerate(names, 5)]
    deliver(workspace, DAY, rows)
    report = preview_pack(workspace, sample(tmp_path / "new", "1.1.0", LENIENT))
    assert report.unit_names == {"0302": "城关供电所"}


def test_the_next_official_run_does_what_the_preview_said(county: Workspace, tmp_path: Path) -> None:
    run_check(county)
    before = accused(county, ("new", "open"))
    new = sample(
        tmp_path / "new",
        "1.1.0",
        LENIENT,
        ("户名数: {value: 2", "户名数: {value: 1"),
        ("下限: {value: 10", "下限: {value: 50"),
    )
    report = preview_pack(county, new, tmp_path / "out.parquet")
    said = {(row["rule_id"], row["record_key"]): row["change"] for row in read_rows(tmp_path / "out.parquet")}
    put_in_force(county, new)
    run_check(county)
    after = accused(county, ("new", "open"))
    assert {key for key, change in said.items() if change == "appear"} == after - before
    assert {key for key, change in said.items() if change == "vanish"} == before - after
    assert {key for key, change in said.items() if change == "stay"} == before & after
    counted = Counter(said.values())
    total = report.total
    assert (total.appear, total.vanish, total.stay) == (counted["appear"], counted["vanish"], counted["stay"])
    assert accused(county, ("withdrawn",)) == before - after
    assert rebuild_states(county).same


def test_findings_of_the_last_official_run_are_used_again(county: Workspace, tmp_path: Path) -> None:
    new = sample(tmp_path / "new", "1.1.0", LENIENT)
    fresh = preview_pack(county, new)
    assert fresh.reused == ""
    run = run_check(county)
    again = preview_pack(county, new)
    assert again.reused == run.run
    assert totals(again) == totals(fresh)
    assert preview_pack(county, new, as_of=NEXT).reused == ""
    deliver(county, NEXT, CUSTOMERS)
    assert preview_pack(county, new).reused == ""


def test_a_required_rule_that_the_last_run_judged_is_not_judged_again(
    county: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from census_app.checking import run

    judged: list[set[str]] = []
    check = run.check_snapshot

    def noted(*given: Any, **more: Any) -> Any:
        result = check(*given, **more)
        judged.append(set(result.rules))
        return result

    monkeypatch.setattr(run, "check_snapshot", noted)
    new = sample(tmp_path / "new", "1.1.0", ("上限: {value: 300", "上限: {value: 50"))
    fresh = preview_pack(county, new)
    assert judged == [{"S042", "S043"}] * 2
    run_check(county)
    judged.clear()
    again = preview_pack(county, new)
    assert judged == [{"S043"}]
    assert totals(again) == totals(fresh)
    # 6 stays blocked by S042; so do 2, 3 and 5, which the new limit would accuse
    assert totals(again) == {"S043": (2, 0, 2)}


def test_a_preview_leaves_no_trace(county: Workspace, tmp_path: Path) -> None:
    before = sorted(path for path in county.folder.rglob("*") if not path.name.startswith("workspace.db"))
    count = len(acts.list_acts(county.engine))
    preview_pack(county, sample(tmp_path / "new", "1.1.0", LENIENT), tmp_path / "out.parquet")
    assert len(acts.list_acts(county.engine)) == count
    assert sorted(path for path in county.folder.rglob("*") if not path.name.startswith("workspace.db")) == before


def test_words_severity_and_remedy_are_told_and_not_judged(county: Workspace, tmp_path: Path) -> None:
    new = sample(
        tmp_path / "new", "1.1.0", ("severity: urgent", "severity: normal"), ("remedy: {zh: 换成", "remedy: {zh: 改成")
    )
    report = preview_pack(county, new)
    assert report.rules == ()
    assert report.affected.reworded == ("S042", "S044")
    assert "等级由紧急改为一般" in "\n".join(report.lines())


def test_rules_that_come_and_go(county: Workspace, tmp_path: Path) -> None:
    retired = sample(
        tmp_path / "new", "2.0.0", ("- id: S044\n  version: 1", "- id: S044\n  status: retired\n  version: 1")
    )
    report = preview_pack(county, retired)
    assert {rule.rule: rule.reason for rule in report.rules} == {"S044": "gone"}
    assert totals(report) == {"S044": (0, 1, 0)}
    put_in_force(county, retired)
    back = preview_pack(county, sample(tmp_path / "back", "2.1.0"))
    assert {rule.rule: rule.reason for rule in back.rules} == {"S044": "added"}
    assert totals(back) == {"S044": (1, 0, 0)}


def test_a_rule_that_breaks_is_told(county: Workspace, tmp_path: Path) -> None:
    from census_app.checking.run import check_snapshot
    from census_app.foundation.jobs import silent
    from census_app.workspace.pack_life.composing import read_pack, with_pack
    from census_app.workspace.pack_life.entries import Signature
    from census_app.workspace.pack_life.preview import preview_change
    from census_app.workspace.pack_life.store import received

    def breaks(*given: Any, **more: Any) -> Any:
        result = check_snapshot(*given, **more)
        result.errors["S042"] = "Conversion Error"
        return result

    before = load_active(county)
    with received(county, sample(tmp_path / "new", "1.1.0", LENIENT)) as found:
        after, _ = with_pack(before, read_pack(found, Signature()))
    report = preview_change(county, before, after, DAY, None, silent(), checker=breaks)
    assert report.errors == {"S042": "Conversion Error"}
    assert "Conversion Error" in "\n".join(report.lines())


def test_an_override_is_previewed_on_its_base(county: Workspace, tmp_path: Path) -> None:
    report = preview_pack(county, override(tmp_path / "o"))
    assert totals(report) == {"S042": (0, 2, 2), "S043": (1, 0, 2)}
    assert "县级覆盖包 county-thresholds 1.0.0" in report.after


def test_an_override_between_two_runs_withdraws_and_every_run_knows_it(county: Workspace, tmp_path: Path) -> None:
    first = run_check(county)
    put_in_force(county, override(tmp_path / "o"))
    deliver(county, NEXT, CUSTOMERS)
    second = run_check(county)
    assert first.inputs["pack"]["overrides"] == []
    assert [entry["id"] for entry in second.inputs["pack"]["overrides"]] == ["county-thresholds"]
    assert second.inputs["pack"]["unsigned"] == ["sample-rules", "county-thresholds"]
    assert (
        second.inputs["pack"]["fingerprint"] == load_active(county).fingerprint != first.inputs["pack"]["fingerprint"]
    )
    states = {
        (row[0], row[1]): row[2:]
        for row in problem_rows(county).rows(["rule_id", "record_key", "state", "rule_version"])
    }
    assert states["S042", "2"] == ("withdrawn", 1)
    assert states["S042", "3"] == ("open", 1)
    assert states["S043", "6"] == ("new", 1)
    assert rebuild_states(county).same
    said = "\n".join(second.lines())
    assert "没有签名" in said and "county-thresholds 1.0.0" in said


def test_an_override_that_switches_a_rule_off_retires_its_problems(county: Workspace, tmp_path: Path) -> None:
    run_check(county)
    entries = "- {rule: S045, status: draft, reason: 先核实台账}\n"
    report = preview_pack(county, override(tmp_path / "o", entries=entries))
    assert {rule.rule: rule.reason for rule in report.rules} == {"S045": "gone"}
    put_in_force(county, override(tmp_path / "o", entries=entries))
    deliver(county, NEXT, CUSTOMERS)
    run_check(county)
    assert {state for rule, state in problem_rows(county).rows(["rule_id", "state"]) if rule == "S045"} == {"withdrawn"}


def test_a_pack_with_errors_or_an_empty_workspace_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="census import"):
        preview_pack(workspace, sample(tmp_path / "base"))
    put_in_force(workspace, sample(tmp_path / "base"))
    deliver(workspace, DAY, CUSTOMERS)
    with pytest.raises(BadInput, match="运行容里"):
        preview_pack(workspace, sample(tmp_path / "new", "1.1.0", ("when: 运行容量", "when: 运行容里")))
    with pytest.raises(BadInput, match="倍速"):
        preview_pack(workspace, override(tmp_path / "o", entries=OVERRIDES.replace("倍数", "倍速")))
