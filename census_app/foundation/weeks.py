"""ISO 8601 weeks, written `2026-W48`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from census_app.foundation.errors import BadInput

_WEEK = re.compile(r"([12]\d{3})-W(\d{2})")  # weeks counted from it stay within the calendar


def week_of(day: date) -> str:
    """The ISO week that contains `day`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def week_days(week: str) -> tuple[date, date]:
    """Monday and Sunday of an ISO week; a spelling that is no week raises `BadInput`."""
    match = _WEEK.fullmatch(week)
    try:
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)  # type: ignore[index]
    except (TypeError, ValueError) as error:
        raise BadInput(f"看不懂的周：{week}", "按 ISO 周书写，例如 2026-W48") from error
    return monday, monday + timedelta(days=6)


def weeks_between(first: str, last: str) -> int:
    """How many weeks `last` lies after `first` (0 for the same week)."""
    return (week_days(last)[0] - week_days(first)[0]).days // 7


def earlier_week(before: str, week: str) -> str:
    """What people call `before` in a paper of `week`: 上周, or by its number where other weeks lie between."""
    return "上周" if weeks_between(before, week) == 1 else numbered_week(before, week)


def numbered_week(before: str, week: str) -> str:
    """第49周; with its year where that is not the year of `week`."""
    year, number = before.split("-W")
    return f"第{int(number)}周" if year == week[:4] else f"{year}年第{int(number)}周"
