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
    *,
    today: date | None = None,
    keep_rows: bool = True,
) -> TakenLists:
    """The answers of the files (and of the files in folders) stand in the log, the problems they answer have moved, the
    files are kept, and for each an outcome workbook stands under `out` (the workspace's `exports/receipts` without).

    One transaction a file; a file taken before changes nothing. `keep_rows`: the result has each row, not only counts.
    `BadInput`, and nothing is written, when no file is a list of ours.
    """
    context = context or silent()
    target = out if out is not None else workspace.folder / "exports" / "receipts"
    files = given_files(places, target)
    with workspace.lease(ANSWERS_LEASE, what="收回清单"):
        with ExitStack() as opened:
            take = Taking(workspace, target, files, today or date.today(), opened, context)
            for number, name in enumerate(take.files(keep_rows), start=1):
                context.progress(number, len(files), f"收回：{name}")
                context.raise_if_cancelled()
        return take.finished()
