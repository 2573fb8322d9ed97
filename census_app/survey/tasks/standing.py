"""The tasks somebody still has to do, and the numbers new ones get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, cast, func, select

from census_app.foundation.weeks import week_days
from census_app.survey.tasks.model import Task, tasks_in
from census_app.survey.words import OPEN_TASKS, TaskState
from census_app.workspace.survey_tables import task_changes, tasks

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LEAST_DIGITS = 4


def open_tasks(connection: Connection) -> list[Task]:
    """The open tasks in order of dispatch."""
    ranked = select(
        task_changes.c.task_no,
        task_changes.c.state,
        func.row_number()
        .over(
            partition_by=task_changes.c.task_no,
            order_by=(task_changes.c.act.desc(), task_changes.c.position.desc()),
        )
        .label("turn"),
    ).where(task_changes.c.state != "")
    newest = ranked.subquery()
    joined = tasks.outerjoin(newest, (newest.c.task_no == tasks.c.task_no) & (newest.c.turn == 1))
    state = func.coalesce(newest.c.state, TaskState.DISPATCHED.value)
    query = select(tasks.c.task_no).select_from(joined).where(state.in_([one.value for one in OPEN_TASKS]))
    return tasks_in(connection, numbers=connection.execute(query).scalars())


def next_numbers(connection: Connection, week: str, count: int) -> list[str]:
    """`count` numbers of that ISO week that no task has; call it in the transaction that gives them out."""
    monday, _ = week_days(week)
    year, number, _ = monday.isocalendar()
    stem = f"T{year % 100:02d}{number:02d}-"
    serial = cast(func.substr(tasks.c.task_no, len(stem) + 1), Integer)
    last = connection.execute(select(func.max(serial)).where(tasks.c.task_no.startswith(stem))).scalar() or 0
    return [f"{stem}{place:0{_LEAST_DIGITS}d}" for place in range(last + 1, last + count + 1)]
