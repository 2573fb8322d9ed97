"""A signature drawn in the window is kept like one that came in as a photo: by its content, under its task."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.foundation.temporary import temporary_folder
from census_app.survey.results.taking import TakeRequest, take_results
from census_app.survey.tasks.model import task_in

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace

_WORD = "签字"


def keep_signature(workspace: Workspace, task_no: str, png: bytes, context: JobContext | None = None) -> int:
    """The picture stands as a signature of the task; returns the act that took it, 0 when the same was there before.

    `BadInput`, and nothing is kept, when there is no such task, the bytes are no picture, or whoever gives it may not.
    """
    with reading(workspace.engine) as connection:
        task = task_in(connection, task_no)
    with temporary_folder("signature") as folder:
        file = Path(folder) / f"{task.task_no}-{_WORD}.png"
        file.write_bytes(png)
        outcome = take_results(workspace, TakeRequest([file], Path(folder) / "copies"), context).files[0]
    if outcome.refused or outcome.photos_refused:
        raise BadInput(outcome.refused or "这不是一张图", outcome.advice or "再签一次")
    return outcome.act
