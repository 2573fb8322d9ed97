"""An act on tasks is taken back by another one: everybody has again what they had before it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.survey.tasks.acts import TASK_ACTS, TASKS_CHANGED, TASKS_DISPATCHED, TASKS_RECALLED
from census_app.survey.tasks.changing import may_change, short
from census_app.survey.tasks.model import CHANGEABLE, CLEARED, Task, changes_in, tasks_in
from census_app.survey.tasks.recalling import assigned_since, recall_payload
from census_app.survey.tasks.standing import open_tasks
from census_app.survey.words import TaskState
from census_app.workspace import acts
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.survey_tables import task_changes, task_problems, tasks

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace

_NAMED = 5
_COMPENSATION = {TASKS_DISPATCHED: TASKS_RECALLED, TASKS_RECALLED: TASKS_DISPATCHED, TASKS_CHANGED: TASKS_CHANGED}
"""What an act is taken back by: a dispatch by a recall, a recall by giving out again."""


def undo_tasks(workspace: Workspace, seq: int, reason: str = "") -> Act:
    """A compensating act: tasks that act `seq` gave out are recalled, what it changed stands as before.

    `BadInput` when it is not an act on tasks, was undone already, or something has been built on it since.
    """
    assigned = assigned_since(workspace)
    with writing(workspace.engine) as connection:
        target = _target(connection, seq)
        given = tasks_in(connection, tasks.c.act == seq)
        changed = _changed(connection, seq)
        touched = tasks_in(connection, numbers=[*(task.task_no for task in given), *changed])
        _refuse_when_built_on(connection, target, touched)
        kind = _COMPENSATION[target.kind]
        may_change(connection, kind, touched)
        payload: dict[str, Any] = {"undoes": seq, "reason": short(reason)}
        if kind == TASKS_RECALLED:
            own = select(task_problems.c.problem_no).where(task_problems.c.act == seq)
            payload |= recall_payload(connection, connection.execute(own).scalars(), assigned)
        elif kind == TASKS_DISPATCHED:
            payload["problems"] = _given_back(connection, target)
        rows = [*_restored(connection, changed, given, seq), *_recalled(given, reason)]
        return append_with_rows(connection, kind, f"act:{seq}", payload, {"task_changes": rows})


def _target(connection: Connection, seq: int) -> Act:
    found = next(acts.iterate(connection, after=seq - 1, until=seq), None)
    if found is None or found.kind not in TASK_ACTS:
        raise BadInput(f"第 {seq} 号动作不是对任务的动作", "用 census task show 看任务的历史；问题上的动作另行撤销")
    return found


def _changed(connection: Connection, seq: int) -> list[str]:
    query = select(task_changes.c.task_no).where(task_changes.c.act == seq).distinct()
    return sorted(connection.execute(query).scalars())


def _refuse_when_built_on(connection: Connection, target: Act, touched: Iterable[Task]) -> None:
    void: set[int] = set()
    for later in reversed(list(acts.iterate(connection, kinds=TASK_ACTS, after=target.seq))):
        undone = later.payload.get("undoes", 0)
        if later.seq in void or not undone:
            continue
        if undone == target.seq:
            raise BadInput(f"第 {target.seq} 号动作已经撤销过", "刷新后再看")
        if undone > target.seq:
            void |= {undone, later.seq}
    numbers = {task.task_no for task in touched}
    # what was done later and taken back, and the taking back, leave things as they were
    query = select(task_changes.c.act, task_changes.c.task_no, task_changes.c.into_task).where(
        task_changes.c.act > target.seq
    )
    built = sorted(
        {
            (row.act, row.task_no)
            for row in connection.execute(query)
            if row.act not in void and {row.task_no, row.into_task} & numbers
        }
    )
    if built:
        said = "、".join(f"{number}（第 {seq} 号动作）" for seq, number in built[:_NAMED])
        raise BadInput(f"第 {target.seq} 号动作之后又动过这些任务：{said}", "先撤销后面的")


def _given_back(connection: Connection, target: Act) -> list[str]:
    """The problems of a recall, unless another task has them by now."""
    numbers = list(target.payload.get("problems", []))
    wanted = set(numbers)
    taken = [task.task_no for task in open_tasks(connection) if wanted & set(task.problems)]
    if taken:
        raise BadInput(f"这些问题已经另派：{'、'.join(taken[:_NAMED])}", "先撤回后来的任务")
    return numbers


def _restored(connection: Connection, changed: list[str], given: list[Task], seq: int) -> list[dict[str, Any]]:
    """For each task that existed before: what the act changed, as it was."""
    new = {task.task_no for task in given}
    earlier = {task.task_no: task for task in tasks_in(connection, tasks.c.act < seq, numbers=changed)}
    before = changes_in(connection, changed, until=seq - 1)
    first = {row["task_no"]: row for row in _as_given_out(connection, changed)}
    after = changes_in(connection, changed, since=seq, until=seq)
    rows = []
    for number in sorted(earlier.keys() - new):
        was = {"state": TaskState.DISPATCHED.value, **first[number], **before.get(number, {})}
        rows.append(
            {"task_no": number, **{name: was.get(name) or CLEARED for name in after[number] if name in CHANGEABLE}}
        )
    return rows


def _as_given_out(connection: Connection, numbers: list[str]) -> list[dict[str, Any]]:
    columns = (tasks.c.task_no, tasks.c.surveyor, tasks.c.day, tasks.c.due)
    found = connection.execute(select(*columns).where(tasks.c.task_no.in_(numbers)))
    return [dict(row._mapping) for row in found]


def _recalled(given: list[Task], reason: str) -> list[dict[str, Any]]:
    return [
        {"task_no": task.task_no, "state": TaskState.RECALLED.value, "into_task": CLEARED, "reason": short(reason)}
        for task in given
    ]
