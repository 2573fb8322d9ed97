"""Reviews: who decided what about which answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from census_app.reporting.trail.case import Case, once
from census_app.reporting.trail.model import Raw
from census_app.survey.words import DECISION_LABELS, ReviewDecision
from census_app.workspace.survey_tables import reviews

_SECOND = 2


def entries(case: Case) -> Iterator[Raw]:
    """One per decision about one of the customer's problems or tasks."""
    by_problem = case.rows(reviews, reviews.c.problem_no, case.numbers)
    by_task = case.rows(reviews, reviews.c.task_no, case.tasks)
    for row in once([*by_problem, *by_task]):
        problems = (row["problem_no"],) if row["problem_no"] else ()
        yield Raw(row["act"], row["position"], _words(case, row), problems, row["task_no"], title="审核")


def _words(case: Case, row: dict[str, Any]) -> str:
    decision = DECISION_LABELS.get(ReviewDecision(row["decision"]), row["decision"]) if row["decision"] else ""
    about = row["problem_no"] or row["task_no"]
    parts = [
        f"{about}：{decision}",
        f"第二次核实（第 {row['verification']} 次）" if row["verification"] >= _SECOND else "",
        f"原因 {row['reason']}" if row["reason"] else "",
        row["note"] if case.clear else "",
        f"审核人 {case.person(row['reviewer'])}" if row["reviewer"] else "",
        f"针对第 {row['answer_act']} 号动作的答复" if row["answer_act"] else "",
    ]
    return "，".join(part for part in parts if part)
