"""Answers: to problems of lists and to items of forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from census_app.reporting.trail.case import Case, once
from census_app.reporting.trail.model import Raw
from census_app.survey.words import ANSWER_LABELS, AnswerOutcome, AnswerStanding
from census_app.workspace.survey_tables import answers


def entries(case: Case) -> Iterator[Raw]:
    """One per answer to one of the customer's problems or given at one of its tasks."""
    by_task = case.rows(answers, answers.c.task_no, case.tasks)
    by_problem = case.rows(answers, answers.c.problem_no, case.numbers)
    for row in once([*by_task, *by_problem]):
        problems = (row["problem_no"],) if row["problem_no"] else ()
        yield Raw(row["act"], row["position"], _words(case, row), problems, row["task_no"], "答复")


def _words(case: Case, row: dict[str, Any]) -> str:
    about = row["problem_no"] or case.item(row["table"], row["field"], row["item"])
    outcome = ANSWER_LABELS.get(AnswerOutcome(row["outcome"]), row["outcome"]) if row["outcome"] else ""
    value = row["value"] if row["value"] and case.is_open(row) else case.value(row, "value")
    note = case.value(row, "note", free=True)
    parts = [
        f"{about}：{outcome}" + (f" → {value}" if value else ""),
        "（没给原值）" if row["blind"] else "",
        f"原因 {row['reason']}" if row["reason"] else "",
        f"备注 {note}" if note else "",
        f"佐证 {row['evidence']}" if row["evidence"] else "",
        f"{case.person(row['person'])} {row['day']}".strip(),
        f"有冲突：{row['said']}" if row["standing"] == AnswerStanding.CONFLICT else "",
        f"见 {row['document']} {row['sheet']} 第 {row['source_row']} 行" if row["source_row"] else row["document"],
    ]
    return "，".join(part for part in parts if part)
