"""Working days ahead, and until when a task is to be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

from census_app.dictionary.calendar import WorkingCalendar
from census_app.rulebook.model import Severity

_SATURDAY = 5


@dataclass
class WorkingDays:
    """Days people work on; in years the calendar does not cover yet Monday to Friday, remembered in `guessed`."""

    calendar: WorkingCalendar
    guessed: set[int] = field(default_factory=set)
    _latest: dict[tuple[date, int], date] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether people work on this day."""
        known = self.calendar.is_workday(day)
        if known is None:
            self.guessed.add(day.year)
            return day.weekday() < _SATURDAY
        return known

    def from_(self, start: date) -> Iterator[date]:
        """The working days from `start` on, `start` among them when it is one."""
        day = start
        while True:
            if self.works(day):
                yield day
            day += timedelta(days=1)

    def next(self, start: date, count: int) -> tuple[date, ...]:
        """The first `count` working days from `start` on."""
        return tuple(islice(self.from_(start), count))

    def due(self, start: date, severity: str, deadlines: dict[Severity, int], own: date | None) -> date:
        """The last day: so many working days after `start` by severity, earlier where the problems' own deadline is,
        but never before `start`."""
        asked = (start, deadlines[Severity(severity)] + 1)
        if asked not in self._latest:
            self._latest[asked] = self.next(*asked)[-1]
        latest = self._latest[asked]
        return latest if own is None else max(start, min(latest, own))

    def notes(self) -> list[str]:
        """What people must know about the days."""
        years = "、".join(str(year) for year in sorted(self.guessed))
        return [f"{years} 年的放假安排不在工作日历里，先按周一至周五算"] if years else []
