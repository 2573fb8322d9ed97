"""追补电量、追补电费."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.reporting.trail.case import Case
from census_app.reporting.trail.model import Raw
from census_app.workspace.survey_tables import recoveries


def entries(case: Case) -> Iterator[Raw]:
    """One per entry for one of the customer's problems."""
    for row in case.rows(recoveries, recoveries.c.problem_no, case.numbers):
        parts = [
            f"{row['problem_no']}：{row['kind']}".rstrip("："),
            f"电量 {row['energy']} 千瓦时" if row["energy"] else "",
            f"电费 {row['amount']} 元" if row["amount"] else "",
            row["period"],
            case.person(row["person"]),
        ]
        words = "，".join(part for part in parts if part)
        yield Raw(row["act"], row["position"], words, (row["problem_no"],))
