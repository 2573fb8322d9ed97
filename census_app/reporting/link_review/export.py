"""`census link review export`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.reporting.link_review.workbook import write_review_workbook
from census_app.workspace.linking.disclosing import disclosed
from census_app.workspace.linking.queue import review_queue
from census_app.workspace.log.row_codes import RowCodes

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class ExportedReview:
    """What went into the workbook; `later` counts records left for another time."""

    file: Path
    link_set: str
    records: int
    disputed: int
    pairs: int
    later: int

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {**self.__dict__, "file": str(self.file)}

    def words(self) -> str:
        """For the terminal."""
        disputed = f"（其中意见不一 {self.disputed:,} 户）" if self.disputed else ""
        later = f"；另有 {self.later:,} 户以后再列" if self.later else ""
        return f"{self.file}：待确认 {self.records:,} 户 {self.pairs:,} 对{disputed}{later}"


def export_review(
    workspace: Workspace,
    target: Path,
    source: str | None = None,
    limit: int | None = None,
    unit: str | None = None,
    *,
    full: str | None = None,
    context: JobContext | None = None,
) -> ExportedReview:
    """The workbook stands at `target`; `full` is the reason why personal values are shown in clear, kept in the log."""
    if full is not None:
        disclosed(workspace, full, "比对复核清单", limit or 0)
    queue = review_queue(workspace, source, limit, unit, hide=full is None, context=context)
    pairs = write_review_workbook(queue, RowCodes.of(workspace), target)
    return ExportedReview(
        target,
        queue.link_set,
        len(queue.records),
        sum(one.disputed for one in queue.records),
        pairs,
        queue.later,
    )
