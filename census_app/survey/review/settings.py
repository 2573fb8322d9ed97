"""Reason codes, second looks and sampling defaults: read from `resources/survey/review.yaml`."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from census_app.foundation.errors import BadInput
from census_app.foundation.settings_files import settings
from census_app.survey.words import ReviewDecision


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(_Entry):
    """What a reason code is called, and what the one who answered should do."""

    zh: str = Field(min_length=1)
    advice: str = Field(min_length=1)


class SecondLook(_Entry):
    """Which values that differ from the archive two reviewers have to see."""

    differs_from_both: bool
    personal: bool
    core: bool


class SamplingSettings(_Entry):
    """What an acceptance sample promises unless something else is asked for."""

    confidence: Decimal = Field(gt=0, lt=1)
    tolerable: Decimal = Field(gt=0, lt=1)
    accept: int = Field(ge=0)
    most: int = Field(ge=1)
    due_days: int = Field(ge=1)


class ReviewSettings(_Entry):
    """`resources/survey/review.yaml`, whose comments say what each entry means; reasons by code."""

    return_reasons: dict[str, Reason] = Field(min_length=1)
    refute_reasons: dict[str, Reason] = Field(min_length=1)
    superseded: Reason
    to_visit: Reason
    other_unit: Reason
    second_look: SecondLook
    longest_note: int = Field(ge=1)
    queue_limit: int = Field(ge=1)
    sampling: SamplingSettings

    def reasons_for(self, decision: ReviewDecision) -> Mapping[str, Reason]:
        """The reason codes one may give for this decision; empty where none is asked for."""
        if decision in (ReviewDecision.RETURNED, ReviewDecision.REJECTED):
            return self.return_reasons
        return self.refute_reasons if decision is ReviewDecision.REFUTED else {}

    def reason_code(self, decision: ReviewDecision, said: str) -> str:
        """The code of what somebody wrote (the code or its name); `BadInput` lists what may be written."""
        known = self.reasons_for(decision)
        key = _key(said)
        for code, reason in known.items():
            if key in (_key(code), _key(reason.zh)):
                return code
        listed = "、".join(reason.zh for reason in known.values())
        what = f"原因看不懂：{said[:20]}" if said else "没有写原因"
        raise BadInput(what, f"从这些里选：{listed}")

    def words(self, code: str) -> str:
        """What people call a reason code; a code nobody knows any more is shown as it is."""
        own = {"superseded": self.superseded, "to_visit": self.to_visit, "other_unit": self.other_unit}
        found = self.return_reasons.get(code) or self.refute_reasons.get(code) or own.get(code)
        return code if found is None else found.zh


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def review_settings(path: Path | None = None) -> ReviewSettings:
    """The settings of `path`, or the shipped ones; `BadInput` names what is wrong in the file."""
    return settings(ReviewSettings, "survey/review.yaml", "审核参数文件读不了", path)
