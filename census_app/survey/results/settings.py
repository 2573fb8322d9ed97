"""How results are verified: read from `resources/survey/results.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

from census_app.archive.settings import fold_word
from census_app.foundation.settings_files import settings
from census_app.survey.scenes.model import AnswerKind
from census_app.survey.words import ANSWER_LABELS, VISIT_LABELS, AnswerOutcome, TaskState, VisitOutcome

_Word = TypeVar("_Word", bound=str)


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Shape(_Entry):
    """What a value looks like when folded to half-width capitals without blanks; `says` tells people."""

    pattern: str
    says: str = Field(min_length=1)

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        re.compile(pattern)
        return pattern

    @cached_property
    def matches(self) -> re.Pattern[str]:
        """The pattern, compiled."""
        return re.compile(self.pattern)


class Hours(_Entry):
    """When visits are made."""

    first: time
    last: time


class Reading(_Entry):
    """What a meter can show."""

    least: Decimal
    most: Decimal
    decimals: Annotated[int, Field(ge=0, le=6)]


class ResultSettings(_Entry):
    """`resources/survey/results.yaml`, whose comments say what each entry means."""

    longest_text: int = Field(ge=50, le=32_000)
    header_within_rows: int = Field(ge=1, le=60)
    outcome_words: dict[AnswerOutcome, tuple[str, ...]]
    visit_words: dict[VisitOutcome, tuple[str, ...]]
    visit_states: dict[VisitOutcome, Literal[TaskState.SURVEYED, TaskState.UNREACHED]]
    hours: Hours
    reading: Reading
    distance_metres: int = Field(ge=10)
    days_before_form: int = Field(ge=0, le=30)
    future_days: int = Field(ge=0, le=7)
    shapes: dict[str, Shape]
    kinds: dict[AnswerKind, Shape]

    @field_validator("visit_states")
    @classmethod
    def _all_outcomes(cls, states: dict[VisitOutcome, TaskState]) -> dict[VisitOutcome, TaskState]:
        if set(states) != set(VisitOutcome):
            raise ValueError("every outcome of a visit needs an entry")
        return states

    @cached_property
    def outcomes(self) -> dict[str, AnswerOutcome]:
        """Folded word → what an answer says."""
        return _words(ANSWER_LABELS, self.outcome_words)

    @cached_property
    def visits(self) -> dict[str, VisitOutcome]:
        """Folded word → how a visit ended."""
        return _words(VISIT_LABELS, self.visit_words)


def _words(labels: Mapping[_Word, str], more: Mapping[_Word, tuple[str, ...]]) -> dict[str, _Word]:
    found: dict[str, _Word] = {}
    for word, label in labels.items():
        found |= {fold_word(text): word for text in (label, str(word), *more.get(word, ()))}
    return found


def result_settings(path: Path | None = None) -> ResultSettings:
    """The settings that ship, or those in `path`; `BadInput` says what is wrong with them."""
    return settings(ResultSettings, "survey/results.yaml", "收回结果的设置有误", path)
