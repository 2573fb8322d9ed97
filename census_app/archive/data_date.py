"""The day a delivery's data stands for: said, or read from a file's name, or the file's own time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_FULL = re.compile(r"(?<!\d)((?:19|20)\d{2})([-_.年/]?)(\d{1,2})([-_.月/]?)(\d{1,2})日?(?!\d)")
_SHORT = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号]")
_AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class DataDate:
    """A data date and, in Chinese, where it comes from."""

    day: date
    origin: str


def find_data_date(said: date | None, names: list[str], written: datetime) -> DataDate:
    """The data date: as said, else the last date in the first of `names` that has one, else of the file's time.

    `11月20日` without a year is the last such day before the file was written.
    """
    if said is not None:
        return DataDate(said, "按命令给定")
    for name in names:
        days = _dates_in(name, written.date() + _AHEAD)
        if days:
            return DataDate(days[-1], f"取自名称“{name}”")
    return DataDate(written.date(), "名称里没有日期，取文件的修改日期")


def _dates_in(name: str, limit: date) -> list[date]:
    found = []
    for match in _FULL.finditer(name):
        year, first, month, second, day = match.groups()
        compact = not first and not second
        if compact and (len(month) != 2 or len(day) != 2):
            continue
        found.append((match.start(), _date(int(year), int(month), int(day))))
    if not found:
        for match in _SHORT.finditer(name):
            day_this_year = _date(limit.year, int(match[1]), int(match[2]))
            if day_this_year is not None and day_this_year > limit:
                day_this_year = _date(limit.year - 1, int(match[1]), int(match[2]))
            found.append((match.start(), day_this_year))
    return [day for _, day in found if day is not None]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
