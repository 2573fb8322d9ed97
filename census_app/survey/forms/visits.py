"""Whose visits a week's forms are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.survey.tasks.model import Task, tasks_in
from census_app.survey.words import TaskKind
from census_app.workspace.people.directory import directory_in, names_in
from census_app.workspace.survey_tables import tasks as tasks_table

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_NAMED = 5


def visits_of(
    workspace: Workspace, week: str, surveyor: str | None = None
) -> tuple[dict[str, list[Task]], dict[str, str], int]:
    """Surveyor → open visits in walking order, surveyor → name, and how many visits nobody has."""
    with reading(workspace.engine) as connection:
        known = tasks_in(connection, tasks_table.c.kind == TaskKind.VISIT.value, tasks_table.c.week <= week)
        visits = [task for task in known if task.is_open]
        names = _names(connection, {task.surveyor for task in visits if task.surveyor})
    given: dict[str, list[Task]] = {}
    for task in visits:
        if task.surveyor and surveyor in (None, task.surveyor, names[task.surveyor]):
            given.setdefault(task.surveyor, []).append(task)
    if surveyor is not None and not given:
        near = "、".join(sorted({names[one] for one in names})[:_NAMED])
        raise BadInput(f"{surveyor} 在 {week} 没有要上门的任务", f"有任务的是：{near}" if near else "先派发任务")
    ordered = {name: sorted(given[name], key=_walk) for name in sorted(given)}
    return ordered, names, sum(not task.surveyor for task in visits)


def surveyor_unit(listed: Sequence[Task]) -> str:
    """The unit a form is issued under: the one most of its tasks belong to, the first in order among equals."""
    counted: dict[str, int] = {}
    for task in listed:
        counted[task.unit] = counted.get(task.unit, 0) + 1
    return min(counted, key=lambda unit: (-counted[unit], unit))


def _walk(task: Task) -> tuple[str, int, str]:
    return task.day, task.route, task.task_no


def _names(connection: Connection, accounts: Iterable[str]) -> dict[str, str]:
    listed = list(accounts)
    found = names_in(connection, directory_in(connection), listed)
    return {account: found.get(account, account) for account in listed}
