"""The review workbook's words, read from `resources/templates/review_workbook.yaml`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from census_app.foundation.settings_files import settings
from census_app.foundation.workbooks.answer_sheets import Prompt
from census_app.survey.review.settings import ReviewSettings

COLUMNS: dict[str, float] = {
    "number": 5,
    "key": 11,
    "unit": 9,
    "person": 8,
    "customer": 13,
    "severity": 5.5,
    "problem": 17,
    "field": 11,
    "said": 11,
    "archive": 16,
    "answered": 16,
    "reference": 18,
    "notes": 22,
    "decision": 10,
    "reason": 12,
    "note": 16,
    "to_unit": 9,
    "reviewer": 8,
    "token": 8,
    "code": 11,
}
"""Column id → width."""
ANSWERS = ("decision", "reason", "note", "to_unit", "reviewer")
HIDDEN = ("token", "code")


class _Text(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WorkbookTexts(_Text):
    """Everything the workbook says by itself; `headers` by column id."""

    title: str
    sheets: dict[str, str]
    small_print: str
    banner: str
    empty: str
    unknown: str
    no_answer: str
    headers: dict[str, str]
    prompts: dict[str, Prompt]
    help: tuple[tuple[str, str], ...]


def workbook_texts() -> WorkbookTexts:
    """The shipped texts, validated once per process."""
    return settings(WorkbookTexts, "templates/review_workbook.yaml", "审核表用语文件读不了")


def reason_options(settings: ReviewSettings) -> tuple[str, ...]:
    """All reasons one may give, by name, each once."""
    every = (*settings.return_reasons.values(), *settings.refute_reasons.values())
    return tuple(dict.fromkeys(reason.zh for reason in every))
