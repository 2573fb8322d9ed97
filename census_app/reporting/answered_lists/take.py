"""`census lists take`: answered lists become answers; every row is answered for in a workbook that goes back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.foundation.jobs import JobContext, silent
from census_app.reporting.answered_lists.files import given_files
from census_app.reporting.answered_lists.model import TakenLists
from census_app.reporting.answered_lists.taking import Taking

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

ANSWERS_LEASE = "answers"


def take_lists(
    workspace: Workspace,
    places: Sequence[Path],
    out: Path | None = None,
    context: JobContext | None = None,
    today: date | None = None,
) -> TakenLists:
    """The answers of the files (and of the files in folders) stand in the log, the problems they answer have moved, the
    files are kept, and for each an outcome workbook stands under `out` (the workspace's `exports/receipts` without).

    One transaction a file; a file taken before changes nothing. `BadInput`, and nothing is written, when no file is a
    list of ours.
    """
    context = context or silent()
    target = out if out is not None else workspace.folder / "exports" / "receipts"
    files = given_files(places, target)
    with workspace.lease(ANSWERS_LEASE, what="收回清单"), ExitStack() as opened:
        take = Taking(workspace, target, context, today or date.today(), opened)
        for number, given in enumerate(files):
            context.raise_if_cancelled()
            context.progress(number, len(files), f"收回：{given.path.name}")
            take.file(given)
        context.progress(len(files), len(files), "清单已收回")
        return take.finished()
