"""The review workbook's words and options, read from `resources/templates/link_review.yaml`."""

from __future__ import annotations

from functools import cache

import yaml
from pydantic import BaseModel, ConfigDict

from census_app.foundation.resources import resource
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


@cache
def review_texts() -> ReviewTexts:
    """The shipped texts, validated once per process."""
    content = yaml.safe_load(resource("templates/link_review.yaml").read_text(encoding="utf-8"))
    return ReviewTexts.model_validate(content)
