"""Divisions at the head of an organisation's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache, lru_cache

from census_app.matching.names.words import region_words

SEPARATOR = "|"
_COUNTRY = "中国"
_LONG_SUFFIXES, _SHORT_SUFFIXES = ("自治区", "自治州", "自治县", "地区"), "县区市镇乡省州盟"
# A county, district, town or township nobody listed: two or three characters and the suffix.
_DIVISION = re.compile(r"([㐀-鿿]{2,3}?)(自治县|自治旗|县|市|区|旗|镇|乡|街道)(?!道办)(?=[㐀-鿿(])")
_DIVISION_ENDS = frozenset("自县市区旗镇乡街")
_COUNTY_SUFFIXES = "县市区旗"
_INDEXED = 2
_MOST_LEVELS = 4
_LEAST_REST = 2


class Regions:
    """Finds divisions: the shipped provinces and cities, and those given by the caller."""

    def __init__(self, divisions: Collection[str]) -> None:
        names = {name: name for name in divisions if len(name) >= _INDEXED} | _shipped()
        self._ambiguous = region_words().ambiguous_cities.difference(divisions)
        # First two characters → (spelling, name, whether a suffix may follow), longest spelling first.
        self._by_head: dict[str, list[tuple[str, str]]] = {}
        for spelling in sorted(names, key=lambda name: (-len(name), name)):
            self._by_head.setdefault(spelling[:_INDEXED], []).append((spelling, names[spelling]))

    def split(self, text: str) -> tuple[str, str]:
        """(region, rest): the divisions a name begins with, without suffixes, joined by `|`, and what follows them.

        At least two characters are left over: a name made of nothing but a place keeps its last division.
        """
        if text.startswith(region_words().no_region):
            return "", text
        levels: list[str] = []
        kept, rest = self._head(text)
        for _ in range(_MOST_LEVELS):
            name, length = self.level(rest)
            if not length or len(rest) - length < _LEAST_REST:
                break
            if name not in levels and name != _COUNTRY:
                levels.append(name)
            rest = rest[length:]
            if not kept:
                kept, rest = self._head(rest)
        return SEPARATOR.join(levels), kept + rest

    def _head(self, text: str) -> tuple[str, str]:
        """(what the name proper keeps of a corporation named before the division, text from the division on)."""
        for head, kept in _heads().get(text[:_INDEXED], ()):
            if text.startswith(head) and self.level(text[len(head) :])[1]:
                return kept, text[len(head) :]
        return "", text

    def whole(self, text: str) -> str:
        """The division a whole text names (`河北`, `青岭县`), without its suffix; "" when it names none for certain."""
        name, length = self.level(text + "(")
        return name if length == len(text) else ""

    def level(self, text: str) -> tuple[str, int]:
        """(name without suffix, characters used) of the division a text begins with; length 0 when there is none."""
        for spelling, name in self._by_head.get(text[:_INDEXED], ()):
            if text.startswith(spelling):
                suffix = _suffix_length(text, len(spelling))
                if suffix or spelling not in self._ambiguous:
                    return name, len(spelling) + suffix
        division = None if _DIVISION_ENDS.isdisjoint(text[2:4]) else _DIVISION.match(text)
        if division and division[0][-_INDEXED:] not in region_words().not_division:
            return division[1], division.end()
        return "", 0


@lru_cache(maxsize=8)
def regions(divisions: frozenset[str]) -> Regions:
    """The finder that knows these divisions (without suffix) besides the shipped ones."""
    return Regions(divisions)


def learn_divisions(texts: Iterable[str], least: int = 3) -> frozenset[str]:
    """Counties, cities and districts (without suffix) that at least so many names or addresses (folded) begin with.

    Handed to `parse_names`, they are recognised where the suffix was left out: 青岭华兴商贸 beside 青岭市华兴商贸.
    """
    seen: Counter[str] = Counter()
    for text in texts:
        rest = text
        for _ in range(_MOST_LEVELS):
            name, length = regions(frozenset()).level(rest)
            if not length:
                break
            if rest[length - 1] in _COUNTY_SUFFIXES and length == len(name) + 1:
                seen[name] += 1
            rest = rest[length:]
    return frozenset(name for name, count in seen.items() if count >= least)


def _suffix_length(text: str, start: int) -> int:
    if text[start : start + 1] in _SHORT_SUFFIXES:
        return 1 if start < len(text) else 0
    return next((len(suffix) for suffix in _LONG_SUFFIXES if text.startswith(suffix, start)), 0)


@cache
def _heads() -> dict[str, list[tuple[str, str]]]:
    """First two characters → (corporation named before the division, what the name proper keeps of it)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for head, kept in sorted(region_words().heads.items(), key=lambda item: -len(item[0])):
        found.setdefault(head[:_INDEXED], []).append((head, kept))
    return found


@cache
def _shipped() -> dict[str, str]:
    """Spelling → name."""
    words = region_words()
    known = dict.fromkeys(words.country, _COUNTRY) | {city: city.removesuffix("市") for city in words.cities}
    known |= {zone: zone for zone in words.zones}
    for province, spellings in words.provinces.items():
        known |= dict.fromkeys((province, *spellings), province)
    return known
