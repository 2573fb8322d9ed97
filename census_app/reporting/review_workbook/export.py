"""`census review export`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.reporting.review_workbook.rows import review_rows
from census_app.reporting.review_workbook.texts import reason_options, workbook_texts
from census_app.reporting.review_workbook.workbook import write_review_workbook
from census_app.survey.review.queue import Asked, review_queue
from census_app.survey.review.settings import review_settings
from census_app.workspace.log.row_codes import RowCodes

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class ExportedReview:
    """What went into the workbook; `second` of its rows wait for a second reviewer, `later` were left out."""

    file: Path
    rows: int
    second: int
    later: int

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {**self.__dict__, "file": str(self.file)}

    def words(self) -> str:
        """For the terminal."""
        second = f"，其中等二审 {self.second:,} 条" if self.second else ""
        later = f"；另有 {self.later:,} 条以后再列" if self.later else ""
        return f"{self.file}：待审 {self.rows:,} 条{second}{later}"


def export_reviews(
    workspace: Workspace, target: Path, asked: Asked | None = None, context: JobContext | None = None
) -> ExportedReview:
    """The workbook with what waits stands at `target`, personal values masked; nothing else is written."""
    settings, texts = review_settings(), workbook_texts()
    wanted = asked or Asked(limit=settings.queue_limit)
    queue = review_queue(workspace, wanted, context=context)
    rows = review_rows(queue.entries, RowCodes.of(workspace), texts)
    data = f"　档案 {queue.data_date}" if queue.data_date else ""
    later = f"　另有 {queue.later:,} 条以后再列" if queue.later else ""
    title = f"{texts.title}　{len(rows):,} 条{later}{data}"
    write_review_workbook(rows, title, reason_options(settings), texts, target)
    second = sum(one.first_look is not None for one in queue.entries)
    return ExportedReview(target, len(rows), second, queue.later)
