"""Precision over runs and acts counted by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.precision.acts import judge_problems, overruled, take_back_judgement
from census_app.workspace.precision.measured import (
    CLAUSE,
    UNIT,
    VERSION,
    PrecisionReport,
    measure_precision,
    write_precision,
)
from census_app.workspace.precision.settings import Outcome
from census_app.workspace.problems.acts import move_problems, undo
from census_app.workspace.problems.exemptions import approve_exemption, revoke_exemption
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.rebuild import rebuild_states
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.conftest import Prepared
from tests.unit.workspace.county import PACK, check, deliver, use_pack
from tests.unit.workspace.fixtures import finding, read_rows, verdict

W1, W2, W3 = date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23)


def _first_week(workspace: Workspace) -> None:
    deliver(workspace, W1)
    check(workspace, [finding(str(number), unit="0301" if number < 4 else "0302") for number in range(1, 8)])


@pytest.fixture
def county(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    use_pack(monkeypatch)
    return prepared(_first_week)


def numbers(workspace: Workspace) -> dict[str, str]:
    return dict(problem_rows(workspace).rows(["record_key", "problem_no"]))  # type: ignore[arg-type]


def states(workspace: Workspace) -> dict[str, str]:
    return dict(problem_rows(workspace).rows(["record_key", "state"]))  # type: ignore[arg-type]


def counted(report: PrecisionReport) -> tuple[int, int, int]:
    rule = report.rules["R043"]
    return rule.now.confirmed, rule.now.refuted, rule.undecided


def test_nobody_judged_anything(county: Workspace) -> None:
    report = measure_precision(county)
    assert counted(report) == (0, 0, 7)
    assert report.demoted == [] and report.lines()[-1].startswith("另有 1 条规则还没有人核实过")


def test_before_the_first_run(workspace: Workspace) -> None:
    assert measure_precision(workspace).rules == {}
    assert "还没有正式校验" in measure_precision(workspace).lines()[0]


def test_what_people_say_is_counted_and_the_last_word_wins(county: Workspace) -> None:
    known = numbers(county)
    judge_problems(county, [known["1"], known["2"], known["3"]], Outcome.CONFIRMED, "")
    judge_problems(county, [known["4"]], Outcome.REFUTED, "两户共用正反向表", today=W1)
    assert counted(measure_precision(county)) == (3, 1, 3)
    judge_problems(county, [known["1"]], Outcome.UNDECIDED, "看错了户号")
    judge_problems(county, [known["2"]], Outcome.REFUTED, "铭牌已换", today=W1)
    report = measure_precision(county)
    assert counted(report) == (1, 2, 4)
    rule = report.rules["R043"]
    assert [(one.part, one.share.confirmed, one.share.judged) for one in rule.of(UNIT)] == [
        ("0301", 1, 2), ("0302", 0, 1),
    ]  # fmt: skip
    assert [(one.part, one.share.judged) for one in rule.of(CLAUSE)] == [("不符", 3)]


def test_who_said_the_opposite_before_is_told(county: Workspace) -> None:
    known = numbers(county)
    real = judge_problems(county, [known["1"], known["2"]], Outcome.CONFIRMED, "", actor="甲")
    assert overruled(county, real) == {}
    alarm = judge_problems(county, [known["2"], known["3"]], Outcome.REFUTED, "铭牌已换", today=W1, actor="乙")
    assert {number: act.actor for number, act in overruled(county, alarm).items()} == {known["2"]: "甲"}
    undo(county, alarm.seq, "看错了")
    again = judge_problems(county, [known["2"], known["3"]], Outcome.CONFIRMED, "", actor="甲")
    assert overruled(county, again) == {}, "what was undone was not said"


def test_what_was_said_before_holds_again_when_the_opposite_is_taken_back(county: Workspace) -> None:
    known = numbers(county)
    alarm = judge_problems(county, [known["1"]], Outcome.REFUTED, "铭牌已换", today=W1, actor="甲")
    real = judge_problems(county, [known["1"], known["2"]], Outcome.CONFIRMED, "", actor="乙")
    assert set(overruled(county, real)) == {known["1"]} and counted(measure_precision(county)) == (2, 0, 5)
    take_back_judgement(county, real.seq, "没看到甲的判断")
    assert counted(measure_precision(county)) == (0, 1, 6), "1 is a false alarm again, of 2 nobody knows"
    assert states(county)["1"] == "exempted"
    with pytest.raises(BadInput, match="不是判属实或误报"):
        take_back_judgement(county, real.seq, "再撤一次")
    later = judge_problems(county, [known["1"]], Outcome.CONFIRMED, "", actor="乙")
    assert set(overruled(county, later)) == {known["1"]}
    take_back_judgement(county, later.seq, "又看错")
    take_back_judgement(county, alarm.seq, "甲也看错了")
    assert counted(measure_precision(county)) == (0, 0, 7) and states(county)["1"] == "new"


def test_a_refuted_problem_leaves_the_lists_until_something_changes(county: Workspace) -> None:
    known = numbers(county)
    act = judge_problems(county, [known["1"]], Outcome.REFUTED, "共用表", date(2026, 12, 31), today=W1)
    assert act.payload["until"] == "2026-12-31"
    assert states(county)["1"] == "exempted"
    deliver(county, W2)
    check(county, [finding("1"), finding("2")], [verdict(str(number), "right") for number in range(3, 8)])
    assert states(county)["1"] == "exempted"
    deliver(county, W3)
    check(county, [finding("1", values='{"合同容量":"500"}')], [])
    assert states(county)["1"] == "in_review"
    assert rebuild_states(county).same
    assert verify_workspace(county).faults == []
    assert counted(measure_precision(county))[1] == 1


def test_a_confirmed_problem_stays_where_it_stands(county: Workspace) -> None:
    known = numbers(county)
    judge_problems(county, [known["1"]], Outcome.CONFIRMED, "现场看过")
    assert states(county)["1"] == "new"


def test_fixed_by_data_counts_only_after_somebody_answered(county: Workspace) -> None:
    known = numbers(county)
    move_problems(county, "answer.received", [known["1"]])
    deliver(county, W2)
    check(county, [], [verdict(str(number), "right") for number in range(1, 8)])
    assert set(states(county).values()) == {"fixed"}
    assert counted(measure_precision(county)) == (1, 0, 6)


def test_an_accepted_answer_counts_and_an_undone_one_does_not(county: Workspace) -> None:
    known = numbers(county)
    act = move_problems(county, "answer.accepted", [known["1"], known["2"]])
    assert counted(measure_precision(county)) == (2, 0, 5)
    undo(county, act.seq, "点错了")
    assert counted(measure_precision(county)) == (0, 0, 7)


def test_exemptions_refute_only_when_they_say_so(county: Workspace) -> None:
    known = numbers(county)
    approve_exemption(county, [known["1"]], "不是问题：正反向表两户共用", date(2027, 1, 1), today=W1)
    approve_exemption(county, [known["2"]], "改造工程在途，暂缓", date(2027, 1, 1), today=W1)
    judge_problems(county, [known["2"]], Outcome.CONFIRMED, "")
    assert counted(measure_precision(county)) == (1, 1, 5)
    revoke_exemption(county, [known["1"], known["2"]], "重新核")
    assert counted(measure_precision(county)) == (1, 0, 6)


def test_a_changed_rule_begins_anew_and_its_past_is_still_told(
    county: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = numbers(county)
    judge_problems(county, [known["1"], known["2"]], Outcome.REFUTED, "共用表", today=W1)
    rule = PACK.rules[0]
    wrong = (rule.wrong[0].model_copy(update={"when": "合同容量 > 2"}),)
    changed = PACK.model_copy(update={"rules": (rule.model_copy(update={"version": 2, "wrong": wrong}),)})
    use_pack(monkeypatch, changed)
    deliver(county, W2)
    check(county, [finding(str(number), rule_version=2) for number in range(1, 8)])
    judge_problems(county, [known["5"]], Outcome.CONFIRMED, "")
    rule_now = measure_precision(county).rules["R043"]
    assert (rule_now.now.confirmed, rule_now.now.judged) == (1, 1)
    assert (rule_now.ever.confirmed, rule_now.ever.judged) == (1, 3)
    by_version = {one.rule_version: (one.share.confirmed, one.share.judged) for one in rule_now.of(VERSION)}
    assert by_version == {1: (0, 2), 2: (1, 1)}


def test_a_rule_that_is_nearly_always_wrong_is_flagged_for_demotion(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_pack(monkeypatch)
    deliver(workspace, W1)
    check(workspace, [finding(str(number)) for number in range(12)])
    judge_problems(workspace, list(numbers(workspace).values()), Outcome.REFUTED, "规则误伤共用表", today=W1)
    report = measure_precision(workspace)
    assert report.demoted == ["R043"]
    assert "★ 建议降级：区间整个低于 30%" in report.lines()[1]
    assert report.demotions() == ["★ 建议降级 R043 容量不符：查实率 0%（区间 0%–24%，0/12），区间整个低于 30%"]
    write_precision(report, tmp_path / "precision.parquet")
    rows = read_rows(tmp_path / "precision.parquet")
    assert [(row["grain"], row["refuted"], row["demote"]) for row in rows] == [
        ("clause", 12, False), ("rule", 12, False), ("unit", 12, False), ("version", 12, True),
    ]  # fmt: skip


def test_refusals_write_nothing(county: Workspace) -> None:
    known = numbers(county)
    before = acts.head(county.engine)
    with pytest.raises(BadInput, match="必须写明理由"):
        judge_problems(county, [known["1"]], Outcome.REFUTED, " ")
    with pytest.raises(BadInput, match="已经过去"):
        judge_problems(county, [known["1"]], Outcome.REFUTED, "x", date(2026, 1, 1), today=W1)
    with pytest.raises(BadInput, match="只有判为误报"):
        judge_problems(county, [known["1"]], Outcome.CONFIRMED, "x", date(2027, 1, 1))
    with pytest.raises(BadInput):
        judge_problems(county, ["没有的号"], Outcome.CONFIRMED, "")
    assert acts.head(county.engine) == before
