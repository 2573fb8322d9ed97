"""Who has which problem: the person of the open task it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.foundation.database import reading
from census_app.survey.tasks.standing import open_tasks
from census_app.workspace.people.directory import directory_in, names_in

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


def holders(workspace: Workspace) -> dict[str, str]:
    """Problem number → name of whoever has its open task; problems of tasks nobody has are left out."""
    with reading(workspace.engine) as connection:
        tasks = open_tasks(connection)
        names = names_in(connection, directory_in(connection))
    return {
        number: names.get(task.surveyor, task.surveyor) for task in tasks if task.surveyor for number in task.problems
    }
