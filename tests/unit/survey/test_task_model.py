from __future__ import annotations

from typing import Any

import pytest

from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.survey.tasks.model import Task, known_tasks, task_in, tasks_in
from census_app.survey.words import TaskState
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.survey_tables import tasks
from census_app.workspace.workspace import Workspace


def _row(number: int, **more: Any) -> dict[str, Any]:
    return {"task_no": f"T2648-{number:04}", "kind": "visit", "trigger": "problem", "customer": f"C{number}", **more}


def _append(workspace: Workspace, kind: str, rows: dict[str, list[dict[str, Any]]]) -> int:
    with writing(workspace.engine) as connection:
        return append_with_rows(connection, kind, "", {}, rows).seq


def _task(workspace: Workspace, number: int) -> Task:
    with reading(workspace.engine) as connection:
        return task_in(connection, f"T2648-{number:04}")


@pytest.fixture
def dispatched(county: Workspace) -> Workspace:
    problems = [{"task_no": "T2648-0001", "problem_no": name} for name in ("B2", "B1", "B2")]
    given = {"tasks": [_row(1, surveyor="甲", due="2026-11-30"), _row(2)], "task_problems": problems}
    _append(county, "tasks.dispatched", given)
    return county


def test_a_task_stands_as_given_out_until_something_changes(dispatched: Workspace) -> None:
    task = _task(dispatched, 1)
    assert (task.surveyor, task.due, task.state, task.is_open) == ("甲", "2026-11-30", TaskState.DISPATCHED, True)
    assert task.problems == ("B2", "B1")


def test_the_newest_change_of_each_thing_counts(dispatched: Workspace) -> None:
    for change in (
        {"surveyor": "乙"},
        {"due": "2026-12-04"},
        {"state": "surveyed"},
        {"surveyor": "丙", "reason": "调岗"},
    ):
        _append(dispatched, "tasks.changed", {"task_changes": [{"task_no": "T2648-0001", **change}]})
    task = _task(dispatched, 1)
    assert (task.surveyor, task.due, task.state, task.reason) == ("丙", "2026-12-04", TaskState.SURVEYED, "调岗")
    assert not task.is_open
    assert _task(dispatched, 2).state is TaskState.DISPATCHED


def test_tasks_are_found_by_condition_and_by_number(dispatched: Workspace) -> None:
    with reading(dispatched.engine) as connection:
        assert [task.task_no for task in tasks_in(connection)] == ["T2648-0001", "T2648-0002"]
        assert [task.customer for task in tasks_in(connection, tasks.c.customer == "C2")] == ["C2"]
        assert tasks_in(connection, numbers=[]) == []
        assert set(known_tasks(connection, ["T2648-0002"])) == {"T2648-0002"}
        with pytest.raises(BadInput, match="没有这些任务：T2648-0009"):
            known_tasks(connection, ["T2648-0002", "T2648-0009"])
        with pytest.raises(BadInput, match="没有这个任务"):
            task_in(connection, "T9")


def test_many_tasks_are_read_as_a_few(dispatched: Workspace) -> None:
    _append(dispatched, "tasks.dispatched", {"tasks": [_row(number) for number in range(100, 1300)]})
    changes = [{"task_no": f"T2648-{number:04}", "state": "recalled"} for number in range(100, 1300, 2)]
    _append(dispatched, "tasks.changed", {"task_changes": changes})
    with reading(dispatched.engine) as connection:
        everything = tasks_in(connection)
        few = tasks_in(connection, numbers=[f"T2648-{number:04}" for number in range(100, 110)])
    assert sum(task.state is TaskState.RECALLED for task in everything) == 600
    assert [task.is_open for task in few] == [False, True] * 5
    assert [task for task in everything if task.task_no in {one.task_no for one in few}] == few
