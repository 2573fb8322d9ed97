"""Photos and signatures, named by the hash of their bytes."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.reporting.trail.case import Case
from census_app.reporting.trail.model import Raw
from census_app.workspace.survey_tables import photos

_DIGITS = 12


def entries(case: Case) -> Iterator[Raw]:
    """One per picture of one of the customer's tasks."""
    for row in case.rows(photos, photos.c.task_no, case.tasks):
        taken = f"，拍于 {row['taken_at']}" if row["taken_at"] else ""
        item = f"（{row['item']}）" if row["item"] else ""
        words = f"{row['name']}{item}，任务 {row['task_no']}{taken}，sha256 {row['sha256'][:_DIGITS]}"
        yield Raw(row["act"], row["position"], words, task=row["task_no"], title="照片")
