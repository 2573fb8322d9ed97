"""From an accepted value to a filed one, and what the next data say of the claim."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.survey.corrections.claims import ClaimOutcome, claims_refuted, claims_report
from census_app.survey.corrections.exporting import export_corrections
from census_app.survey.corrections.listing import batches
from census_app.survey.corrections.making import make_corrections
from census_app.survey.corrections.model import corrections_in
from census_app.survey.corrections.withdrawing import withdraw_batch
from census_app.survey.review.deciding import decide
from census_app.survey.review.effects import Said
from census_app.survey.review.queue import review_queue
from census_app.survey.words import AnswerOutcome, ReviewDecision
from census_app.workspace import acts
from census_app.workspace.runs.run import run_check
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace
from tests.unit.survey.review.field import append, dispatched, listed, next_week, numbers, states, surveyed
from tests.unit.workspace.county import deliver

DIFFERENT = AnswerOutcome.DIFFERENT
TASK = "T2648-0001"
AS_BEFORE = (100, 110, 120, 130, 90, 200)


def accept(workspace: Workspace, task: str = TASK) -> None:
    """Two reviewers pass everything that waits of the task."""
    for reviewer in ("李梅", "王强"):
        if any(one.task is not None and one.task.task_no == task for one in review_queue(workspace).entries):
            decide(workspace, [Said(task, ReviewDecision.PASSED)], by=reviewer)


def visited(workspace: Workspace, *said: tuple[str, AnswerOutcome, str], key: str = "4", **more: Any) -> None:
    dispatched(workspace, TASK, key)
    surveyed(workspace, TASK, key, *said, **more)
    accept(workspace)


def rows_of(path: Path) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path)["回填清单"].iter_rows(values_only=True))


def test_an_accepted_value_is_rehearsed_filed_and_claimed_once(county: Workspace, tmp_path: Path) -> None:
    visited(county, ("contract_cap", DIFFERENT, "160.00"), ("holiday", AnswerOutcome.CONSISTENT, ""), evidence="照片 3")
    report = make_corrections(county)
    assert len(report.made) == 1 and report.held == [] and report.solved == 1
    assert make_corrections(county).made == {}
    done = export_corrections(county, tmp_path / "out").batches[0]
    assert (done.rows, done.problems, done.again) == (1, 1, False)
    assert states(county)["4"] == "claimed"
    head, row = rows_of(done.workbook)
    told = dict(zip(head, row, strict=True))
    assert (told["主键"], told["字段代码"], told["原值"], told["新值"]) == ("4", "contract_cap", "100", "160")
    assert (told["普查人"], told["审核人"], told["问题短号"]) == ("张志强", "李梅、王强", numbers(county)["4"])
    assert told["证据"] == f"{TASK}；照片 3"
    with done.csv.open(encoding="utf-8-sig", newline="") as stream:
        assert [tuple(line) for line in csv.reader(stream)] == [head, tuple(cell or "" for cell in row)]
    assert export_corrections(county, tmp_path / "out").batches == []
    before = done.workbook.read_bytes()
    again = export_corrections(county, tmp_path / "again", report.batch).batches[0]
    assert again.again and again.workbook.read_bytes() == before
    assert len(acts.list_acts(county.engine, kinds=["corrections.exported"])) == 1
    assert verify_workspace(county).faults == []


def test_a_value_that_would_cause_a_new_problem_is_held_back_and_can_be_released(county: Workspace) -> None:
    visited(county, ("run_cap", DIFFERENT, "170"), ("addr_road", DIFFERENT, "柳河路"), key="1")
    report = make_corrections(county)
    assert [place[2] for place in report.made.values()] == ["addr_road"]
    (held,) = report.held
    assert held.accepted.place.field == "run_cap" and "R042" in held.why
    assert any(f"{held.accepted.key} 用电客户 1 运行容量：会新引起" in line for line in report.lines())
    assert any("扣下 1 处" in line for line in report.lines())
    with pytest.raises(BadInput, match="写明原因"):
        make_corrections(county, release=[held.accepted.key])
    with pytest.raises(BadInput, match="没有扣下这些"):
        make_corrections(county, release=["A1-1"], reason="铭牌如此")
    released = make_corrections(county, release=[held.accepted.key], reason="铭牌如此")
    assert [place[2] for place in released.made.values()] == ["run_cap"]
    act = acts.list_acts(county.engine, kinds=["corrections.made"])[-1]
    assert act.payload["reason"] == "铭牌如此"
    # as a number of its own: a hash may well have 170 in it
    assert not re.search(r"\b170\b", str(act.payload))


def test_the_next_data_prove_or_refute_and_the_claimer_is_counted(county: Workspace, tmp_path: Path) -> None:
    visited(county, ("contract_cap", DIFFERENT, "160"))
    other = listed(county, "6", AnswerOutcome.RECTIFIED, person="孙梅")
    decide(county, [Said(other, ReviewDecision.PASSED)], by="李梅")
    make_corrections(county)
    export_corrections(county, tmp_path)
    assert {one.outcome for one in claims_report(county).claims} == {ClaimOutcome.WAITING}
    next_week(county, AS_BEFORE, c4={"contract_cap": 160})
    found = {one.problem_no: one for one in claims_report(county).claims}
    filed = found[numbers(county)["4"]]
    assert (filed.outcome, filed.entered, filed.claimer) == (ClaimOutcome.PROVEN, "yes", "张志强")
    assert found[numbers(county)["6"]].outcome is ClaimOutcome.REFUTED
    assert claims_refuted(county) == {"孙梅": 1}
    assert "1 个仍有错" in "\n".join(claims_report(county).lines())
    (batch,) = batches(county)
    assert (batch.entered["yes"], batch.claims[ClaimOutcome.PROVEN]) == (1, 1)


def test_a_correction_nobody_entered_is_still_wrong(county: Workspace, tmp_path: Path) -> None:
    visited(county, ("contract_cap", DIFFERENT, "160"))
    make_corrections(county)
    export_corrections(county, tmp_path)
    next_week(county, AS_BEFORE)
    (claim,) = claims_report(county).claims
    assert (claim.outcome, claim.entered) == (ClaimOutcome.REFUTED, "no")
    assert "在新数据里没改" in "\n".join(claims_report(county).lines())


def test_a_corrected_key_takes_its_problems_along_once_it_is_entered(county: Workspace, tmp_path: Path) -> None:
    number = numbers(county)["4"]
    visited(county, ("cons_no", DIFFERENT, "44"))
    report = make_corrections(county)
    assert [place[2] for place in report.made.values()] == ["cons_no"], report.lines()
    export_corrections(county, tmp_path)
    next_week(county, AS_BEFORE, c4={"cons_no": "44"})
    assert numbers(county)["44"] == number


def test_what_waits_or_is_as_the_archive_has_it_is_not_corrected(county: Workspace) -> None:
    dispatched(county, TASK, "4")
    surveyed(county, TASK, "4", ("addr_road", DIFFERENT, "柳河路"), ("contract_cap", DIFFERENT, "１００"))
    assert make_corrections(county).lines()[0].startswith("没有要回填的值")
    accept(county)
    assert [place[2] for place in make_corrections(county).made.values()] == ["addr_road"]
    surveyed(county, TASK, "4", ("addr_road", DIFFERENT, "青岭路"))
    assert make_corrections(county).made == {}


def test_hostile_cells_stay_text_and_erased_values_stay_gone(county: Workspace, tmp_path: Path) -> None:
    visited(county, ("addr_road", DIFFERENT, "=cmd|' /C calc'!A0"))
    report = make_corrections(county)
    done = export_corrections(county, tmp_path).batches[0]
    row = rows_of(done.workbook)[1]
    assert "=cmd|' /C calc'!A0" in row and "'=cmd|" in done.csv.read_text(encoding="utf-8-sig")
    from census_app.foundation.database import writing
    from census_app.workspace.log.sealed_rows import erase_values

    with writing(county.engine) as connection:
        erase_values(connection, "corrections", report.act, 1)
    with reading(county.engine) as connection:
        assert corrections_in(connection)[0].new is None
    again = export_corrections(county, tmp_path, report.batch).batches[0]
    assert "（已抹去）" in rows_of(again.workbook)[1]


def test_a_batch_that_has_not_gone_out_is_taken_back(county: Workspace, tmp_path: Path) -> None:
    visited(county, ("addr_road", DIFFERENT, "柳河路"))
    first = make_corrections(county)
    withdraw_batch(county, first.batch, "原值看错")
    with pytest.raises(BadInput, match="没有这个回填批"):
        export_corrections(county, tmp_path, first.batch)
    second = make_corrections(county)
    assert second.batch != first.batch and not first.made.keys() & second.made.keys()
    export_corrections(county, tmp_path)
    with pytest.raises(BadInput, match="已经导出"):
        withdraw_batch(county, second.batch, "再看")
    assert verify_workspace(county).faults == []


def test_a_batch_nobody_made_is_refused(county: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有这个回填批"):
        export_corrections(county, tmp_path, "B2648-99")
    append(county, "note.made", {})
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(BadInput, match="不是文件夹"):
        export_corrections(county, tmp_path / "file")


def test_a_claim_that_younger_data_cannot_judge_says_where_to_look(county: Workspace) -> None:
    decide(county, [Said(listed(county, "4", AnswerOutcome.RECTIFIED), ReviewDecision.PASSED)], by="李梅")
    assert not [one for one in claims_report(county).claims if one.unjudged]
    without = [{"cons_no": "4", "cons_name": "赵小芳", "org_no": "0301", "contract_cap": 160}]
    deliver(county, date(2026, 12, 7), without)
    run = run_check(county).run
    (claim,) = claims_report(county).claims
    assert (claim.outcome, claim.unjudged) == (ClaimOutcome.WAITING, run)
    assert f"census explain {claim.problem_no} 看缺什么" in "\n".join(claims_report(county).lines())


def test_a_correction_entered_as_something_else_is_told_though_it_proved(county: Workspace, tmp_path: Path) -> None:
    visited(county, ("contract_cap", DIFFERENT, "160"))
    make_corrections(county)
    export_corrections(county, tmp_path)
    next_week(county, AS_BEFORE, c4={"contract_cap": 1600})
    (claim,) = claims_report(county).claims
    assert (claim.outcome, claim.entered) == (ClaimOutcome.PROVEN, "other")
    told = "\n".join(claims_report(county).lines())
    assert f"已证实，但更正 {claim.correction_no} 在新数据里改成了别的值" in told
