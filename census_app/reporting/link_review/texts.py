"""The review workbook's words and options, read from `resources/templates/link_review.yaml`."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property

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


class OtherWords(_Text):
    """What people write of their own instead of choosing; `not_this` rejects its own row and says nothing of others."""

    accept: tuple[str, ...]
    none: tuple[str, ...]
    not_this: tuple[str, ...]
    unsure: tuple[str, ...]


@dataclass(frozen=True)
class ReadVerdict:
    """A verdict as it was written; `alone` when it speaks of its own row only."""

    verdict: Verdict
    alone: bool = False


class ReviewTexts(_Text):
    """Everything the workbook says by itself; `headers` by column id."""

    title: str
    sheets: dict[str, str]
    small_print: str
    verdicts: dict[Verdict, str]
    also_said: OtherWords
    empty: str
    sides: dict[str, str]
    headers: dict[str, str]
    banner: str
    prompts: dict[str, Prompt]
    help: tuple[tuple[str, str], ...]

    def said(self, text: str) -> ReadVerdict | None:
        """What a verdict written in any of the known ways says; None for what is not known."""
        return self._said.get(_folded(text))

    @cached_property
    def _said(self) -> dict[str, ReadVerdict]:
        other = self.also_said
        words = {Verdict.ACCEPT: other.accept, Verdict.NONE: other.none, Verdict.UNSURE: other.unsure}
        found = {_folded(text): ReadVerdict(Verdict.NONE, alone=True) for text in other.not_this}
        for verdict, more in words.items():
            found |= {_folded(text): ReadVerdict(verdict) for text in (self.verdicts[verdict], verdict.value, *more)}
        return found


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold().rstrip("。.!,")


def review_texts() -> ReviewTexts:
    """The shipped texts, validated once per process."""
    return settings(ReviewTexts, "templates/link_review.yaml", "比对复核表用语文件读不了")
