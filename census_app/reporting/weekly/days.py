"""A list's own day, and the days on which its answers may lie."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from census_app.foundation.weeks import week_days
from census_app.reporting.weekly.texts import WeeklyTexts


def issue_day(week: str, as_of: date) -> date:
    """The list's own day: the week's Monday, or the run's 今日 (`as_of`) when that lies later in the week."""
    monday, sunday = week_days(week)
    return min(max(monday, as_of), sunday)


def answer_days(issued: date, texts: WeeklyTexts) -> tuple[date, date]:
    """First and last day an answer of a list issued on that day may name."""
    return issued - timedelta(days=texts.days_before), date(issued.year, 12, 31)


def reply_until(week: str, texts: WeeklyTexts) -> datetime:
    """When the lists of a week are to be back, local wall time."""
    day = week_days(week)[0] + timedelta(days=texts.reply.weekday - 1)
    return datetime.combine(day, time.fromisoformat(texts.reply.time))
