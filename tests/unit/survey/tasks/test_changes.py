"""Tasks change hands, are recalled, merged and split, and every act can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.survey.dispatch.dispatching import dispatch
from census_app.survey.dispatch.request import DispatchRequest
from census_app.survey.tasks.changing import Change, change_tasks
from census_app.survey.tasks.joining import merge_tasks, split_task
from census_app.survey.tasks.listing import TaskFilter, list_tasks, settled_tasks, show_task
from census_app.survey.tasks.model import Task, tasks_in
from census_app.survey.tasks.recalling import recall_tasks
from census_app.survey.tasks.standing import open_tasks
from census_app.survey.tasks.undoing import undo_tasks
from census_app.survey.words import TaskKind, TaskState
from census_app.workspace import acts
from census_app.workspace.lists import issue_lists
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.precision.acts import judge_problems
from census_app.workspace.precision.settings import Outcome
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace

from ..field import FOUND, MONDAY, WEEK, checked, numbers, states

REQUEST = DispatchRequest(WEEK, today=MONDAY)


def standing(workspace: Workspace) -> dict[str, Task]:
    """Every task as it stands, by number; the reason of the last change is not what stands."""
    with reading(workspace.engine) as connection:
        return {task.task_no: replace(task, reason="") for task in tasks_in(connection)}


def of(workspace: Workspace, customer: str) -> Task:
    with reading(workspace.engine) as connection:
        (found,) = [task for task in open_tasks(connection) if customer in (task.customer, task.record_key)]
    return found


def last(workspace: Workspace) -> int:
    return acts.list_acts(workspace.engine)[-1].seq


def _change(workspace: Workspace) -> None:
    task = of(workspace, "C08")
    assert task.surveyor == ""
    change_tasks(workspace, [task.task_no.lower()], Change("王五", date(2026, 11, 25), date(2026, 12, 1)), "调岗")
    after = of(workspace, "C08")
    assert (after.surveyor, after.day, after.due, after.reason) == ("王五", "2026-11-25", "2026-12-01", "调岗")


def _recall(workspace: Workspace) -> None:
    recall_tasks(workspace, [of(workspace, "C01").task_no], "已销户")
    assert {state for (key, _), state in states(workspace).items() if key == "C01"} == {"open"}


def _split_and_merge(workspace: Workspace) -> None:
    task, number = of(workspace, "C06"), numbers(workspace)["C06", "R003"]
    joined = split_task(workspace, task.task_no, [number], Change("王五"), TaskKind.CALL)
    rest, part = (standing(workspace)[one] for one in joined.tasks)
    assert (part.problems, part.kind, part.surveyor) == ((number,), TaskKind.CALL, "王五")
    assert (set(rest.problems), rest.kind, rest.surveyor) == (set(task.problems) - {number}, task.kind, "李芳")
    assert standing(workspace)[task.task_no].state is TaskState.SPLIT
    merge_tasks(workspace, [part.task_no, rest.task_no])
    after = of(workspace, "C06")
    assert (after.task_no, set(after.problems)) == (rest.task_no, set(task.problems))


@pytest.mark.parametrize(("act", "count"), [(_change, 1), (_recall, 1), (_split_and_merge, 2)])
def test_what_was_done_can_be_taken_back(given_out: Workspace, act: Callable[[Workspace], None], count: int) -> None:
    before, problems, seq = standing(given_out), states(given_out), last(given_out)
    act(given_out)
    done = [seq + place for place in range(1, count + 1)]
    assert last(given_out) == done[-1]
    for one in reversed(done):
        undo_tasks(given_out, one, "弄错了")
    after = standing(given_out)
    assert {number: after[number] for number in before} == before
    assert all(not after[number].is_open for number in after.keys() - before.keys())
    assert states(given_out) == problems
    assert verify_workspace(given_out).faults == []
    with pytest.raises(BadInput, match="已经撤销过"):
        undo_tasks(given_out, done[0])


def test_an_undone_recall_can_be_done_again(given_out: Workspace) -> None:
    _recall(given_out)
    undo_tasks(given_out, last(given_out))
    _recall(given_out)


def test_a_dispatch_taken_back_leaves_nothing_given_out(given_out: Workspace) -> None:
    checked(given_out, date(2026, 11, 27), FOUND | {"C02": ("R043", "R003"), "C03": ("R003", "R043")})
    before, problems = standing(given_out), states(given_out)
    request = replace(REQUEST, week="2026-W49", today=date(2026, 11, 30))
    report = dispatch(given_out, request)
    assert (report.joined_problems, report.absorbed, len(report.tasks)) == (1, 1, 1)
    undo_tasks(given_out, report.act)
    after = standing(given_out)
    assert {number: after[number] for number in before} == before
    open_again = {("C02", "R003"): "open", ("C03", "R043"): "open"}
    assert states(given_out) == problems | open_again
    again = dispatch(given_out, request)
    assert (again.joined_problems, again.absorbed, len(again.tasks)) == (1, 1, 1)


def test_a_problem_that_is_out_on_a_list_stays_assigned_when_its_task_is_recalled(
    given_out: Workspace, tmp_path: Path
) -> None:
    sheet = tmp_path / "list.xlsx"
    sheet.write_bytes(b"x")
    number = numbers(given_out)["C01", "R042"]
    issue_lists(given_out, [("L-1", "0301", {number: "c"}, sheet)], week=WEEK, anchor="0" * 64)
    act = recall_tasks(given_out, [of(given_out, "C01").task_no])
    assert (len(act.payload["problems"]), act.payload["on_lists"]) == (2, 1)
    assert states(given_out)["C01", "R042"] == "assigned"
    assert states(given_out)["C01", "R043"] == "open"


def test_what_has_been_built_on_is_not_taken_back(given_out: Workspace) -> None:
    first = last(given_out)
    task = of(given_out, "C01")
    _change(given_out)
    with pytest.raises(BadInput, match="之后又动过这些任务"):
        undo_tasks(given_out, first)
    surveyed = {"task_no": task.task_no, "state": "surveyed"}
    with writing(given_out.engine) as connection:
        append_with_rows(connection, "results.received", "", {"problems": []}, {"task_changes": [surveyed]})
    with pytest.raises(BadInput, match="已普查待审"):
        recall_tasks(given_out, [task.task_no])
    with pytest.raises(BadInput, match="不是对任务的动作"):
        undo_tasks(given_out, 1)


def test_recalled_problems_that_went_out_again_cannot_be_given_back(given_out: Workspace) -> None:
    _recall(given_out)
    recalled = last(given_out)
    dispatch(given_out, REQUEST)
    with pytest.raises(BadInput, match="已经另派"):
        undo_tasks(given_out, recalled)


def test_refusals_name_the_tasks(given_out: Workspace) -> None:
    one, other = of(given_out, "C01"), of(given_out, "C02")
    before = last(given_out)
    for said, act in (
        ("不是同一户", lambda: merge_tasks(given_out, [one.task_no, other.task_no])),
        ("两个以上", lambda: merge_tasks(given_out, [one.task_no, one.task_no])),
        ("没有这些任务", lambda: recall_tasks(given_out, ["T2648-0999"])),
        ("没有给出任务", lambda: recall_tasks(given_out, [])),
        ("里没有这些问题", lambda: split_task(given_out, one.task_no, other.problems)),
        ("原任务就空了", lambda: split_task(given_out, one.task_no, one.problems)),
        ("没有说要改什么", lambda: change_tasks(given_out, [one.task_no], Change())),
        ("姓名不对", lambda: change_tasks(given_out, [one.task_no], Change(" \x07 "))),
    ):
        with pytest.raises(BadInput, match=said):
            act()
    assert last(given_out) == before


def test_the_list_says_what_needs_attention(given_out: Workspace) -> None:
    listed = list_tasks(given_out, TaskFilter(unit="0302"), today=date(2026, 12, 30))
    assert {line.task.customer for line in listed.lines_of} == {"C08", "C09", "C10"}
    assert {line.marks for line in listed.lines_of} == {("没有人", "超期")}
    recall_tasks(given_out, [of(given_out, "C08").task_no], "不用去了")
    assert len(list_tasks(given_out, TaskFilter()).lines_of) == 9
    (gone,) = list_tasks(given_out, TaskFilter(state=TaskState.RECALLED)).lines_of
    story = show_task(given_out, gone.task.task_no)
    assert [line.split("：")[1].split("（第")[0] for line in story.history] == ["派发", "已撤回（不用去了）"]
    assert "R043 容量与铭牌不符" in "\n".join(story.lines())


def test_work_merged_over_and_over_is_found_from_the_last_task(given_out: Workspace) -> None:
    first = of(given_out, "C06")
    last_one = first.task_no
    for _ in range(3):
        rest, part = split_task(given_out, last_one, [of(given_out, "C06").problems[0]]).tasks
        last_one = merge_tasks(given_out, [part, rest]).tasks[0]
    assert set(standing(given_out)[last_one].problems) == set(first.problems)
    with reading(given_out.engine) as connection:
        assert tasks_in(connection, numbers=[last_one])[0].problems == standing(given_out)[last_one].problems


def test_tasks_whose_problems_are_settled_are_found(given_out: Workspace) -> None:
    assert settled_tasks(given_out) == []
    judge_problems(given_out, [numbers(given_out)["C05", "R043"]], Outcome.REFUTED, "看过")
    (number,) = settled_tasks(given_out)
    assert number == of(given_out, "C05").task_no
    assert recall_tasks(given_out, [number]).payload["problems"] == []
    assert states(given_out)["C05", "R043"] == "exempted"
