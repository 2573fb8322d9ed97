"""The names of provinces, cities and counties, in full and as people shorten them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from census_app.foundation.resources import resource

from .kinds import CITY, COUNTY, PROVINCE

_SUFFIX = re.compile(
    r"(特别行政区|(?:壮族|回族|维吾尔)?自治区|省|市|地区|盟|自治州|新区|林区|特区|矿区|自治县|自治旗|县|区|旗)$"
)
_ENDS = "区省市盟州县旗"
_PEOPLES = re.compile(
    r"(?:[满蒙回藏苗彝壮侗瑶白土傣黎佤水羌怒]族|蒙古族?|维吾尔|土家族|哈尼族|哈萨克族?|傈僳族|拉祜族|纳西族|景颇族|达斡尔族?|"
    r"仫佬族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|普米族|鄂温克族?|鄂伦春|柯尔克孜|塔吉克|裕固族|东乡族|保安族|独龙族|畲族|"
    r"布依族|朝鲜族|各族|满|回|藏)+自治(?:县|州|旗|区)$"
)


@lru_cache(maxsize=4096)
def short_division(name: str) -> str:
    """A division's name as people shorten it: 青岭县 → 青岭, 桓仁满族自治县 → 桓仁; one-character stems stay whole.

    A prefecture may be half shortened: 延边州 → 延边, where 杭州 stays.
    """
    if name in _other_names():
        return _other_names()[name]
    if name in _prefectures():
        return name[:-1]
    stem = _PEOPLES.sub("", name) if "自治" in name else name
    if len(stem) < 2 or stem == name:
        stem = _SUFFIX.sub("", name) if name[-1:] in _ENDS else name
    return stem if len(stem) >= 2 else name


def division_names() -> dict[str, tuple[str, bool]]:
    """Every name in full and shortened → (its kind, whether it is the full name)."""
    names: dict[str, tuple[str, bool]] = {}
    for kind, name in _divisions():
        names[name] = (kind, True)
    names |= dict.fromkeys(_prefectures(), (CITY, True))
    for name in _other_names():
        names[name] = (COUNTY, True) if name[-1] == "旗" else (CITY, True) if name[-1] in "市州" else (PROVINCE, False)
    for kind, name in _divisions():
        short = short_division(name)
        if short not in names or (not names[short][1] and kind != COUNTY):
            names[short] = (kind, False)
    return names


def counties_of_city(city: str) -> frozenset[str]:
    """The counties of a city, in full or shortened, as people shorten them; none of what is no city."""
    return _of_cities().get(city, frozenset())


@lru_cache(maxsize=1)
def _of_cities() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _lines():
        if line.startswith(" "):
            city, *counties = line.split()
            shortened = frozenset(map(short_division, counties))
            for spelling in {city, short_division(city)}:
                found[spelling] = found.get(spelling, frozenset()) | shortened
    return found


@lru_cache(maxsize=1)
def _other_names() -> dict[str, str]:
    """What else people call a division → its short name: 内蒙 → 内蒙古, 呼市 → 呼和浩特."""
    return dict(line.split()[1:] for line in _lines() if line.startswith("="))


@lru_cache(maxsize=1)
def _prefectures() -> frozenset[str]:
    """Prefectures as people write them between the full and the short name: 延边州, 甘孜州."""
    full = [name for kind, name in _divisions() if kind == CITY and name.endswith("自治州")]
    return frozenset(f"{_PEOPLES.sub('', name).removesuffix('自治州')}州" for name in full)


def _divisions() -> Iterator[tuple[str, str]]:
    """(kind, full name) of every division; the counties first, so that a city of the same name has the last word."""
    levels: dict[str, list[str]] = {COUNTY: [], CITY: [], PROVINCE: []}
    for line in _lines():
        words = [] if line[:1] in "#=" else line.split()
        if words and line.startswith(" "):
            levels[CITY].append(words[0])
            levels[COUNTY] += words[1:]
        elif words:
            levels[CITY if words[0].endswith("市") else PROVINCE].append(words[0])
    for kind, names in levels.items():
        for name in names:
            yield kind, name


def _lines() -> list[str]:
    return resource("matching/addresses/divisions.txt").read_text(encoding="utf-8").splitlines()
