"""Corrections: accepted values on their way into the marketing system."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from census_app.reporting.trail.case import Case, once
from census_app.reporting.trail.model import Raw
from census_app.workspace.survey_tables import corrections

_CUSTOMER = "customer"


def entries(case: Case) -> Iterator[Raw]:
    """One per correction of one of the customer's problems or of its own record."""
    by_problem = case.rows(corrections, corrections.c.problem_no, case.numbers)
    by_record = (
        row for row in case.rows(corrections, corrections.c.record_key, case.keys) if row["table"] == _CUSTOMER
    )
    for row in once([*by_problem, *by_record]):
        problems = (row["problem_no"],) if row["problem_no"] else ()
        yield Raw(row["act"], row["position"], _words(case, row), problems, title="更正")


def _words(case: Case, row: dict[str, Any]) -> str:
    field = case.field(row["table"], row["field"])
    old, new = (case.value(row, name) or "（空）" for name in ("old", "new"))
    parts = [
        f"{row['correction_no']}：{field} {old} → {new}",
        f"依据 {row['evidence']}" if row["evidence"] else "",
        f"普查 {case.person(row['person'])}" if row["person"] else "",
        f"审核 {case.person(row['reviewer'])}" if row["reviewer"] else "",
        f"回填清单 {row['batch']}" if row["batch"] else "",
    ]
    return "，".join(part for part in parts if part)
