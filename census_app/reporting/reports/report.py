"""What a kind of report is: which stretch of time it speaks of, and how its pages are made."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.foundation.weeks import week_days, week_of

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.reporting.reports.document import Document
    from census_app.reporting.reports.ground import Ground

_MONTH = re.compile(r"(\d{4})-(\d{2})")


class Unit(StrEnum):
    """What a report is asked for by."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Period:
    """The first and the last day a report speaks of, and how people write it (`2026-W48`, `2026-11`, `2026-11-27`)."""

    written: str
    first: date
    last: date


@dataclass(frozen=True)
class Asked:
    """What somebody wants: the period, how many weeks of trend (None: as the settings say), notes per category."""

    period: Period
    trend_weeks: int | None = None
    notes: dict[str, str] = field(default_factory=dict)
    made_on: date = field(default_factory=date.today)


@dataclass(frozen=True)
class Report:
    """A kind of report. `build` makes the document from the ground at the period's last day; `weeks` long when asked
    for by week; `looks_back` over that many steps (None: as the settings say)."""

    id: str
    zh: str
    says: str
    asked_by: Unit
    build: Callable[[Ground, Asked, JobContext], Document]
    weeks: int = 1
    looks_back: int | None = None

    def period(self, text: str) -> Period:
        """The period people mean; `BadInput` for a spelling that is none."""
        return _PERIODS[self.asked_by](text, self.weeks)


def _weeks(text: str, weeks: int) -> Period:
    monday, sunday = week_days(text)
    return Period(text, monday - timedelta(weeks=weeks - 1), sunday)


def _month(text: str, _weeks: int) -> Period:
    match = _MONTH.fullmatch(text)
    try:
        first = date(int(match[1]), int(match[2]), 1)  # type: ignore[index]
    except (TypeError, ValueError) as error:
        raise BadInput(f"看不懂的月份：{text}", "写成 2026-11 这样") from error
    return Period(text, first, first.replace(day=monthrange(first.year, first.month)[1]))


def _day(text: str, _weeks: int) -> Period:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"看不懂的日期：{text}", "写成 2026-11-27 这样") from error
    return Period(day.isoformat(), day, day)


_PERIODS: dict[Unit, Callable[[str, int], Period]] = {Unit.DAY: _day, Unit.WEEK: _weeks, Unit.MONTH: _month}


def present(unit: Unit, today: date) -> str:
    """How people write the period that holds `today`."""
    return {Unit.DAY: today.isoformat(), Unit.WEEK: week_of(today), Unit.MONTH: f"{today:%Y-%m}"}[unit]
