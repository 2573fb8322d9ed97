"""How customers are put in order of risk: read from `resources/priority.yaml`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from census_app.foundation.settings_files import settings
from census_app.rulebook.model import Severity

Points = Annotated[Decimal, Field(ge=0, le=1000, max_digits=6, decimal_places=2)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SameRule(_Entry):
    """Of several problems of one rule the first counts whole, `further` more at `share` (0 … 1) each."""

    share: Annotated[Decimal, Field(ge=0, le=1, max_digits=3, decimal_places=2)]
    further: int = Field(ge=0, le=1000)


class Capped(_Entry):
    """Points for each, up to `most`."""

    each: Points
    most: Points


class Band(_Entry):
    """Points from this amount on (kWh a month, or kVA)."""

    start: Annotated[Decimal, Field(alias="from", ge=0)]
    points: Points


class Bands(_Entry):
    """The highest band reached counts; `unknown` points where the amount is not known."""

    unknown: Points
    bands: tuple[Band, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        starts = [band.start for band in self.bands]
        if starts != sorted(set(starts)):
            raise ValueError("bands 的 from 要从小到大，不重复")
        return self


class EnergyBands(Bands):
    """Bands of the average month among the last `months` months that were billed."""

    months: int = Field(ge=1, le=60)


class PrioritySettings(_Entry):
    """`resources/priority.yaml`, whose comments say what each entry means."""

    severity: dict[Severity, Points]
    same_rule: SameRule
    kinds: Capped
    reopened: Capped
    age: Capped
    energy: EnergyBands
    capacity: Bands
    importance: dict[str, Points]

    @model_validator(mode="after")
    def _all_severities(self) -> Self:
        missing = [severity.value for severity in Severity if severity not in self.severity]
        if missing:
            raise ValueError(f"severity 缺 {'、'.join(missing)}")
        return self


def priority_settings(path: Path | None = None) -> PrioritySettings:
    """The settings of `path`, or the shipped ones; `BadInput` names what is wrong in the file."""
    return settings(PrioritySettings, "priority.yaml", "风险分参数文件读不了", path)
