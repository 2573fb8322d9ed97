"""The review workbook's words and options, read from `resources/templates/link_review.yaml`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from census_app.foundation.settings_files import settings
from census_app.foundation.workbooks.answer_sheets import Prompt
from census_app.matching.judging import Verdict

COLUMNS = (
    "number",
    "key",
    "unit",
    "source",
    "right_key",
    "share",
    "name",
    "identifier",
    "phone",
    "address",
    "others",
    "evidence",
    "verdict",
    "reviewer",
    "remark",
    "token",
    "code",
)


class _Text(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReviewTexts(_Text):
    """Everything the workbook says by itself; `headers` by column id."""

    title: str
    sheets: dict[str, str]
    small_print: str
    verdicts: dict[Verdict, str]
    empty: str
    sides: dict[str, str]
    headers: dict[str, str]
    banner: str
    prompts: dict[str, Prompt]
    help: tuple[tuple[str, str], ...]


def review_texts() -> ReviewTexts:
    """The shipped texts, validated once per process."""
    return settings(ReviewTexts, "templates/link_review.yaml", "比对复核表用语文件读不了")
