"""Several tasks of one customer become one, or one becomes two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.survey.settling.kinds import EFFORT
from census_app.survey.tasks.acts import TASKS_CHANGED
from census_app.survey.tasks.appointing import appointed_in
from census_app.survey.tasks.changing import Change, may_change, open_ones, short
from census_app.survey.tasks.model import Task
from census_app.survey.tasks.standing import next_numbers
from census_app.survey.words import TaskKind, TaskState
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.problems.acts import checked_numbers

if TYPE_CHECKING:
    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace

_NAMED = 5
_KEPT = ("trigger", "scene", "customer", "table", "record_key", "unit", "week", "surveyor", "day", "due", "severity",
         "score", "reasons", "tg_no", "line_no", "area", "route", "longitude", "latitude")  # fmt: skip


@dataclass(frozen=True)
class Joined:
    """What a merge or split came to: the act, and the tasks somebody has now."""

    act: Act
    tasks: tuple[str, ...]


def merge_tasks(workspace: Workspace, numbers: Sequence[str], reason: str = "") -> Joined:
    """The work of these open tasks of one customer goes on in one of them: the visit before the call, else the first
    named, until the earliest of their deadlines. `BadInput` when they are of several customers."""
    with writing(workspace.engine) as connection:
        found = open_ones(connection, numbers)
        if len(found) == 1:
            raise BadInput("合并要两个以上任务", "给出同一户的几个任务号")
        if len({_subject(task) for task in found}) > 1:
            raise BadInput("这些任务不是同一户的，不能合并", "一个任务只管一户；要交给同一个人，用 census task change")
        may_change(connection, TASKS_CHANGED, found)
        receiver = max(found, key=lambda task: EFFORT.index(task.kind))
        rows: list[dict[str, Any]] = [
            {"task_no": task.task_no, "state": TaskState.MERGED.value, "into_task": receiver.task_no,
             "reason": short(reason)}
            for task in found
            if task is not receiver
        ]  # fmt: skip
        due = min(task.due for task in found if task.due or task is receiver)
        rows += [{"task_no": receiver.task_no, "due": due}] if due != receiver.due else []
        act = append_with_rows(connection, TASKS_CHANGED, receiver.task_no, {"merge": True}, {"task_changes": rows})
        return Joined(act, (receiver.task_no,))


def split_task(
    workspace: Workspace,
    task_no: str,
    problems: Sequence[str],
    change: Change | None = None,
    kind: TaskKind | None = None,
    reason: str = "",
    *,
    today: date | None = None,
) -> Joined:
    """Two new tasks stand in place of an open one: the first with the rest, the second with these problems and what
    `change` and `kind` say. `BadInput` when a problem is not the task's, or nothing would be left."""
    change = change or Change()
    chosen = checked_numbers(problems)
    with writing(workspace.engine) as connection:
        (task,) = open_ones(connection, [task_no])
        _refuse_split(task, chosen)
        may_change(connection, TASKS_CHANGED, [task])
        surveyor = task.surveyor
        if change.surveyor is not None:
            surveyor = appointed_in(connection, change.surveyor, {task.unit}, today or date.today())
        rest, part = next_numbers(connection, task.week, 2)
        kept = {name: getattr(task, name) for name in _KEPT} | {"split_from": task.task_no}
        given = {"kind": (kind or task.kind).value, "surveyor": surveyor, "trigger": "problem", "reasons": ""}
        given |= {"day": change.day.isoformat()} if change.day else {}
        given |= {"due": change.due.isoformat()} if change.due else {}
        rows: dict[str, list[dict[str, Any]]] = {
            "tasks": [
                {**kept, "task_no": rest, "kind": task.kind.value, "trigger": task.trigger.value},
                {**kept, **given, "task_no": part},
            ],
            "task_problems": [
                {"task_no": part if number in chosen else rest, "problem_no": number} for number in task.problems
            ],
            "task_changes": [{"task_no": task.task_no, "state": TaskState.SPLIT.value, "reason": short(reason)}],
        }
        return Joined(append_with_rows(connection, TASKS_CHANGED, task.task_no, {"split": True}, rows), (rest, part))


def _refuse_split(task: Task, chosen: Sequence[str]) -> None:
    strange = [number for number in chosen if number not in task.problems]
    if strange:
        raise BadInput(
            f"{task.task_no} 里没有这些问题：{'、'.join(strange[:_NAMED])}", "用 census task show 看它的问题"
        )
    if len(chosen) == len(task.problems) and not task.reasons:
        raise BadInput("全部问题都分出去，原任务就空了", "要交给别人，用 census task change")


def _subject(task: Task) -> tuple[str, str]:
    return ("customer", task.customer) if task.customer else (task.table, task.record_key)
