"""What people did on one day and how things stood at its end, from the rows their acts added up to then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from census_app.foundation.database import reading
from census_app.reporting.reports.act_days import act_days
from census_app.survey.words import (
    ANSWER_LABELS,
    DECISION_LABELS,
    OPEN_TASKS,
    TASK_STATE_LABELS,
    VISIT_LABELS,
    AnswerStanding,
    TaskState,
)
from census_app.workspace.problems.life import load_known
from census_app.workspace.runs.record import RunRecord, official_runs
from census_app.workspace.survey_tables import answers, reviews, task_changes, tasks, visits

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace

STATES = "day_states"


@dataclass(frozen=True)
class DayTask:
    """A task at the end of the day; `entered` says whether it entered its state on that day."""

    task_no: str
    unit: str
    surveyor: str
    due: str
    state: TaskState
    entered: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to go, call or look."""
        return self.state in OPEN_TASKS


@dataclass(frozen=True)
class DayRow:
    """An answer, a review or a visit of the day: what it says (its Chinese word), of which task or problem, by whom;
    `unit` where that is known."""

    kind: str
    said: str
    task_no: str
    problem_no: str
    person: str
    unit: str
    number: str


@dataclass(frozen=True)
class DayFacts:
    """The end of `day`: `until` is the last act by then, `run` the official run in force. The engine holds the
    problems as they stood in the table `day_states`."""

    day: date
    until: int
    run: RunRecord | None
    tasks: tuple[DayTask, ...]
    answers: tuple[DayRow, ...]
    reviews: tuple[DayRow, ...]
    visits: tuple[DayRow, ...]


def day_facts(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, day: date, until: int | None = None
) -> DayFacts:
    """The facts; `until` overrides which act is the last (so that a number is counted again as it was printed)."""
    with reading(workspace.engine) as database:
        last, today = _acts_of(database, day)
        last = last if until is None else until
        today = {seq for seq in today if seq <= last}
        runs = [run for run in official_runs(workspace) if run.act <= last]
        run = runs[-1] if runs else None
        load_known(connection, workspace, STATES, run, None if run is None else run.states_path(workspace), last)
        units = dict(connection.execute(f"SELECT problem_no, coalesce(unit, '') FROM {STATES}").fetchall())
        given = tuple(_tasks(database, last, today))
        of_task = {task.task_no: task.unit for task in given}
        return DayFacts(
            day,
            last,
            run,
            given,
            tuple(_rows(database, answers, today, "outcome", ANSWER_LABELS, units, of_task)),
            tuple(_rows(database, reviews, today, "decision", DECISION_LABELS, units, of_task)),
            tuple(_rows(database, visits, today, "outcome", VISIT_LABELS, units, of_task)),
        )


def _acts_of(database: Connection, day: date) -> tuple[int, set[int]]:
    """Number of the last act by the end of the day on the wall of whoever acted, and the acts of the day."""
    days = act_days(database)
    last = max((seq for seq, on in days.items() if on <= day), default=0)
    today = {seq for seq, on in days.items() if on == day}
    return last, today


def _tasks(database: Connection, last: int, today: set[int]) -> Iterator[DayTask]:
    changed: dict[str, dict[str, Any]] = {}
    query = select(task_changes).where(task_changes.c.act <= last).order_by(task_changes.c.act, task_changes.c.position)
    for row in database.execute(query).mappings():
        held = changed.setdefault(row["task_no"], {})
        held |= {name: row[name] for name in ("surveyor", "due") if row[name]}
        if row["state"]:
            held |= {"state": row["state"], "act": row["act"]}
    for row in database.execute(select(tasks).where(tasks.c.act <= last)).mappings():
        held = changed.get(row["task_no"], {})
        yield DayTask(
            row["task_no"],
            row["unit"],
            held.get("surveyor", row["surveyor"]),
            held.get("due", row["due"]),
            TaskState(held.get("state", TaskState.DISPATCHED)),
            held.get("act", row["act"]) in today,
        )


def _rows(
    database: Connection,
    table: Table,
    today: set[int],
    says: str,
    labels: Mapping[Any, str],
    units: Mapping[str, str],
    of_task: Mapping[str, str],
) -> Iterator[DayRow]:
    if not today:
        return
    query = select(table).where(table.c.act.between(min(today), max(today))).order_by(table.c.act, table.c.position)
    for row in database.execute(query).mappings():
        if row["act"] not in today or row.get("standing", AnswerStanding.TAKEN) != AnswerStanding.TAKEN:
            continue
        number = row.get("problem_no", "")
        person = row.get("person") or row.get("reviewer") or row.get("surveyor") or ""
        unit = units.get(number) or of_task.get(row["task_no"], "")
        yield DayRow(
            table.name, labels.get(row[says], row[says]), row["task_no"], number, person, unit,
            f"{row['act']}-{row['position']}",
        )  # fmt: skip


def said_counts(rows: Sequence[DayRow]) -> dict[str, int]:
    """Word → how many rows say it, the most frequent first."""
    counted: dict[str, int] = {}
    for row in rows:
        counted[row.said] = counted.get(row.said, 0) + 1
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def state_word(task: DayTask) -> str:
    """The state as people read it."""
    return TASK_STATE_LABELS[task.state]
