"""Visits as their surveyors report them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from census_app.reporting.trail.case import Case
from census_app.reporting.trail.model import Raw
from census_app.survey.words import VISIT_LABELS, VisitOutcome
from census_app.workspace.survey_tables import visits


def entries(case: Case) -> Iterator[Raw]:
    """One per visit for one of the customer's tasks."""
    for row in case.rows(visits, visits.c.task_no, case.tasks):
        yield Raw(row["act"], row["position"], _words(case, row), task=row["task_no"], title="到访")


def _words(case: Case, row: dict[str, Any]) -> str:
    outcome = VISIT_LABELS.get(VisitOutcome(row["outcome"]), row["outcome"]) if row["outcome"] else ""
    times = "–".join(part for part in (row["arrived"], row["left"]) if part)
    parts = [
        f"任务 {row['task_no']}：{outcome}",
        f"{case.person(row['surveyor'])} {row['day']} {times}".strip(),
        f"离档案坐标 {row['distance']} 米" if row["distance"] else "",
        f"签字：{row['signature']}" if row["signature"] else "",
        f"普查表 {row['document']}" if row["document"] else "",
    ]
    return "，".join(part for part in parts if part)
