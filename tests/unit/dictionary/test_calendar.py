from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.dictionary.calendar import WorkingCalendar
from census_app.foundation.errors import BadInput

CALENDAR = WorkingCalendar.load()


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return CALENDAR


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
        (date(2026, 11, 25), True),
        (date(2020, 1, 31), False),
        (date(2003, 12, 31), None),
        (date(2099, 1, 1), None),
    ],
)
def test_holidays_make_up_days_and_uncovered_years(calendar: WorkingCalendar, day: date, worked: bool | None) -> None:
    assert calendar.is_workday(day) is worked
    assert calendar.covered(day.year) is (worked is not None)


def test_working_days_count_after_the_start_up_to_the_end(calendar: WorkingCalendar) -> None:
    assert calendar.working_days(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert calendar.working_days(date(2026, 10, 10), date(2026, 10, 10)) == 0
    assert calendar.working_days(date(2026, 10, 10), date(2026, 9, 30)) == 0
    assert calendar.working_days(date(2025, 12, 31), date(2026, 1, 5)) == 2
    assert calendar.working_days(date(2026, 12, 1), date(2099, 1, 4)) is None
    assert calendar.working_days(date(1999, 12, 1), date(2026, 1, 4)) is None


@given(st.dates(date(2004, 1, 1), date(2026, 11, 1)), st.integers(1, 60))
def test_working_days_are_the_workdays_one_by_one(start: date, length: int) -> None:
    days = [start + timedelta(days=step) for step in range(1, length + 1)]
    assert CALENDAR.working_days(start, days[-1]) == sum(bool(CALENDAR.is_workday(day)) for day in days)


def test_days_run_through_every_covered_year(calendar: WorkingCalendar) -> None:
    days = list(calendar.days())
    assert days[0][0] == date(2004, 1, 1)
    assert days[-1] == (date(2026, 12, 31), True)
    assert all(later[0] - earlier[0] == timedelta(days=1) for earlier, later in pairwise(days))


@pytest.mark.parametrize(
    "text",
    ["years: {2026: {holidays: [02-30]}}", "years: {2026: {holiday: [01-01]}}", "years: 7", "[", ""],
)
def test_a_broken_calendar_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "calendar.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="工作日历"):
        WorkingCalendar.load(path)


def test_a_year_beside_a_gap_is_not_counted_across_it(tmp_path: Path) -> None:
    path = tmp_path / "calendar.yaml"
    path.write_text("years: {2024: {}, 2026: {}}", encoding="utf-8")
    calendar = WorkingCalendar.load(path)
    assert calendar.working_days(date(2024, 12, 30), date(2026, 1, 2)) is None
    assert calendar.working_days(date(2026, 1, 1), date(2026, 1, 2)) == 1
