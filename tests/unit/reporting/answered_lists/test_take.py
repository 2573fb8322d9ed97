"""Answered lists taken: what each result does to its problem, twice, in parts, by two people."""

from __future__ import annotations

from sqlalchemy import func, select

from census_app.foundation.database import reading
from census_app.survey.answers import answers_in
from census_app.survey.words import AnswerOutcome, AnswerStanding
from census_app.workspace import acts
from census_app.workspace.problems.acts import undo
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.schema import acts as acts_table
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace

from .conftest import County
from .filling import APPEAL, FIXED, RIGHT, VISIT, fill, said, statuses, take


def states(workspace: Workspace) -> dict[tuple[str, str], str]:
    rows = problem_rows(workspace).rows(["rule_id", "record_key", "state"])
    return {(rule, key): state for rule, key, state in rows}


def act_count(workspace: Workspace) -> int:
    with reading(workspace.engine) as connection:
        return int(connection.execute(select(func.count()).select_from(acts_table)).scalar_one())


def test_each_result_moves_its_problem(county: County) -> None:
    answers = {("R042", "1"): FIXED, ("R005", "1"): RIGHT, ("R001", "2"): APPEAL, ("R042", "3"): VISIT}
    taken = take(county, fill(county.lists["0301"], county.folder / "a.xlsx", answers))
    assert set(statuses(taken).values()) == {"taken"} and not taken.has_refusals
    now = states(county.workspace)
    assert [now[key] for key in answers] == ["in_review", "in_review", "appealed", "assigned"]
    assert now["R042", "4"] == "assigned", "the other unit's problems stand as they were"
    with reading(county.workspace.engine) as connection:
        stored = {(one.table, one.record_key, one.field): one for one in answers_in(connection)}
        kinds = [act.kind for act in acts.iterate(connection)][-3:]
    fixed = stored["customer", "1", "run_cap"]
    assert (fixed.outcome, fixed.value, fixed.person, fixed.day) == (AnswerOutcome.RECTIFIED, "7", "张三", "2026-11-19")
    assert fixed.document.endswith("2026W47-01") and fixed.source_row > 2
    assert kinds == ["answer.received", "appeal.filed", "lists.taken"]


def test_the_log_still_verifies(county: County) -> None:
    take(county, fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED}))
    assert verify_workspace(county.workspace).faults == []


def test_the_same_file_twice_changes_nothing(county: County) -> None:
    file = fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED, ("R042", "3"): VISIT})
    take(county, file)
    before = act_count(county.workspace)
    again = take(county, file)
    assert act_count(county.workspace) == before
    assert statuses(again)["R042", "1"] == "already" and "原样收过，没有变化" in again.files[0].notes


def test_returns_in_parts(county: County) -> None:
    first = fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED})
    second = fill(first, county.folder / "b.xlsx", {("R042", "3"): FIXED})
    assert take(county, first).counts()["unanswered"] == 3
    taken = take(county, second)
    assert [statuses(taken)[key] for key in (("R042", "1"), ("R042", "3"))] == ["already", "taken"]


def test_two_people_answer_differently(county: County) -> None:
    mine = fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED})
    other = fill(county.lists["0301"], county.folder / "b.xlsx", {("R042", "1"): {**RIGHT, "整改人": "李四"}})
    taken = take(county, mine, other)
    assert taken.counts()["conflict"] == 1 and not taken.has_refusals
    assert "张三 2026-11-19 已整改" in said(taken)["R042", "1"]
    with reading(county.workspace.engine) as connection:
        versions = answers_in(connection)
    assert [one.standing for one in versions] == [AnswerStanding.TAKEN, AnswerStanding.CONFLICT]
    assert [one.person for one in versions] == ["张三", "李四"]
    again = take(county, other)
    assert statuses(again)["R042", "1"] == "already", "sent again it is no second conflict"
    assert "由审核员定" in said(again)["R042", "1"]


def test_two_people_say_the_same(county: County) -> None:
    mine = fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED})
    other = fill(county.lists["0301"], county.folder / "b.xlsx", {("R042", "1"): {**FIXED, "整改人": "李四"}})
    assert statuses(take(county, mine, other))["R042", "1"] == "kept"


def test_one_person_corrects_an_answer(county: County) -> None:
    first = fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED})
    second = fill(first, county.folder / "b.xlsx", {("R042", "1"): {"整改后值": "6", "整改日期": "11-20"}})
    third = fill(first, county.folder / "c.xlsx", {("R042", "1"): {"整改后值": "5", "整改日期": "11-18"}})
    taken = take(county, first, second)
    assert statuses(taken)["R042", "1"] == "taken" and "代替本人" in said(taken)["R042", "1"]
    late = take(county, third)
    assert statuses(late)["R042", "1"] == "kept" and "更新的答复" in said(late)["R042", "1"]


def test_a_visit_asked_for_and_then_made(county: County) -> None:
    asked = fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): VISIT})
    done = fill(county.lists["0301"], county.folder / "b.xlsx", {("R042", "1"): {**FIXED, "整改人": "李四"}})
    assert statuses(take(county, asked, done))["R042", "1"] == "taken"
    assert states(county.workspace)["R042", "1"] == "in_review"


def test_personal_values_may_only_be_said_to_be_done(county: County) -> None:
    short = fill(county.lists["0301"], county.folder / "a.xlsx", {("R001", "2"): {**FIXED, "整改后值": "已改"}})
    assert statuses(take(county, short))["R001", "2"] == "taken"
    full = fill(county.lists["0301"], county.folder / "b.xlsx", {("R001", "2"): {**FIXED, "整改后值": "甲乙丙"}})
    assert statuses(take(county, full))["R001", "2"] == "taken"
    assert statuses(take(county, short))["R001", "2"] == "already"
    again = fill(county.lists["0301"], county.folder / "c.xlsx", {("R001", "2"): {**FIXED, "整改后值": "已改"}})
    assert statuses(take(county, again))["R001", "2"] == "already", "nothing that would replace the full value"
    wrong = fill(county.lists["0301"], county.folder / "d.xlsx", {("R042", "1"): {**FIXED, "整改后值": "已改"}})
    assert "要写改好后的值" in said(take(county, wrong))["R042", "1"]


def test_the_outcome_itself_may_be_filled_in_and_sent_back(county: County) -> None:
    answers = {
        ("R001", "2"): {**FIXED, "整改后值": "甲乙丙"},
        ("R042", "1"): FIXED,
        ("R042", "3"): {**FIXED, "整改人": None},
    }
    outcome = take(county, fill(county.lists["0301"], county.folder / "a.xlsx", answers)).files[0].outcome
    assert outcome is not None
    again = take(county, fill(outcome, county.folder / "b.xlsx", {("R042", "3"): {"整改人": "张三"}}))
    found = statuses(again)
    assert found["R042", "3"] == "taken" and found["R042", "1"] == found["R001", "2"] == "already"
    assert not any("多出的列" in note for note in again.files[0].notes), "what we added ourselves is no remark"


def test_a_take_that_was_undone_may_be_taken_again(county: County) -> None:
    file = fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED})
    take(county, file)
    received = next(act for act in acts.list_acts(county.workspace.engine) if act.kind == "answer.received")
    undo(county.workspace, received.seq, "收错了")
    assert states(county.workspace)["R042", "1"] == "assigned"
    assert "重新收下" in said(take(county, file))["R042", "1"]
    assert states(county.workspace)["R042", "1"] == "in_review"
    assert statuses(take(county, file))["R042", "1"] == "already"
    assert verify_workspace(county.workspace).faults == []
