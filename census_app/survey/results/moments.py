"""Days and times as people write them on a form."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from census_app.survey.results.values import ValueReader

_TIME = re.compile(r"(\d{1,2})\s*(?:[:.]\s*(\d{2})(?::\d{1,2}(?:\.\d+)?)?|[点时]\s*(?:(\d{1,2})\s*分?)?)")
_FOUR_DIGITS = re.compile(r"([01]?\d|2[0-3])([0-5]\d)")
_FRACTION = re.compile(r"0?\.\d+")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_MINUTES_OF_DAY = 24 * 60
_HALF_A_YEAR = timedelta(days=183)


def read_time(text: str) -> time | None:
    """A time of day: 9:30, 09:30:00, 9点半 is not one, 0930, or Excel's share of a day; None when it is none."""
    stripped = text.strip()
    if _FRACTION.fullmatch(stripped):
        minutes = round(float(stripped) * _MINUTES_OF_DAY)
        return time(*divmod(minutes, 60)) if minutes < _MINUTES_OF_DAY else None
    found = _TIME.fullmatch(stripped) or _FOUR_DIGITS.fullmatch(stripped)
    if found is None:
        return None
    hour, minute = int(found[1]), int(next((part for part in found.groups()[1:] if part), 0))
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_moment(text: str) -> tuple[str, time | None]:
    """(day or "", time) of a cell that may hold a whole date and time."""
    day, blank, rest = text.strip().partition(" ")
    if blank and re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", day):
        return day, read_time(rest)
    return "", read_time(text)


def read_day(text: str, values: ValueReader, today: date) -> date | None:
    """A date; month and day alone mean the one nearest to today. None when it is none."""
    short = _MONTH_DAY.fullmatch(text.strip())
    if short is None:
        return values.day(text)
    for year in (today.year, today.year - 1, today.year + 1):
        try:
            found = date(year, int(short[1]), int(short[2]))
        except ValueError:
            continue
        if abs(found - today) <= _HALF_A_YEAR:
            return found
    return None


def moment_of(text: str) -> datetime | None:
    """An ISO moment with or without zone, as phones write it; None when it is none."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None
