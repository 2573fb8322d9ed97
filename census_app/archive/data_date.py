"""The day a delivery's data stands for: said, or read from a file's name, or the file's own time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_FULL = re.compile(r"(?<!\d)((?:19|20)\d{2})([-_.年/]?)(\d{1,2})([-_.月/]?)(\d{1,2})日?(?![\d月季])")
_SHORT = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号]")
_AHEAD = timedelta(days=1)
_MONTHS = 12


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


def of_one_delivery(found: Sequence[tuple[str, str, DataDate]]) -> list[DataDate]:
    """The data dates of sheets that came together, each given with its file and its table, in the same order: one that
    states none is of the day another sheet of its file states (the last one), else of the only day the others of its
    table state, else of its file's time.

    Sheets of one table would otherwise be taken for deliveries of different days, the later one replacing the other.
    """
    of_file: dict[str, date] = {}
    of_table: dict[str, set[date]] = {}
    for file, table, one in found:
        if one.stated:
            of_file[file] = max(of_file.get(file, one.day), one.day)
            of_table.setdefault(table, set()).add(one.day)
    return [_together(one, of_file.get(file), of_table.get(table, set())) for file, table, one in found]


def _together(own: DataDate, of_file: date | None, of_table: set[date]) -> DataDate:
    if own.stated:
        return own
    if of_file is not None:
        return DataDate(of_file, "取自同一个文件的别的工作表", stated=False)
    if len(of_table) == 1:
        return DataDate(next(iter(of_table)), "取自一起导入的文件", stated=False)
    return own


def _dates_in(name: str, limit: date) -> list[date]:
    found = []
    for match in _FULL.finditer(name):
        year, first, month, second, day = match.groups()
        compact = not first and not second
        if compact and (len(month) != 2 or len(day) != 2):
            continue
        if first != "-" and second == "-" and int(month) < int(day) <= _MONTHS:
            continue  # months from–to, as in 2026年1-11 or 2026.1-11
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
