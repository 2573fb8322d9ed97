"""A task as it stands now: how it was given out, and the newest change of each thing that can change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
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
CLEARED = "-"
"""In a change: the value is taken away, where an empty text would leave it."""
CHANGEABLE = ("state", "surveyor", "day", "due", "into_task", "reason")


@dataclass(frozen=True)
class Task:
    """One task now. `surveyor` is an account of the roster, or a name where people are not enabled; empty while
    nobody has it. `day` is when it is planned for (ISO date), `route` its place in that day's walk. `problems` are
    short numbers, those of the tasks merged into it among them; `into_task` says where a merged task's work went.
    `reasons` is a JSON list of what beside problems made it (see `triggers`), empty where only problems did."""

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
    day: str
    due: str
    severity: str
    score: str
    reasons: str
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

    @property
    def triggers(self) -> tuple[Trigger, ...]:
        """Everything that made the task, `trigger` first, each once."""
        others = (Trigger(reason["trigger"]) for reason in json.loads(self.reasons or "[]"))
        return tuple(dict.fromkeys((self.trigger, *others)))


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
    changed, merged = changes_in(connection, wanted), merged_in(connection, wanted)
    parts = [part for number in wanted for part in merged.get(number, ())]
    problems, reasons = _problems(connection, [*wanted, *parts]), _reasons(connection, parts)
    return [
        _task(
            row | {"reasons": _joined(row["reasons"], [reasons.get(part, "") for part in merged.get(number, ())])},
            changed.get(number, {}),
            _together(problems, (number, *merged.get(number, ()))),
        )
        for row in found
        for number in [str(row["task_no"])]
    ]


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


def merged_in(connection: Connection, numbers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Task → the tasks whose work goes on in it, over any number of merges, in order of number; of these tasks, and of
    those on the way to them."""
    into: dict[str, str] = {}
    asked: Sequence[str] = numbers
    while asked:
        few = len(asked) <= _ASKED_AT_ONCE
        named = task_changes.c.into_task.in_(asked) if few else task_changes.c.into_task.not_in(["", CLEARED])
        parts = list(connection.execute(select(task_changes.c.task_no).where(named).distinct()).scalars())
        fresh = {
            number: change["into_task"]
            for number, change in changes_in(connection, parts).items()
            if change.get("state") == TaskState.MERGED and change.get("into_task") and number not in into
        }
        into |= fresh
        asked = list(fresh) if few else []
    found: dict[str, list[str]] = {}
    for number in sorted(into):
        for receiver in _chain(into, number):
            found.setdefault(receiver, []).append(number)
    return {receiver: tuple(parts) for receiver, parts in found.items()}


def _chain(into: Mapping[str, str], number: str) -> list[str]:
    """Where the work of a merged task went, and from there, to the end."""
    found: list[str] = []
    while (number := into.get(number, "")) and number not in found:
        found.append(number)
    return found


def _together(problems: Mapping[str, tuple[str, ...]], numbers: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(problem for number in numbers for problem in problems.get(number, ())))


def _asked(query: Select[Any], numbers: Iterable[str] | None) -> Iterable[Select[Any]]:
    if numbers is None:
        yield query
        return
    listed = sorted(set(numbers))
    for start in range(0, len(listed), _ASKED_AT_ONCE):
        yield query.where(tasks.c.task_no.in_(listed[start : start + _ASKED_AT_ONCE]))


def changes_in(
    connection: Connection, numbers: list[str], *, since: int = 0, until: int | None = None
) -> dict[str, dict[str, str]]:
    """Task → the newest given value of each changeable thing, by the acts `since` to `until` only when given."""
    found: dict[str, dict[str, str]] = {}
    query = task_changes.select().where(task_changes.c.act >= since)
    if until is not None:
        query = query.where(task_changes.c.act <= until)
    for row in _rows_of(connection, query.order_by(task_changes.c.act, task_changes.c.position), numbers):
        held = found.setdefault(row["task_no"], {})
        held |= {name: "" if row[name] == CLEARED else row[name] for name in CHANGEABLE if row[name]}
    return found


def _problems(connection: Connection, numbers: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    query = select(task_problems).order_by(task_problems.c.act, task_problems.c.position)
    for row in _rows_of(connection, query, numbers):
        found.setdefault(row["task_no"], []).append(row["problem_no"])
    return {number: tuple(dict.fromkeys(listed)) for number, listed in found.items()}


def _reasons(connection: Connection, numbers: list[str]) -> dict[str, str]:
    query = select(tasks.c.task_no, tasks.c.reasons).where(tasks.c.reasons != "")
    return {row["task_no"]: row["reasons"] for row in _rows_of(connection, query, numbers)} if numbers else {}


def _joined(own: str, others: Iterable[str]) -> str:
    """The reasons of several tasks as one JSON list, each once; empty where there is none."""
    given = [text for text in (own, *others) if text]
    if len(given) < 2:
        return given[0] if given else ""
    listed = [reason for text in given for reason in json.loads(text)]
    return json.dumps([one for place, one in enumerate(listed) if one not in listed[:place]], ensure_ascii=False)


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
        | {name: changed[name] for name in CHANGEABLE[1:] if name in changed},
        state=TaskState(changed.get("state", TaskState.DISPATCHED)),
        problems=problems,
    )
