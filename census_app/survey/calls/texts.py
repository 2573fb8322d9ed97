"""The call sheet's words and options, read from `resources/templates/call_sheet.yaml`."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from census_app.foundation.settings_files import settings
from census_app.foundation.workbooks.answer_sheets import Prompt

COLUMNS = ("number", "task", "customer", "name", "contact", "phone", "address", "surveyor", "due", "matter", "ask",
           "result", "value", "person", "day", "remark", "code")  # fmt: skip
ANSWERS = ("result", "value", "person", "day", "remark")


class CallResult(StrEnum):
    """What a call came to; the last three mean that it is made again."""

    UPDATED = "updated"
    CORRECT = "correct"
    VISIT = "visit"
    NOBODY = "nobody"
    REFUSED = "refused"
    APPOINTMENT = "appointment"


class _Text(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CallTexts(_Text):
    """Everything the sheet says by itself."""

    title: str
    sheets: dict[str, str]
    headers: dict[str, str]
    banner: str
    results: dict[str, CallResult]
    masked_note: str
    small_print: str
    prompts: dict[str, Prompt]
    help: tuple[tuple[str, str], ...]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if set(self.headers) != set(COLUMNS) or len(set(self.headers.values())) != len(COLUMNS):
            raise ValueError("headers 要写全每一列，不重复")
        if set(self.results.values()) != set(CallResult):
            raise ValueError("results 要写全每一种结果")
        return self


def call_texts() -> CallTexts:
    """The shipped texts, validated once per process."""
    return settings(CallTexts, "templates/call_sheet.yaml", "电话单用语文件读不了")
