"""Dates, times and months as people and systems spell them. A spelling with two meanings is not read."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_TIME = r"(?:[T\s]*(?P<clock>\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?)?秒?分?)\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
_HALF_FIRST = r"(?:[T\s]*(?P<half_first>上午|下午|凌晨|晚上)?)"
_ZONE = r"(?P<zone>\s*(?:Z|[+-]\d{2}:?\d{2}))?"
_TAIL = rf"{_HALF_FIRST}{_TIME}{_ZONE}"
_WEEKDAY = r"(?:\s*[(（]?(?:星期|周)[一二三四五六日天][)）]?)?"
_YEAR_FIRST = re.compile(
    rf"(?P<y>\d{{4}})\s*[-/.年_]\s*(?P<m>\d{{1,2}})\s*[-/.月_]\s*(?P<d>\d{{1,2}})\s*[日号]?{_WEEKDAY}{_TAIL}"
)
_SPACED = re.compile(rf"(?P<y>\d{{4}})\s+(?P<m>\d{{1,2}})\s+(?P<d>\d{{1,2}}){_TAIL}")
_COMPACT = re.compile(
    rf"(?P<y>\d{{4}})(?P<m>\d{{2}})(?P<d>\d{{2}})(?:(?P<hh>\d{{2}})(?P<mi>\d{{2}})(?P<ss>\d{{2}})?|{_TAIL})"
)
_DAY_NAME = re.compile(rf"(?P<d>\d{{1,2}})[-/ .]*(?P<mon>[A-Za-z]{{3,9}})[-/ .,]*(?P<y>\d{{4}}|\d{{2}}){_TAIL}")
_NAME_DAY = re.compile(rf"(?P<mon>[A-Za-z]{{3,9}})[-/ .]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-/ ,.]+(?P<y>\d{{4}}){_TAIL}")
_YEAR_LAST = re.compile(rf"(?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}})[-/.](?P<y>\d{{4}}){_TAIL}")
_SHORT_CHINESE = re.compile(rf"(?P<y>\d{{2}})年(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})[日号]?{_TAIL}")
_SERIAL = re.compile(r"(?P<days>\d{5})(?P<part>\.\d+)?")
_YEAR_MONTH = re.compile(r"(?P<y>\d{4})\s*(?:[-/.年_]\s*(?P<m>\d{1,2})\s*月?|(?P<mm>\d{2}))")
_MONTH_NAME = re.compile(r"(?P<mon>[A-Za-z]{3,9})[-/ .]*(?P<y>\d{4})|(?P<y2>\d{4})[-/ .]*(?P<mon2>[A-Za-z]{3,9})")
_CLOCK = re.compile(r"(\d{1,2})\D(\d{1,2})(?:\D(\d{1,2})(?:\.(\d+))?)?\D*")
_SERIAL_FIRST, _SERIAL_LAST = 10_000, 99_999
_FIRST_SERIAL_MONTH = 1990


@dataclass(frozen=True)
class DateReader:
    """Reads dates between two years; `pivot_year` is the last year a two-digit year may mean.

    `serial_origin` is day 0 of Excel serial numbers: 1899-12-30 for the 1900 system, 1904-01-01 for the other.
    """

    first_year: int = 1850
    last_year: int = 2199
    pivot_year: int = 2046
    serial_origin: date = date(1899, 12, 30)

    def read_time(self, text: str) -> datetime | None:
        """The local wall time a text means; None when it means none, or may mean two.

        A date alone is midnight. `Z` and foreign offsets are refused; `+08:00` is local time already.
        """
        text = text.strip()
        for pattern in (_YEAR_FIRST, _COMPACT, _SPACED, _DAY_NAME, _NAME_DAY, _SHORT_CHINESE, _YEAR_LAST):
            match = pattern.fullmatch(text)
            if match is not None:
                return self._from_match(match.groupdict())
        match = _SERIAL.fullmatch(text)
        return None if match is None else self._from_serial(int(match["days"]), float(match["part"] or 0))

    def read_date(self, text: str) -> date | None:
        """The day a text means, its time of day left out; None when it means none, or may mean two."""
        moment = self.read_time(text)
        return None if moment is None else moment.date()

    def read_month(self, text: str) -> str | None:
        """The month a text means as `YYYYMM`; a whole date gives its month.

        A serial number must be a first of a month of our days: `20241` is a month that lost a digit.
        """
        text = text.strip()
        match = _YEAR_MONTH.fullmatch(text)
        if match is not None:
            return self._month(int(match["y"]), int(match["m"] or match["mm"]))
        named = _MONTH_NAME.fullmatch(text)
        if named is not None:
            month = _MONTHS.get((named["mon"] or named["mon2"])[:3].lower())
            return None if month is None else self._month(int(named["y"] or named["y2"]), month)
        day = self.read_date(text)
        if day is None or (_SERIAL.fullmatch(text) and (day.day != 1 or day.year < _FIRST_SERIAL_MONTH)):
            return None
        return f"{day:%Y%m}"

    def _month(self, year: int, month: int) -> str | None:
        return f"{year:04d}{month:02d}" if self._year_fits(year) and 1 <= month <= 12 else None

    def _year_fits(self, year: int) -> bool:
        return self.first_year <= year <= self.last_year

    def _from_match(self, found: dict[str, str | None]) -> datetime | None:
        day = self._day(found)
        clock = _clock(found)
        zone = (found.get("zone") or "").strip()
        if day is None or clock is None or zone.replace(":", "") not in ("", "+0800"):
            return None
        whole_days, moment = clock
        return datetime.combine(day, moment) + timedelta(days=whole_days)

    def _day(self, found: dict[str, str | None]) -> date | None:
        year = self._year(found["y"] or "")
        if found.get("mon"):
            month = _MONTHS.get((found["mon"] or "")[:3].lower(), 0)
            day = int(found["d"] or 0)
        elif found.get("a"):
            month, day = _month_and_day(int(found["a"] or 0), int(found["b"] or 0))
        else:
            month, day = int(found["m"] or 0), int(found["d"] or 0)
        if not self._year_fits(year) or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
            return None
        return date(year, month, day)

    def _year(self, text: str) -> int:
        year = int(text)
        if len(text) > 2:
            return year
        century = self.pivot_year // 100 * 100
        return century + year if century + year <= self.pivot_year else century - 100 + year

    def _from_serial(self, days: int, part: float) -> datetime | None:
        if not _SERIAL_FIRST <= days <= _SERIAL_LAST:
            return None
        moment = datetime.combine(self.serial_origin, time()) + timedelta(days=days, seconds=round(part * 86_400))
        return moment if self._year_fits(moment.year) else None


def _month_and_day(first: int, second: int) -> tuple[int, int]:
    """Month and day of `3/25/2024` or `25/3/2024`; (0, 0) when both readings are possible and differ."""
    if first == second:
        return first, second
    if first > 12:
        return second, first
    return (first, second) if second > 12 else (0, 0)


def _clock(found: dict[str, str | None]) -> tuple[int, time] | None:
    """Days to add (for 24:00) and the time of day; None when impossible."""
    if found.get("hh"):
        return _time_of(int(found["hh"] or 0), int(found["mi"] or 0), int(found["ss"] or 0), 0)
    text = found.get("clock")
    if not text:
        return 0, time()
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    half = (found.get("half") or found.get("half_first") or "").replace(".", "").lower()
    if half in ("pm", "下午", "晚上") and hour < 12:
        hour += 12
    elif half in ("am", "上午", "凌晨") and hour == 12:
        hour = 0
    return _time_of(hour, minute, second, int((match[4] or "0")[:6].ljust(6, "0")))


def _time_of(hour: int, minute: int, second: int, microsecond: int) -> tuple[int, time] | None:
    if (hour, minute, second) == (24, 0, 0):
        return 1, time()
    if hour > 23 or minute > 59 or second > 59:
        return None
    return 0, time(hour, minute, second, microsecond)
