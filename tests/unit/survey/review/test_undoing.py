"""Decisions are taken back, unless something rests on them."""

from __future__ import annotations

import pytest

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.survey.review.decided import reviews_in
from census_app.survey.review.deciding import decide
from census_app.survey.review.effects import Said
from census_app.survey.review.queue import review_queue
from census_app.survey.review.undoing import undo_reviews
from census_app.survey.tasks.model import task_in
from census_app.survey.words import AnswerOutcome, ReviewDecision, TaskState
from census_app.workspace.problems.acts import undo
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace
from tests.unit.survey.review.field import append, dispatched, listed, next_week, states, surveyed

PASSED = ReviewDecision.PASSED
TASK = "T2648-0001"


@pytest.mark.parametrize("decision", [ReviewDecision.RETURNED, ReviewDecision.REFUTED])
def test_an_undone_decision_leaves_everything_as_it_was(county: Workspace, decision: ReviewDecision) -> None:
    key = listed(county, "4", AnswerOutcome.RECTIFIED)
    report = decide(county, [Said(key, decision, "其他")], by="李梅")
    undo_reviews(county, report.acts, "看错了", by="李梅")
    assert states(county)["4"] == "in_review"
    assert [one.key for one in review_queue(county).entries] == [key]
    decide(county, [Said(key, PASSED)], by="李梅")
    assert states(county)["4"] == "claimed" and verify_workspace(county).faults == []


def test_an_undone_acceptance_takes_its_task_along(county: Workspace) -> None:
    dispatched(county, TASK, "4")
    surveyed(county, TASK, "4", ("addr_road", AnswerOutcome.DIFFERENT, "柳河路"))
    report = decide(county, [Said(TASK, PASSED)], by="李梅")
    undo_reviews(county, report.acts, "看错了", by="李梅")
    with reading(county.engine) as connection:
        assert task_in(connection, TASK).state is TaskState.SURVEYED
    assert len(review_queue(county).entries) == 1


def test_the_surveyor_does_not_undo_the_review_of_their_work(county: Workspace) -> None:
    key = listed(county, "4", AnswerOutcome.RECTIFIED)
    report = decide(county, [Said(key, ReviewDecision.RETURNED, "佐证不足")], by="李梅")
    with pytest.raises(BadInput, match="不能自己撤销"):
        undo_reviews(county, report.acts, "不服", by="张志强")


def test_what_something_rests_on_is_not_undone(county: Workspace) -> None:
    dispatched(county, TASK, "4")
    surveyed(county, TASK, "4", ("contract_cap", AnswerOutcome.DIFFERENT, "160"))
    first = decide(county, [Said(TASK, PASSED)], by="李梅").acts
    second = decide(county, [Said(TASK, PASSED)], by="王强").acts
    with pytest.raises(BadInput, match="又有人审过"):
        undo_reviews(county, first, "看错了", by="李梅")
    made = {"correction_no": "C2648-0001", "answer_act": review_act(county, TASK), "answer_position": 1}
    append(county, "corrections.made", {"corrections": [made]})
    with pytest.raises(BadInput, match="C2648-0001"):
        undo_reviews(county, second, "看错了", by="王强")


def review_act(county: Workspace, task: str) -> int:
    with reading(county.engine) as connection:
        return next(one.answer_act for one in reviews_in(connection) if one.task_no == task)


def test_after_an_official_run_nothing_is_undone(county: Workspace) -> None:
    key = listed(county, "4", AnswerOutcome.RECTIFIED)
    report = decide(county, [Said(key, PASSED)], by="李梅")
    next_week(county, (100, 110, 120, 130, 90, 200))
    with pytest.raises(BadInput, match="已有正式校验"):
        undo_reviews(county, report.acts, "看错了", by="李梅")


def test_undoing_twice_or_what_is_no_review_is_refused(county: Workspace) -> None:
    key = listed(county, "4", AnswerOutcome.RECTIFIED)
    report = decide(county, [Said(key, PASSED)], by="李梅")
    with pytest.raises(BadInput, match="census review undo"):
        undo(county, report.acts[0], "看错了")
    undo_reviews(county, report.acts, "看错了", by="李梅")
    with pytest.raises(BadInput, match="已经撤销过"):
        undo_reviews(county, report.acts, "看错了", by="李梅")
    with pytest.raises(BadInput, match="不是审核"):
        undo_reviews(county, [1], "看错了", by="李梅")
