"""Working days: which days the State Council's yearly notices make holidays or make-up workdays.

`resources/calendar/china.yaml` names, per year, only what differs from Monday to Friday. A year it does
not name is not covered: nothing is known about its days, however ordinary they look.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from census_app.dictionary.documents import read_document
from census_app.foundation.errors import BadInput
from census_app.foundation.resources import resource

_SATURDAY = 5
_MonthDay = Annotated[str, Field(pattern=r"^\d\d-\d\d$")]


class _Year(BaseModel):
    model_config = ConfigDict(extra="forbid")

    holidays: tuple[_MonthDay, ...] = ()
    workdays: tuple[_MonthDay, ...] = ()


class _Calendar(BaseModel):
    model_config = ConfigDict(extra="forbid")

    years: dict[int, _Year]


class WorkingCalendar:
    """Working days of the covered years; everything outside them is unknown."""

    def __init__(self, covered: frozenset[int], exceptions: dict[date, bool]) -> None:
        self._covered = covered
        self._exceptions = exceptions
        self._worked: dict[date, int] = {}

    @classmethod
    def load(cls, path: Path | None = None) -> WorkingCalendar:
        """The calendar in `path`, or the shipped one; a file that is no calendar raises `BadInput`."""
        source = path or resource("calendar/china.yaml")
        faults: list[str] = []
        content = read_document(source, faults)
        try:
            years = _Calendar.model_validate(content).years
            exceptions = {
                date.fromisoformat(f"{year}-{day}"): worked
                for year, days in years.items()
                for worked, listed in ((False, days.holidays), (True, days.workdays))
                for day in listed
            }
        except ValueError as error:
            said = "；".join(faults) or str(error)
            raise BadInput(
                f"工作日历 {source} 读不懂：{said}", "每年写 holidays 与 workdays，日期形如 02-14"
            ) from error
        return cls(frozenset(years), exceptions)

    def covered(self, year: int) -> bool:
        """Whether the calendar says anything about days of this year."""
        return year in self._covered

    def is_workday(self, day: date) -> bool | None:
        """Whether people work on this day; None when its year is not covered."""
        if day.year not in self._covered:
            return None
        return self._exceptions.get(day, day.weekday() < _SATURDAY)

    def days(self) -> Iterator[tuple[date, bool]]:
        """Every covered day in order with whether it is a workday."""
        for year in sorted(self._covered):
            day = date(year, 1, 1)
            while day.year == year:
                yield day, bool(self.is_workday(day))
                if day == date.max:
                    return
                day += timedelta(days=1)

    def working_days(self, start: date, end: date) -> int | None:
        """How many workdays lie after `start` up to and including `end`; 0 when `end` is not after `start`.

        None when any year from `start` to `end` is not covered.
        """
        if any(year not in self._covered for year in range(min(start, end).year, max(start, end).year + 1)):
            return None
        if end <= start:
            return 0
        if not self._worked:
            self._worked = dict(self._accumulated())
        return self._worked[end] - self._worked[start]

    def _accumulated(self) -> Iterator[tuple[date, int]]:
        worked = 0
        for day, is_workday in self.days():
            worked += is_workday
            yield day, worked
