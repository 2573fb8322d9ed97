"""高 / 平 / 低: a unit against the whole it belongs to, by the Wilson interval; small units are not compared."""

from __future__ import annotations

from enum import StrEnum

from census_app.reporting.county.model import wilson_interval
from census_app.reporting.reports.settings import report_settings


class Compared(StrEnum):
    """How a unit stands."""

    HIGH = "高"
    LEVEL = "平"
    LOW = "低"
    NOT_RANKED = "不排"


def compared(part: int, whole: int, part_of_all: int, all_together: int) -> Compared:
    """High or low only when the unit's 95 % interval leaves out the rate of the whole."""
    if whole < report_settings().ranked_from or all_together == 0:
        return Compared.NOT_RANKED
    low, high = wilson_interval(part, whole)
    rate = part_of_all / all_together
    if low > rate:
        return Compared.HIGH
    return Compared.LOW if high < rate else Compared.LEVEL
