"""When a shared value counts as a cause, and how it is said: read from `resources/root_causes.yaml`."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from census_app.foundation.settings_files import settings


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class KindSettings(_Entry):
    """One kind of cause: its thresholds, the accused fields it may explain (none: any) and its texts."""

    zh: str
    least: int = Field(ge=2)
    share: float = Field(ge=0, le=1)
    lift: float = Field(ge=1)
    accuses: frozenset[str] = frozenset()
    name: str
    shared: str
    action: str


class CauseSettings(_Entry):
    """`resources/root_causes.yaml`, whose comments say what each entry means; `kinds` in their order."""

    confidence: float = Field(gt=0, lt=1)
    false_alarm: float = Field(gt=0, lt=1)
    cause_cost: float = Field(gt=0)
    exception_cost: float = Field(gt=0)
    examples: int = Field(ge=1)
    shown: int = Field(ge=1)
    strata: dict[str, str]
    kinds: dict[str, KindSettings] = Field(min_length=1)


def cause_settings(path: Path | None = None) -> CauseSettings:
    """The settings of `path`, or the shipped ones; `BadInput` names what is wrong in the file."""
    return settings(CauseSettings, "root_causes.yaml", "共因参数文件读不了", path)
