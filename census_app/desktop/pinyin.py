"""Pinyin initials of Chinese text, so that `dczqd` finds 导出周清单.

The 3,755 common characters of GB 2312 stand in the order of their pinyin, so the code of a character
tells its initial; characters outside that plane give nothing. Second readings are data.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from census_app.desktop.data import read_data

# First code of each initial in GB 2312 level 1 (i, u and v begin no syllable).
_FIRST_CODES = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8,
    0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
_INITIALS = "abcdefghjklmnopqrstwxyz"
_LAST_CODE = 0xD7F9


def initials(text: str) -> str:
    """Lower-case initials: `导出周清单` → `dczqd`; Latin letters and digits stay, the rest is dropped."""
    return "".join(_initial(character) for character in text)


def _initial(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    encoded = character.encode("gb2312", errors="ignore")
    if len(encoded) != 2:
        return ""
    code = int.from_bytes(encoded, "big")
    if not _FIRST_CODES[0] <= code <= _LAST_CODE:
        return ""
    return _INITIALS[bisect_right(_FIRST_CODES, code) - 1]


def matches(query: str, text: str) -> bool:
    """Whether the letters of `query` stand in `text` or, in order, among its initials; an empty query matches."""
    wanted = query.strip().lower()
    if not wanted or wanted in text.lower():
        return True
    return _in_order(wanted.replace(" ", ""), [_readings(character) for character in text])


def _readings(character: str) -> str:
    return _initial(character) + _second_readings().get(character, "")


def _in_order(wanted: str, readings: list[str]) -> bool:
    rest = iter(readings)
    return all(any(letter in reading for reading in rest) for letter in wanted)


@cache
def _second_readings() -> dict[str, str]:
    return read_data("translations/readings.yaml")
