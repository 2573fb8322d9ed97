"""What counts as real and what as a false alarm, and from how many cases on: read from `resources/precision.yaml`."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from census_app.foundation.settings_files import settings
from census_app.rulebook.model import Closes
from census_app.workspace.problems.model import State


class Outcome(StrEnum):
    """What people found out about a problem."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


OUTCOME_LABELS: dict[str, str] = {Outcome.CONFIRMED: "属实", Outcome.REFUTED: "误报", Outcome.UNDECIDED: "未定"}


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DecidingAct(_Entry):
    """An act that settles the outcome of the problems it names, the last one winning.

    `when`: field of the act's payload → words, one of which its text must begin with. `only_after`: it changes
    something only when the outcome so far is this one.
    """

    act: str
    outcome: Outcome
    says: str
    when: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    only_after: Outcome | None = None


class DecidingState(_Entry):
    """A state that settles the outcome of a problem no act has settled, once one of the acts `after` has named it."""

    state: State
    outcome: Outcome
    says: str
    after: tuple[str, ...] = ()
    closes: Closes | None = None


class PrecisionSettings(_Entry):
    """`resources/precision.yaml`, whose comments say what each entry means."""

    confidence: Decimal = Field(gt=0, lt=1)
    percent_from: int = Field(ge=1)
    demote_below: Decimal = Field(ge=0, le=1)
    refuted_days: int = Field(ge=1)
    assumed: Decimal = Field(ge=0, le=1)
    assumed_weight: Decimal = Field(gt=0)
    acts: tuple[DecidingAct, ...]
    states: tuple[DecidingState, ...] = ()


def precision_settings(path: Path | None = None) -> PrecisionSettings:
    """The settings of `path`, or the shipped ones; `BadInput` names what is wrong in the file."""
    return settings(PrecisionSettings, "precision.yaml", "查实率参数文件读不了", path)
