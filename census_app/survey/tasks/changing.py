"""A task goes to somebody else, to another day, or gets another deadline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.survey.tasks.acts import TASKS_CHANGED
from census_app.survey.tasks.appointing import appointed_in
from census_app.survey.tasks.model import Task, known_tasks
from census_app.survey.words import TASK_STATE_LABELS
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.people.permissions import require_in
from census_app.workspace.people.settings import people_settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace

_NAMED = 5
_LONGEST_REASON = 200


@dataclass(frozen=True)
class Change:
    """What becomes different; None leaves it. `surveyor` is an account or a name of the roster."""

    surveyor: str | None = None
    day: date | None = None
    due: date | None = None


def change_tasks(
    workspace: Workspace, numbers: Sequence[str], change: Change, reason: str = "", *, today: date | None = None
) -> Act:
    """All of these open tasks are changed in one act, or none: `BadInput` names those that cannot be, and says why
    somebody cannot have them."""
    if change == Change():
        raise BadInput("没有说要改什么", "给出普查员、日期或期限")
    with writing(workspace.engine) as connection:
        found = open_ones(connection, numbers)
        may_change(connection, TASKS_CHANGED, found)
        who = ""
        if change.surveyor is not None:
            who = appointed_in(connection, change.surveyor, {task.unit for task in found}, today or date.today())
        given = {"surveyor": who, "day": _iso(change.day), "due": _iso(change.due), "reason": short(reason)}
        rows = [{"task_no": task.task_no, **given} for task in found]
        return append_with_rows(connection, TASKS_CHANGED, "", {"tasks": len(rows)}, {"task_changes": rows})


def change_each(workspace: Workspace, changes: Mapping[str, Change], reason: str) -> Act:
    """Like `change_tasks`, each task by its own change; who gets them was already looked at."""
    with writing(workspace.engine) as connection:
        found = open_ones(connection, list(changes))
        may_change(connection, TASKS_CHANGED, found)
        rows: list[dict[str, Any]] = [
            {"task_no": number, "surveyor": one.surveyor or "", "day": _iso(one.day), "due": _iso(one.due),
             "reason": short(reason)}
            for number, one in changes.items()
        ]  # fmt: skip
        return append_with_rows(connection, TASKS_CHANGED, "", {"tasks": len(rows)}, {"task_changes": rows})


def open_ones(connection: Connection, numbers: Sequence[str]) -> list[Task]:
    """The tasks of these numbers, each once; `BadInput` when one is unknown or no longer open."""
    wanted = list(dict.fromkeys(number.strip().upper() for number in numbers))
    if not wanted:
        raise BadInput("没有给出任务", "至少给出一个任务号，例如 T2648-0137")
    known = known_tasks(connection, wanted)
    closed = [f"{number}（{TASK_STATE_LABELS[known[number].state]}）" for number in wanted if not known[number].is_open]
    if closed:
        raise BadInput(
            f"{len(closed)} 个任务不在办：{'、'.join(closed[:_NAMED])}", "去掉它们再试；这次没有写入任何内容"
        )
    return [known[number] for number in wanted]


def may_change(connection: Connection, kind: str, found: Iterable[Task]) -> None:
    """`BadInput` unless whoever asks may do acts of this kind over all units of the tasks."""
    require_in(connection, people_settings().permission_of(kind), sorted({task.unit for task in found}))


def short(reason: str) -> str:
    """The reason as it is kept: one line of bounded length."""
    return " ".join(reason.split())[:_LONGEST_REASON]


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()
