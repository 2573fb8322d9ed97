"""Divisions at the head of an organisation's name."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from census_app.matching.names.words import region_words

_SUFFIXES = ("自治区", "自治州", "自治县", "地区", "省", "市", "州", "盟")
# A county, district, town or township nobody listed: two or three characters and the suffix.
_DIVISION = re.compile(r"([㐀-鿿]{2,3}?)(自治县|自治旗|县|市|区|旗|镇|乡|街道)(?!道办)(?=[㐀-鿿(])")
_MOST_LEVELS = 4
_LEAST_REST = 2
SEPARATOR = "|"
_COUNTRY = "中国"


def split_region(text: str, divisions: Collection[str] = ()) -> tuple[str, str]:
    """(region, rest): the divisions a name begins with, without suffixes, joined by `|`, and what follows them.

    At least two characters are left over: a name made of nothing but a place keeps its last division.
    `divisions`: further division names (without suffix) to recognise.
    """
    levels: list[str] = []
    rest = text
    while len(levels) < _MOST_LEVELS:
        found = _level(rest, divisions)
        if found is None or len(rest) - found[1] < _LEAST_REST:
            break
        name, length = found
        if name not in levels and name != _COUNTRY:
            levels.append(name)
        rest = rest[length:]
    return SEPARATOR.join(levels), rest


def region_of(text: str, divisions: Collection[str] = ()) -> str:
    """The division a whole text names (`河北`, `青岭县`), without its suffix; "" when it names none for certain."""
    found = _level(text, divisions) or _level(text + "()", divisions)
    return found[0] if found and found[1] == len(text) else ""


def _level(text: str, divisions: Collection[str]) -> tuple[str, int] | None:
    """(name without suffix, characters used) of the division a text begins with."""
    if listed := _listed(text, divisions):
        return listed
    for zone in region_words().zones:
        if text.startswith(zone):
            return zone, len(zone)
    division = _DIVISION.match(text)
    if division and not _is_no_division(division[0]):
        return division[1], division.end()
    return None


def _listed(text: str, divisions: Collection[str]) -> tuple[str, int] | None:
    known = _known()
    for length in range(min(10, len(text)), 1, -1):
        head = text[:length]
        name = known.get(head) or (head if head in divisions else None)
        if name:
            return name, length + _suffix_length(text, length)
    return None


def _suffix_length(text: str, start: int) -> int:
    if text.startswith(("县", "区", "镇", "乡"), start):
        return 1
    return next((len(suffix) for suffix in _SUFFIXES if text.startswith(suffix, start)), 0)


def _is_no_division(text: str) -> bool:
    return any(text.endswith(word) for word in region_words().not_division)


@cache
def _known() -> dict[str, str]:
    words = region_words()
    known = dict.fromkeys(words.country, _COUNTRY) | {city: city.removesuffix("市") for city in words.cities}
    for province, spellings in words.provinces.items():
        known |= dict.fromkeys((province, *spellings), province)
    return known
