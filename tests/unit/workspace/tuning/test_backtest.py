"""Drafts over the two weeks of `probe`, every figure counted by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput, Cancelled
from census_app.foundation.jobs import JobContext
from census_app.workspace import acts
from census_app.workspace.pack_life.draft_rules import new_draft
from census_app.workspace.pack_life.drafts import save_draft
from census_app.workspace.runs.packs import load_active
from census_app.workspace.runs.record import list_runs
from census_app.workspace.tuning.backtest import back_test, back_test_draft
from census_app.workspace.tuning.backtest_report import Lead
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.probe import RULE, W1, W2, write_pack


@pytest.fixture
def county(judged_county: Workspace) -> Workspace:
    return judged_county


def draft(tmp_path: Path, **changes: str) -> Path:
    text = RULE.replace("value: 1,", f"value: {changes.get('factor', '1.25')},")
    return write_pack(tmp_path / "draft", text + changes.get("more", ""))


def test_a_stricter_draft_drops_the_false_alarms_and_keeps_the_rest(county: Workspace, tmp_path: Path) -> None:
    report = back_test(county, draft(tmp_path, factor="1.25"))
    line = report.rules["R042"]
    assert (line.hits, line.confirmed, line.refuted, line.unjudged) == (3, 3, 0, 0)
    assert (line.missed, line.avoided, line.borrowed) == (0, 2, 0)
    assert report.weekly == {"R042": [2, 2]}
    assert [(one.unit, one.hits, one.confirmed, one.avoided) for one in report.units["R042"]] == [
        ("0301", 2, 2, 2), ("0302", 1, 1, 0),
    ]  # fmt: skip
    assert list(report.snapshots.values()) == [W1, W2]


def test_too_strict_a_draft_misses_what_was_real(county: Workspace, tmp_path: Path) -> None:
    line = back_test(county, draft(tmp_path, factor="1.4")).rules["R042"]
    assert (line.hits, line.confirmed, line.missed, line.avoided) == (2, 2, 1, 2)


def test_a_looser_draft_finds_earlier_and_finds_what_nobody_judged(county: Workspace, tmp_path: Path) -> None:
    """At 0.89 customer 4 is found in W1, a week before the official finding and 9 days before it was confirmed."""
    line = back_test(county, draft(tmp_path, factor="0.89")).rules["R042"]
    assert (line.hits, line.confirmed, line.refuted, line.unjudged) == (6, 3, 2, 1)
    assert line.before_found == Lead(1, 1, 1)
    assert line.before_decided == Lead(1, 1, 1)


def test_a_new_rule_borrows_what_is_known_of_the_field(county: Workspace, tmp_path: Path) -> None:
    new = RULE.replace("R042", "R900").replace("severity: urgent", "severity: urgent\n  status: draft")
    report = back_test(county, write_pack(tmp_path / "draft", RULE + new))
    assert list(report.rules) == ["R900"]
    line = report.rules["R900"]
    assert (line.hits, line.confirmed, line.refuted, line.borrowed) == (5, 3, 2, 5)
    other = RULE.replace("R042", "R901").replace("accuses: [运行容量, 合同容量]", "accuses: [供电电压]")
    assert back_test(county, write_pack(tmp_path / "other", RULE + other)).rules["R901"].unjudged == 5


def test_a_rule_that_replaces_another_inherits_its_outcomes(county: Workspace, tmp_path: Path) -> None:
    new = RULE.replace("R042", "R900").replace("value: 1,", "value: 1.4,") + "  replaces: [R042]\n"
    line = back_test(county, write_pack(tmp_path / "draft", new)).rules["R900"]
    assert (line.confirmed, line.borrowed, line.missed, line.avoided) == (2, 0, 1, 2)


def test_nothing_in_the_workspace_moves(county: Workspace, tmp_path: Path) -> None:
    before = (acts.head(county.engine), list_runs(county), sorted(path.name for path in county.folder.rglob("*.json")))
    back_test(county, draft(tmp_path))
    after = (acts.head(county.engine), list_runs(county), sorted(path.name for path in county.folder.rglob("*.json")))
    assert before == after
    assert not list((county.folder / "cache").glob("backtest-*"))


def test_the_same_pack_and_unknown_rules_are_refused(county: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有不同"):
        back_test(county, write_pack(tmp_path / "same"))
    with pytest.raises(BadInput, match="没有能运行的规则 R041"):
        back_test(county, write_pack(tmp_path / "same"), ["R041"])
    assert back_test(county, write_pack(tmp_path / "same"), ["R042"]).rules["R042"].hits == 5


def test_a_draft_that_only_retires_says_what_would_vanish(county: Workspace, tmp_path: Path) -> None:
    retired = RULE.replace("severity: urgent", "severity: urgent\n  status: retired")
    report = back_test(county, write_pack(tmp_path / "draft", retired))
    line = report.rules["R042"]
    assert report.stopped == ("R042",)
    assert (line.hits, line.confirmed, line.refuted, line.unjudged) == (5, 3, 2, 0)
    assert report.as_json()["rules"]["R042"]["stopped"] is True
    text = "\n".join(report.lines())
    assert "（换上后不再运行）" in text and "不再报的有 5 条记录：属实 3，误报 2，没有人核实过 0" in text
    assert "现行规则发现过的" not in text
    assert list(back_test(county, write_pack(tmp_path / "named", retired), ["R042"]).rules) == ["R042"]


def test_what_the_successor_still_finds_is_said(county: Workspace, tmp_path: Path) -> None:
    new = RULE.replace("R042", "R900").replace("value: 1,", "value: 1.4,") + "  replaces: [R042]\n"
    report = back_test(county, write_pack(tmp_path / "draft", new))
    assert list(report.rules) == ["R042", "R900"]
    assert report.heirs == {"R042": {"R900": 2}}
    assert "  其中 2 条由接替它的 R900 继续报" in report.lines()


def test_without_data_there_is_nothing_to_test(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有可以回测的快照"):
        back_test(workspace, write_pack(tmp_path / "same"), ["R042"])


def test_pruned_snapshots_are_counted(county: Workspace, tmp_path: Path) -> None:
    oldest = county.catalogue.snapshots()[0]
    newest = {part for parts in county.catalogue.open().manifest.parts.values() for part in parts}
    for parts in oldest.parts.values():
        for part in parts:
            if part not in newest:
                county.catalogue.prune(part)
    report = back_test(county, draft(tmp_path, factor="1.25"))
    assert (report.gone, list(report.snapshots.values())) == (1, [W2])
    assert report.rules["R042"].hits == 2
    assert "另有 1 个数据日期的快照已经清理" in report.lines()[1]


def test_a_broken_rule_is_said_and_the_others_are_tested(county: Workspace, tmp_path: Path) -> None:
    huge = " * ".join(["运行容量 * 10000000000"] * 6)
    broken = RULE.replace("R042", "R900").replace("运行容量 > 合同容量 * :倍数", f"{huge} > :倍数")
    report = back_test(county, draft(tmp_path, factor="1.25", more=broken))
    assert list(report.errors) == ["R900"] and report.rules["R042"].hits == 3
    assert report.lines()[-1].startswith("规则 R900 出错，没有回测")


def test_cancelled_between_and_within_snapshots(county: Workspace, tmp_path: Path) -> None:
    context = JobContext(lambda done, _total, _text: context.cancel() if done == 1 else None)
    with pytest.raises(Cancelled):
        back_test(county, draft(tmp_path), context=context)
    assert not list((county.folder / "cache").glob("backtest-*"))


def test_told_in_words(county: Workspace, tmp_path: Path) -> None:
    lines = back_test(county, draft(tmp_path, factor="0.89")).lines(by_unit=True)
    assert "  命中 6 条记录：属实 3，误报 2，没有人核实过 1" in lines
    assert "  比首次正式发现：1 条更早，中位 1 周、最多 1 周；比核实：1 条更早，中位 1 周、最多 1 周" in lines
    assert "  —— 柳河供电所 0301" in lines


def _kept_draft(county: Workspace, old: str, new: str) -> None:
    draft = new_draft(load_active(county), "R042")
    assert draft.text.count(old) == 1
    save_draft(county, replace(draft, text=draft.text.replace(old, new)))


def test_the_draft_kept_of_a_rule_is_tried_without_a_pack_file(county: Workspace, tmp_path: Path) -> None:
    _kept_draft(county, "value: 1,", "value: 1.25,")
    kept, packed = back_test_draft(county, "R042"), back_test(county, draft(tmp_path, factor="1.25"))
    assert kept.rules == packed.rules
    assert (kept.weekly, kept.units, kept.snapshots) == (packed.weekly, packed.units, packed.snapshots)
    assert kept.pack == "规则 R042 的草稿"


def test_a_draft_that_retires_its_rule_says_what_would_vanish(county: Workspace) -> None:
    _kept_draft(county, "severity: urgent", "severity: urgent\n  status: retired")
    report = back_test_draft(county, "R042")
    assert (report.stopped, report.rules["R042"].hits) == (("R042",), 5)


def test_without_a_draft_or_with_a_faulty_one_it_is_said_why(county: Workspace) -> None:
    with pytest.raises(BadInput, match="R042 没有草稿"):
        back_test_draft(county, "R042")
    _kept_draft(county, "运行容量 > 合同容量", "运行容童 > 合同容量")
    with pytest.raises(BadInput, match="R042 的草稿有 1 处错误，不能回测"):
        back_test_draft(county, "R042")
