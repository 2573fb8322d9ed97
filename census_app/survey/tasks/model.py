"""A task as it stands now: how it was given out, and the newest change of each thing that can change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, select

from census_app.foundation.errors import BadInput
from census_app.survey.words import OPEN_TASKS, TaskKind, TaskState, Trigger
from census_app.workspace.survey_tables import task_changes, task_problems, tasks

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

_ASKED_AT_ONCE = 500
_NAMED = 5


@dataclass(frozen=True)
class Task:
    """One task now. `surveyor` is an account of the roster, or a name where people are not enabled; empty while
    nobody has it. `problems` are short numbers; `into_task` says where a merged task's work went."""

    task_no: str
    kind: TaskKind
    trigger: Trigger
    scene: str
    customer: str
    table: str
    record_key: str
    unit: str
    week: str
    surveyor: str
    due: str
    severity: str
    score: str
    tg_no: str
    line_no: str
    area: str
    route: int
    longitude: str
    latitude: str
    split_from: str
    act: int
    state: TaskState = TaskState.DISPATCHED
    into_task: str = ""
    reason: str = ""
    problems: tuple[str, ...] = field(default=())

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to go, call or look."""
        return self.state in OPEN_TASKS


def tasks_in(
    connection: Connection, *conditions: ColumnElement[bool], numbers: Iterable[str] | None = None
) -> list[Task]:
    """The tasks that were given out under these conditions on `survey_tables.tasks`, as they stand now, in order of
    dispatch; only those of `numbers` when given."""
    given = tasks.select().where(*conditions).order_by(tasks.c.act, tasks.c.position)
    found = [dict(row._mapping) for query in _asked(given, numbers) for row in connection.execute(query)]
    if not found:
        return []
    wanted = [str(row["task_no"]) for row in found]
    changed, problems = _changes(connection, wanted), _problems(connection, wanted)
    return [_task(row, changed.get(row["task_no"], {}), problems.get(row["task_no"], ())) for row in found]


def task_in(connection: Connection, task_no: str) -> Task:
    """The task of this number; `BadInput` when there is none."""
    found = tasks_in(connection, numbers=[task_no])
    if not found:
        raise BadInput(f"没有这个任务：{task_no}", "核对任务号，例如 T2648-0137")
    return found[0]


def known_tasks(connection: Connection, numbers: Sequence[str]) -> dict[str, Task]:
    """Number → task; `BadInput` names those that do not exist."""
    found = {task.task_no: task for task in tasks_in(connection, numbers=numbers)}
    missing = [number for number in numbers if number not in found]
    if missing:
        raise BadInput(f"没有这些任务：{'、'.join(missing[:_NAMED])}", "核对任务号，例如 T2648-0137")
    return found


def _asked(query: Select[Any], numbers: Iterable[str] | None) -> Iterable[Select[Any]]:
    if numbers is None:
        yield query
        return
    listed = sorted(set(numbers))
    for start in range(0, len(listed), _ASKED_AT_ONCE):
        yield query.where(tasks.c.task_no.in_(listed[start : start + _ASKED_AT_ONCE]))


def _changes(connection: Connection, numbers: list[str]) -> dict[str, dict[str, str]]:
    """Task → the newest given value of each changeable thing."""
    found: dict[str, dict[str, str]] = {}
    for row in _rows_of(
        connection, task_changes.select().order_by(task_changes.c.act, task_changes.c.position), numbers
    ):
        held = found.setdefault(row["task_no"], {})
        held |= {name: row[name] for name in ("state", "surveyor", "due", "into_task", "reason") if row[name]}
    return found


def _problems(connection: Connection, numbers: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    query = select(task_problems).order_by(task_problems.c.act, task_problems.c.position)
    for row in _rows_of(connection, query, numbers):
        found.setdefault(row["task_no"], []).append(row["problem_no"])
    return {number: tuple(dict.fromkeys(listed)) for number, listed in found.items()}


def _rows_of(connection: Connection, query: Select[Any], numbers: list[str]) -> Iterable[Any]:
    """Rows of the tasks; a few are asked for by number, many by reading the whole table once."""
    if len(numbers) <= _ASKED_AT_ONCE:
        column = query.selected_columns["task_no"]
        yield from connection.execute(query.where(column.in_(numbers))).mappings()
        return
    wanted = set(numbers)
    yield from (row for row in connection.execute(query).mappings() if row["task_no"] in wanted)


def _task(row: dict[str, Any], changed: dict[str, str], problems: tuple[str, ...]) -> Task:
    row.pop("position")
    return Task(
        **row
        | {"kind": TaskKind(row["kind"]), "trigger": Trigger(row["trigger"])}
        | {name: changed[name] for name in ("surveyor", "due", "into_task", "reason") if name in changed},
        state=TaskState(changed.get("state", TaskState.DISPATCHED)),
        problems=problems,
    )
