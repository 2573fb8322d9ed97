"""Decisions on answers of lists and forms: what they do to problems and tasks, and who may not take them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.survey.review.deciding import decide
from census_app.survey.review.effects import Said
from census_app.survey.review.queue import Asked, review_queue
from census_app.survey.review.undoing import undo_reviews
from census_app.survey.tasks.model import task_in
from census_app.survey.words import AnswerOutcome, ReviewDecision, TaskState
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.rebuild import rebuild_states
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace
from tests.unit.survey.review.field import dispatched, listed, next_week, numbers, states, surveyed

PASSED, RETURNED, REFUTED = ReviewDecision.PASSED, ReviewDecision.RETURNED, ReviewDecision.REFUTED
TASK = "T2648-0001"


def task_state(workspace: Workspace) -> TaskState:
    with reading(workspace.engine) as connection:
        return task_in(connection, TASK).state


@pytest.mark.parametrize(
    ("outcome", "decision", "reason", "state"),
    [
        (AnswerOutcome.RECTIFIED, PASSED, "", "claimed"),
        (AnswerOutcome.RECTIFIED, RETURNED, "佐证不足", "returned"),
        (AnswerOutcome.RECTIFIED, REFUTED, "lawful_exception", "exempted"),
        (AnswerOutcome.RECTIFIED, ReviewDecision.TO_VISIT, "", "returned"),
        (AnswerOutcome.NOT_ABNORMAL, PASSED, "", "exempted"),
        (AnswerOutcome.NOT_ABNORMAL, RETURNED, "no_evidence", "returned"),
        (AnswerOutcome.APPEALED, ReviewDecision.UPHELD, "", "exempted"),
        (AnswerOutcome.APPEALED, ReviewDecision.REJECTED, "写不清楚", "returned"),
    ],
)
def test_a_decision_on_a_list_answer_moves_its_problem(
    county: Workspace, outcome: AnswerOutcome, decision: ReviewDecision, reason: str, state: str
) -> None:
    key = listed(county, "4", outcome, reason="已核对")
    report = decide(county, [Said(key, decision, reason, "看过")], by="李梅")
    assert report.done.keys() == {key} and states(county)["4"] == state
    assert not [one for one in review_queue(county).entries if one.key == key]
    assert verify_workspace(county).faults == []


def test_nobody_reviews_what_they_answered(county: Workspace) -> None:
    key = listed(county, "4", AnswerOutcome.RECTIFIED, person="张 志强（班长）")
    with pytest.raises(BadInput, match="自己做的不能自己审"):
        decide(county, [Said(key, PASSED)], by="张志强")
    assert states(county)["4"] == "in_review"


def test_who_took_an_answer_without_a_name_answers_for_it(county: Workspace) -> None:
    key = listed(county, "4", AnswerOutcome.RECTIFIED, person="")
    with pytest.raises(BadInput, match="自己做的不能自己审"):
        decide(county, [Said(key, PASSED)])
    decide(county, [Said(key, PASSED)], by="李梅")


def test_what_is_decided_is_not_decided_again(county: Workspace) -> None:
    key = listed(county, "4", AnswerOutcome.RECTIFIED)
    decide(county, [Said(key, PASSED)], by="李梅")
    with pytest.raises(BadInput, match="没有待审的"):
        decide(county, [Said(key, RETURNED, "不清楚")], by="王强")


UNFIT = (
    (Said("", ReviewDecision.UPHELD), "不能判"),
    (Said("", RETURNED), "没有写原因"),
    (Said("", RETURNED, "=cmd|x"), "原因看不懂"),
    (Said("", PASSED, note="长" * 501), "超过 500 字"),
    (Said("", PASSED, to_unit="0302"), "只有申诉成立"),
)


def test_a_decision_that_does_not_fit_is_refused_whole(county: Workspace) -> None:
    key = listed(county, "4", AnswerOutcome.RECTIFIED)
    other = listed(county, "6", AnswerOutcome.RECTIFIED)
    for said, told in UNFIT:
        with pytest.raises(BadInput, match=told):
            decide(county, [Said(other, PASSED), replace(said, key=key)], by="李梅")
    assert states(county)["6"] == "in_review"
    report = decide(county, [Said(other, PASSED), Said(key, RETURNED)], by="李梅", partly=True)
    assert (list(report.done), list(report.refused)) == ([other], [key])


def test_two_answers_to_one_problem_stand_side_by_side_and_one_is_taken(county: Workspace) -> None:
    first = listed(county, "4", AnswerOutcome.RECTIFIED)
    second = listed(county, "4", AnswerOutcome.NOT_ABNORMAL, person="孙梅", standing="conflict")
    entries = {one.key: one for one in review_queue(county).entries}
    assert entries[first].rivals == (second,) and entries[second].rivals == (first,)
    with pytest.raises(BadInput, match="只能采纳一个"):
        decide(county, [Said(first, PASSED), Said(second, PASSED)], by="李梅")
    decide(county, [Said(first, PASSED)], by="李梅")
    assert states(county)["4"] == "claimed"
    assert not review_queue(county).entries


@pytest.mark.parametrize(
    ("decision", "reason", "state"),
    [(ReviewDecision.UPHELD, "", "exempted"), (ReviewDecision.REJECTED, "写不清楚", "returned")],
)
def test_an_appeal_is_answered_by_the_problems_number_beside_an_answer_of_a_form(
    county: Workspace, decision: ReviewDecision, reason: str, state: str
) -> None:
    dispatched(county, TASK, "4")
    surveyed(county, TASK, "4", ("contract_cap", AnswerOutcome.CONSISTENT, ""))
    appeal = listed(county, "4", AnswerOutcome.APPEALED)
    assert len([one for one in review_queue(county).entries if one.problems]) == 2
    report = decide(county, [Said(numbers(county)["4"], decision, reason)], by="李梅")
    assert list(report.done) == [appeal]
    assert states(county)["4"] == state


def test_a_task_is_accepted_when_its_last_item_is(county: Workspace) -> None:
    dispatched(county, TASK, "4")
    surveyed(
        county, TASK, "4", ("holiday", AnswerOutcome.CONSISTENT, ""), ("addr_road", AnswerOutcome.DIFFERENT, "柳河路"),
        ("addr_town", AnswerOutcome.DIFFERENT, "柳河镇"),
    )  # fmt: skip
    queue = review_queue(county)
    assert [one.key[0] for one in queue.entries] == ["A", "A", "S"]
    assert [one.answered for one in queue.entries] == ["柳河路", "柳河镇", "与档案一致"]
    decide(county, [Said(queue.entries[0].key, PASSED)], by="李梅")
    assert task_state(county) is TaskState.SURVEYED
    report = decide(county, [Said(TASK, PASSED)], by="李梅")
    assert report.accepted_tasks == [TASK] and task_state(county) is TaskState.ACCEPTED
    left = review_queue(county).entries
    assert [one.key for one in left] == [f"P{numbers(county)['4']}"]
    assert left[0].notes == ("现场普查完，这个问题还没有结论",)


def test_one_item_sent_back_sends_the_task_back(county: Workspace) -> None:
    dispatched(county, TASK, "4")
    surveyed(county, TASK, "4", ("addr_road", AnswerOutcome.DIFFERENT, "柳河路"))
    report = decide(county, [Said(TASK, RETURNED, "照片不符")], by="李梅")
    assert report.returned_tasks == [TASK] and task_state(county) is TaskState.RETURNED
    assert states(county)["4"] == "returned"


def test_a_core_value_needs_two_reviewers(county: Workspace) -> None:
    dispatched(county, TASK, "4")
    surveyed(county, TASK, "4", ("contract_cap", AnswerOutcome.DIFFERENT, "160"))
    (entry,) = review_queue(county).entries
    assert entry.second_why == "核心字段" and entry.archive == "100"
    report = decide(county, [Said(entry.key, PASSED)], by="李梅")
    assert report.first_looks == [entry.key] and task_state(county) is TaskState.SURVEYED
    (again,) = review_queue(county).entries
    assert again.first_look is not None and again.first_look.reviewer == "李梅"
    with pytest.raises(BadInput, match="初审和二审要两个人"):
        decide(county, [Said(entry.key, PASSED)], by="李梅")
    with pytest.raises(BadInput, match="自己做的"):
        decide(county, [Said(entry.key, PASSED)], by="张志强")
    decide(county, [Said(entry.key, PASSED)], by="王强")
    assert task_state(county) is TaskState.ACCEPTED and not review_queue(county).entries


def test_a_value_as_the_archive_has_it_is_no_difference(county: Workspace) -> None:
    dispatched(county, TASK, "4")
    surveyed(county, TASK, "4", ("contract_cap", AnswerOutcome.TRANSCRIBED, "１００.00"), blind="yes")
    (entry,) = review_queue(county).entries
    assert not entry.differs and entry.second_why == "" and "盲填，与档案相同" in entry.notes


def test_the_queue_is_asked_in_parts(county: Workspace) -> None:
    listed(county, "4", AnswerOutcome.RECTIFIED)
    key = listed(county, "6", AnswerOutcome.RECTIFIED, person="孙梅")
    assert [one.key for one in review_queue(county, Asked(unit="0302")).entries] == [key]
    assert [one.key for one in review_queue(county, Asked(person="孙梅")).entries] == [key]
    dispatched(county, TASK, "4")
    surveyed(county, TASK, "4", ("addr_road", AnswerOutcome.DIFFERENT, "柳河路"))
    assert [one.field_name for one in review_queue(county, Asked(document=TASK)).entries] == ["道路"]
    limited = review_queue(county, Asked(limit=2))
    assert (len(limited.entries), limited.later) == (2, 1)
    assert "张志强" in "\n".join(review_queue(county).lines())


def test_an_appeal_moves_its_problem_to_another_unit_until_it_is_undone(county: Workspace) -> None:
    key = listed(county, "6", AnswerOutcome.APPEALED, reason="不属本单位")
    upheld = ReviewDecision.UPHELD
    for unit, said in (("9999", "没有这个单位"), ("0302", "现在就在")):
        with pytest.raises(BadInput, match=said):
            decide(county, [Said(key, upheld, to_unit=unit)], by="李梅")
    report = decide(county, [Said(key, upheld, to_unit="0301")], by="李梅")
    assert (states(county)["6"], unit_of(county, "6")) == ("open", "0301")
    undo_reviews(county, report.acts, "转错了", by="李梅")
    assert (states(county)["6"], unit_of(county, "6")) == ("appealed", "0302")
    decide(county, [Said(key, upheld, to_unit="0301")], by="李梅")
    next_week(county, (100, 110, 120, 130, 90, 200))
    assert (states(county)["6"], unit_of(county, "6")) == ("open", "0301")
    assert rebuild_states(county).same


def unit_of(workspace: Workspace, key: str) -> str:
    return dict(problem_rows(workspace).rows(["record_key", "unit"]))[key]  # type: ignore[arg-type]


def test_only_saying_that_something_changed_brings_no_value(county: Workspace) -> None:
    key = listed(county, "4", AnswerOutcome.RECTIFIED, table="customer", record_key="4", field="mobile", value="已改")
    dispatched(county, TASK, "6")
    surveyed(county, TASK, "6", ("mobile", AnswerOutcome.DIFFERENT, "已改"))
    entries = {one.key: one for one in review_queue(county).entries}
    assert not entries[key].differs and entries[key].second_why == ""
    (form,) = [one for one in entries.values() if one.task is not None]
    assert (form.kind.value, form.notes) == ("answer", ("只写了“已改”，没有新值",))


def test_a_persons_newer_answer_replaces_the_older_another_persons_stands_beside_it(county: Workspace) -> None:
    dispatched(county, TASK, "4")
    surveyed(county, TASK, "4", ("addr_road", AnswerOutcome.DIFFERENT, "柳河路"))
    surveyed(county, TASK, "4", ("addr_road", AnswerOutcome.DIFFERENT, "青岭路"), person="孙梅", standing="conflict")
    surveyed(county, TASK, "4", ("addr_road", AnswerOutcome.DIFFERENT, "青岭街"))
    assert [(one.people, one.answered) for one in review_queue(county).entries] == [
        (("孙梅", "张志强"), "青岭路"),
        (("张志强", "孙梅"), "青岭街"),
    ]


@pytest.mark.parametrize(
    ("value", "day", "told"),
    [
        ("100", "2026-11-30", True),
        ("100.00", "2026-11-30", True),
        ("160", "2026-11-30", False),
        ("100", "2026-01-05", False),
    ],
)
def test_a_correction_to_what_stood_there_is_told(county: Workspace, value: str, day: str, told: bool) -> None:
    more = {"table": "customer", "record_key": "4", "field": "contract_cap"}
    key = listed(county, "4", AnswerOutcome.RECTIFIED, value=value, day=day, **more)
    (entry,) = (one for one in review_queue(county).entries if one.key == key)
    assert any("与档案现在的一样" in note for note in entry.notes) is told
