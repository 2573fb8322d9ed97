"""Tasks are taken back: nobody has to go; their problems are open again, unless they are out on a list too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import writing
from census_app.survey.tasks.acts import TASKS_RECALLED
from census_app.survey.tasks.changing import may_change, open_ones, short
from census_app.survey.words import TaskState
from census_app.workspace import acts
from census_app.workspace.engine import scratch_engine
from census_app.workspace.lists import LIST_ISSUED
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.problems.effects import local_day
from census_app.workspace.problems.life import load_current
from census_app.workspace.problems.model import State

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace


def recall_tasks(workspace: Workspace, numbers: Sequence[str], reason: str = "") -> Act:
    """All of these open tasks are recalled in one act, or none: `BadInput` names those that cannot be."""
    assigned = assigned_since(workspace)
    with writing(workspace.engine) as connection:
        found = open_ones(connection, numbers)
        may_change(connection, TASKS_RECALLED, found)
        rows = [{"task_no": task.task_no, "state": TaskState.RECALLED.value, "reason": short(reason)} for task in found]
        problems = [number for task in found for number in task.problems]
        payload = recall_payload(connection, problems, assigned)
        return append_with_rows(connection, TASKS_RECALLED, "", payload, {"task_changes": rows})


def recall_payload(connection: Connection, numbers: Iterable[str], assigned: dict[str, date]) -> dict[str, Any]:
    """What the act says of these problems: `problems` that are open again, `on_lists` how many stay assigned."""
    concerned = {number: assigned[number] for number in numbers if number in assigned}
    listed = _on_lists(connection, concerned)
    return {"problems": sorted(concerned.keys() - listed), "on_lists": len(listed)}


def assigned_since(workspace: Workspace) -> dict[str, date]:
    """Every problem that is assigned now → the day its present episode began."""
    with scratch_engine(workspace.cache) as connection:
        load_current(connection, workspace, "current_problems")
        rows = connection.execute(
            "SELECT problem_no, coalesce(episode_date, first_date) FROM current_problems "
            f"WHERE state = '{State.ASSIGNED.value}' AND merged_into IS NULL"
        ).fetchall()
    return dict(rows)


def _on_lists(connection: Connection, concerned: dict[str, date]) -> set[str]:
    """Those of the problems that a list named since their episode began."""
    if not concerned:
        return set()
    found: set[str] = set()
    first = min(concerned.values()).isoformat()
    for act in acts.iterate(connection, kinds=[LIST_ISSUED]):
        day = local_day(act)
        if day >= first:
            named = (number for number in act.payload["problems"] if number in concerned)
            found |= {number for number in named if concerned[number].isoformat() <= day}
    return found
