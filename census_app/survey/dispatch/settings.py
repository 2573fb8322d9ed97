"""Workload, deadlines and grouping of dispatch: read from `resources/survey/dispatch.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from census_app.foundation.settings_files import settings
from census_app.rulebook.model import Severity
from census_app.survey.dispatch.grouping import GroupBy
from census_app.survey.words import TaskKind


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Capacity(_Entry):
    """How much a person does: all in minutes but `days_ahead` (working days planned at most)."""

    day_minutes: int = Field(ge=30, le=1440)
    days_ahead: int = Field(ge=1, le=60)
    minutes: dict[TaskKind, int]
    further_problem: int = Field(ge=0, le=120)
    longest: int = Field(ge=1, le=1440)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if set(self.minutes) != set(TaskKind) or min(self.minutes.values()) < 1:
            raise ValueError("minutes 要写 visit、call、desk 三种，都大于 0")
        if self.longest > self.day_minutes:
            raise ValueError("longest 不能超过 day_minutes")
        return self

    def needed(self, kind: TaskKind, problems: int) -> int:
        """Minutes for one task."""
        return min(self.longest, self.minutes[kind] + self.further_problem * max(0, problems - 1))


class DispatchSettings(_Entry):
    """`resources/survey/dispatch.yaml`, whose comments say what each entry means."""

    by: tuple[GroupBy, ...]
    kinds: tuple[TaskKind, ...] = Field(min_length=1)
    capacity: Capacity
    deadlines: dict[Severity, int]

    @model_validator(mode="after")
    def _all_severities(self) -> Self:
        if set(self.deadlines) != set(Severity) or min(self.deadlines.values()) < 0:
            raise ValueError("deadlines 要写 urgent、important、normal 三级，天数不小于 0")
        return self


def dispatch_settings(path: Path | None = None) -> DispatchSettings:
    """The settings of `path`, or the shipped ones; `BadInput` names what is wrong in the file."""
    return settings(DispatchSettings, "survey/dispatch.yaml", "派发设置有误", path)
