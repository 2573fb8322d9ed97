"""The dial over the two weeks of `probe`, every figure counted by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from census_app.checking.tuning.monotone import Direction
from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.tuning.dial import turn_dial
from census_app.workspace.tuning.dial_report import DialReport
from census_app.workspace.tuning.dial_values import around, spread, typed_values
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.probe import RULE, write_pack

VALUES = ["0.9", "1.15", "1.25", "1.4", "2.5"]


@pytest.fixture
def county(judged_county: Workspace) -> Workspace:
    return judged_county


def turned(workspace: Workspace, parameter: str = "倍数", pack: Path | None = None) -> DialReport:
    return turn_dial(workspace, "R042", parameter, lambda knob: typed_values(knob, VALUES), pack)


def test_hits_and_precision_at_every_value(county: Workspace) -> None:
    report = turned(county)
    assert [str(point.value) for point in report.points] == ["0.9", "1", "1.15", "1.25", "1.4", "2.5"]
    assert [point.hits for point in report.points] == [5, 4, 3, 2, 1, 0]
    assert [(point.appear, point.vanish) for point in report.points] == [
        (1, 0), (0, 0), (0, 1), (0, 2), (0, 3), (0, 4),
    ]  # fmt: skip
    judged = [(point.share.confirmed, point.share.judged) for point in report.points]
    assert judged == [(3, 5), (3, 5), (3, 4), (3, 3), (2, 2), (0, 0)]
    assert (report.judged, report.lost, report.clauses) == (5, 0, ["超合同"])
    assert report.proved is None and report.seen is Direction.FALLING


def test_each_unit_has_its_own_figures(county: Workspace) -> None:
    units = turned(county).units
    assert [point.hits for point in units["0301"]] == [4, 3, 2, 1, 0, 0]
    assert [point.hits for point in units["0302"]] == [1, 1, 1, 1, 1, 0]
    assert [(point.share.confirmed, point.share.judged) for point in units["0302"]] == [(1, 1)] * 5 + [(0, 0)]


def test_nothing_is_written(county: Workspace) -> None:
    head = acts.head(county.engine)
    turned(county)
    assert acts.head(county.engine) == head
    assert not list((county.folder / "cache").glob("dial-*"))


def test_judged_problems_of_pruned_snapshots_are_lost_and_counted(county: Workspace) -> None:
    newest = {part for parts in county.catalogue.open().manifest.parts.values() for part in parts}
    for parts in county.catalogue.snapshots()[0].parts.values():
        for part in parts:
            if part not in newest:
                county.catalogue.prune(part)
    report = turned(county)
    assert (report.judged, report.lost) == (5, 4)
    assert [(point.share.confirmed, point.share.judged) for point in report.points][1] == (1, 1)
    assert "另有 4 条判过的问题，发现它们的快照已经清理，没有计入" in report.lines()


def test_a_draft_can_be_dialled_too(county: Workspace, tmp_path: Path) -> None:
    text = RULE.replace("severity: urgent", "severity: urgent\n  status: draft").replace("value: 1,", "value: 1.3,")
    report = turned(county, pack=write_pack(tmp_path / "draft", text))
    assert str(report.present) == "1.3" and [point.hits for point in report.points] == [5, 3, 2, 1, 1, 0]


def test_refusals(county: Workspace) -> None:
    with pytest.raises(BadInput, match="没有能运行的规则 R041"):
        turn_dial(county, "R041", "倍数", lambda knob: [])
    with pytest.raises(BadInput, match="没有参数“倍率”（它的参数：倍数）"):
        turned(county, "倍率")
    with pytest.raises(BadInput, match="不影响规则 R042 的判定"):
        turned(county, "从未用")
    with pytest.raises(BadInput, match="是一串值"):
        turned(county, "名单")
    with pytest.raises(BadInput, match="只有一个值，没有键“城市”"):
        turned(county, "倍数[城市]")
    with pytest.raises(BadInput, match="的值不全是数字"):
        turn_dial(county, "R042", "倍数", lambda knob: typed_values(knob, ["很多"]))
    with pytest.raises(BadInput, match="太多了"):
        turn_dial(county, "R042", "倍数", lambda knob: typed_values(knob, [str(n) for n in range(300)]))


def test_values_people_ask_for(county: Workspace) -> None:
    report = turn_dial(county, "R042", "倍数", lambda knob: spread(knob, "1", "2", 5))
    assert [point.value for point in report.points] == [1, 2]
    report = turn_dial(county, "R042", "倍数", lambda knob: spread(knob, "1", "2.0", 5))
    assert [point.value for point in report.points] == [1, Decimal("1.25"), Decimal("1.5"), Decimal("1.75"), 2]
    report = turn_dial(county, "R042", "倍数", lambda knob: spread(replace(knob, present=Decimal("1.05")), "2", "1", 3))
    assert [point.value for point in report.points] == [1, Decimal("1.5"), 2]
    assert [point.value for point in turn_dial(county, "R042", "倍数", around).points] == [1, 2, 4]
    finer = turn_dial(county, "R042", "倍数", lambda knob: around(knob, [Decimal("1.2")]))
    tried = ["0.2", "0.5", "0.8", "0.9", "1.0", "1.1", "1.2", "1.5", "2.0", "4.0"]
    assert [point.value for point in finer.points] == [Decimal(text) for text in tried]
    nought = turn_dial(county, "R042", "倍数", lambda knob: around(replace(knob, present=0)))
    assert [point.value for point in nought.points] == [1, 2, 3, 5, 10, 20]
    with pytest.raises(BadInput, match="分 1 档不行"):
        turn_dial(county, "R042", "倍数", lambda knob: spread(knob, "1", "2", 1))


def test_told_in_words(county: Workspace) -> None:
    lines = turned(county).lines(by_unit=True)
    assert lines[0] == "R042 运行容量大于合同容量：参数“倍数”现行 1 倍，影响分支 超合同"
    assert "→          1 倍  命中        4  现行" in lines[3]
    assert lines[7].endswith("判过的都不命中")
    assert "单调性：在这批数据上，值越大命中只减不增（逐条核对过；由表达式不能证明）" in lines
    assert "比现行值多出来的命中还没有人核实过，它们的真假不在查实率里" in lines
    assert "柳河供电所 0301" in lines
