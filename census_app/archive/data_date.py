"""The day a delivery's data stands for: said, or read from a file's name, or the file's own time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
    stated: bool = True
    """Whether a person, a title or a name says it; else it is only when the file was written."""


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
    return DataDate(written.date(), "名称里没有日期，取文件的修改日期", stated=False)


def of_one_delivery(found: Mapping[str, Sequence[DataDate]]) -> dict[str, list[DataDate]]:
    """The data dates of the sheets of files that came together: a sheet that states none is of the day another sheet
    of its file states (the last one), else of the only day any of the files states, else of the file's time.

    Sheets and files of one delivery would otherwise be taken for deliveries of different days, the later one
    replacing the other.
    """
    stated = {one.day for dates in found.values() for one in dates if one.stated}
    common = DataDate(stated.pop(), "取自一起导入的文件", stated=False) if len(stated) == 1 else None
    told = {}
    for file, dates in found.items():
        own = max((one.day for one in dates if one.stated), default=None)
        other = DataDate(own, "取自同一个文件的别的工作表", stated=False) if own is not None else common
        told[file] = [one if one.stated or other is None else other for one in dates]
    return told


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
