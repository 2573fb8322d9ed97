"""The text of a spreadsheet cell, as a person would type it (see `archive.raw`)."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from census_app.archive.raw import LONG_NUMBER_MARK

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LONG_NUMBER = 10**14
_SMALL_NUMBER = 1e-3
_REMEMBERED_DATES = 50_000
_NOISE_MICROSECONDS = 1_000


def column_texts(values: Sequence[Any]) -> list[str | None]:
    """Texts of many cells; faster than one by one where a column has one type."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return [value or None for value in values]
    if len(kinds - {str}) == 1:
        (kind,) = kinds - {str}
        convert = _TEXTS.get(kind, _other_text)
        return [convert(value) if value.__class__ is kind else value or None for value in values]
    return [_TEXTS.get(type(value), _other_text)(value) for value in values]


def plain_numbers(values: Sequence[Any]) -> NDArray[np.float64] | None:
    """The column as doubles (NaN where empty) when all are ordinary numbers, which the engine can spell; else None."""
    import numpy as np

    kinds = set(map(type, values))
    if float not in kinds or not kinds <= {float, str}:
        return None
    if str in kinds and any(value for value in values if value.__class__ is str):
        return None
    numbers = np.array([value if value.__class__ is float else math.nan for value in values], dtype=np.float64)
    sizes = np.abs(numbers)
    ordinary = np.isnan(sizes) | (sizes == 0) | ((sizes >= _SMALL_NUMBER) & (sizes < _LONG_NUMBER))
    return numbers if bool(ordinary.all()) else None


def cell_text(value: Any) -> str | None:
    """Text of one cell; None for an empty one."""
    return _TEXTS.get(type(value), _other_text)(value)


def _string_text(value: str) -> str | None:
    return value or None


def _integer_text(value: int) -> str:
    return f"{LONG_NUMBER_MARK}{value}" if abs(value) >= _LONG_NUMBER else str(value)


def _float_text(value: float) -> str | None:
    if value.is_integer():
        return _integer_text(int(value))
    if not math.isfinite(value):
        return str(value)
    text = repr(value)
    return f"{value:.20f}".rstrip("0") if "e" in text else text


def _boolean_text(value: bool) -> str:
    return "TRUE" if value else "FALSE"


@lru_cache(_REMEMBERED_DATES)
def _date_text(value: datetime.date) -> str:
    return value.isoformat()


@lru_cache(_REMEMBERED_DATES)
def _datetime_text(value: datetime.datetime) -> str:
    value = _without_rounding_noise(value)
    if value.hour == value.minute == value.second == value.microsecond == 0:
        return value.date().isoformat()
    return value.isoformat(sep=" ")


def _without_rounding_noise(value: datetime.datetime) -> datetime.datetime:
    micros = value.microsecond
    if not micros:
        return value
    whole = value.replace(microsecond=0)
    if micros < _NOISE_MICROSECONDS:
        return whole
    if micros > 1_000_000 - _NOISE_MICROSECONDS:
        return whole + datetime.timedelta(seconds=1)
    return value


def _time_text(value: datetime.time) -> str:
    return value.isoformat()


def _duration_text(value: datetime.timedelta) -> str:
    seconds = round(value.total_seconds())
    sign = "-" if seconds < 0 else ""
    minutes, second = divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}"


def _nothing(value: None) -> None:
    return None


def _other_text(value: Any) -> str | None:
    return str(value) or None


_TEXTS: dict[type, Callable[[Any], str | None]] = {
    str: _string_text,
    int: _integer_text,
    float: _float_text,
    bool: _boolean_text,
    datetime.date: _date_text,
    datetime.datetime: _datetime_text,
    datetime.time: _time_text,
    datetime.timedelta: _duration_text,
    type(None): _nothing,
}
