"""What tells doors of one name and number apart besides them: phases and sections of estates and roads, 之二, garages.

A section is written now as the end of the name (龙腾苑六区), now behind it (春江花园 二期): it is compared by itself.
"""

from __future__ import annotations

import re
from functools import lru_cache

from census_app.matching.text import arabic

from .vocabulary import any_of, vocabulary

_NUMERALS = "一二三四五六七八九十"
_NUMBER = rf"[东西南北中]?(?:[{_NUMERALS}]{{1,3}}|\d{{1,2}}(?!\d))|[A-Za-z]\d{{0,2}}|[东西南北中]"
# 12区, 二期 and 东区 behind a name; 之二 and 三段 behind a road; 东户 behind a floor. 小区 and 社区 are none.
_SECTION = re.compile(
    rf"第?(?P<number>{_NUMBER})(?P<sort>[区期段坊]|组团|街坊|支弄|边?户)|之(?P<suffix>[{_NUMERALS}]{{1,2}}|\d{{1,2}})"
)
_AT_END = re.compile(rf"第?(?:{_NUMBER})(?:[区期坊]|组团|街坊)$")
_SIDES = frozenset("东西南北中")
_FIGURES = re.compile(
    rf"(?<![{_NUMERALS}零〇])[{_NUMERALS}零〇百]+(?=(?:[区期段条坊巷街连组队社屯号路弄排]|大街|支路|支弄|胡同|支巷)$)"
)
_COUNTED = frozenset("区期段条坊巷街连组队社屯号路弄排同")  # the last characters of what _FIGURES finds
_TELLING = re.compile(r"\d+|[东西南北中上下前后左右内外大小新老旧]")
_PHASE, _SUFFIX, _SIDE, _ANNEX = "期", "之", "旁", "附"


def split_section(name: str) -> tuple[str, str]:
    """The name of an estate without the section it ends in, and the section: 龙腾苑六区 → 龙腾苑, 6区.

    A name of one character before the section stays whole.
    """
    found = _AT_END.search(name)
    if not found or found.start() == 1:
        return name, ""
    return name[: found.start()], _told(found[0])


def sections_of(estate: str, tail: str) -> str:
    """The sections told by the end of an estate's name and by the rest of the address, one of each sort."""
    return together(split_section(estate)[1], _told(tail))


def together(before: str, behind: str) -> str:
    """Sections of two texts; of one sort the former stays."""
    if not (before and behind):
        return before or behind
    return _written({**_sorts(behind), **_sorts(before)})


def phase_apart(written: str) -> tuple[str, str]:
    """The number of the phase among sections, and the others."""
    others = dict(_sorts(written))
    return others.pop(_PHASE, ""), _written(others)


def tell_apart(one: str, other: str) -> bool:
    """Whether two texts tell a section of one sort, and not the same."""
    first, second = _sorts(one), _sorts(other)
    return any(sort != _ANNEX and second.get(sort, number) != number for sort, number in first.items())


def annexes_differ(one: str, other: str) -> bool:
    """Whether only one of two texts tells of a garage, a cellar or the like, or each of another."""
    return _sorts(one).get(_ANNEX) != _sorts(other).get(_ANNEX)


def suffix_left_out(one: str, other: str) -> bool:
    """Whether the second text alone tells which of the doors of a number is meant: 28号 and 28号之二."""
    return _SUFFIX not in _sorts(one) and _SUFFIX in _sorts(other)


def in_figures(name: str) -> str:
    """The name with the numeral before its last characters in figures: 十七街 → 17街, 兴一路 → 兴1路."""
    return _FIGURES.sub(lambda found: arabic(found[0]), name) if name[-1:] in _COUNTED else name


def told_apart(one: str, other: str) -> bool:
    """Whether two names that read alike are meant to be two: 中山东路 and 中山西路, 兴一路 and 兴二路.

    Not where one says no more than a part of what the other does: 中山路 may be 中山东路 cut short.
    """
    first, second = _which(one), _which(other)
    return not (first <= second or second <= first)


@lru_cache(maxsize=100_000)
def _told(text: str) -> str:
    """The sections in a text, one of each sort, the first."""
    found: dict[str, str] = {}
    for section in _SECTION.finditer(text):
        sort, number = (_SUFFIX, section["suffix"]) if section["suffix"] else (section["sort"][-1], section["number"])
        found.setdefault(sort, arabic(number).upper())
    for piece in text.split(" "):
        if piece in _SIDES:
            found.setdefault(_SIDE, piece)
    annex = _annexes().search(text)
    if annex:
        found[_ANNEX] = annex[0]
    return _written(found)


@lru_cache(maxsize=100_000)
def _which(name: str) -> frozenset[str]:
    """The characters of a name that say which of several it is: 东 of 中山东路, not 大 and 中 of 大厦 and 中心."""
    return frozenset(_TELLING.findall(arabic(_sorts_of_place().sub("", name))))


@lru_cache(maxsize=1)
def _sorts_of_place() -> re.Pattern[str]:
    return re.compile(any_of(vocabulary().sorts_of_place))


@lru_cache(maxsize=1)
def _annexes() -> re.Pattern[str]:
    return re.compile(any_of(vocabulary().annexes))


def _written(sections: dict[str, str]) -> str:
    return " ".join(f"{sort}{number}" for sort, number in sorted(sections.items()))


@lru_cache(maxsize=100_000)
def _sorts(written: str) -> dict[str, str]:
    return {one[0]: one[1:] for one in written.split(" ") if one}
