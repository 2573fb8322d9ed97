"""The word lists an address is read with, loaded once from `resources/matching/addresses/`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from census_app.foundation.resources import resource

from .kinds import CITY, COUNTY, ESTATE, LANE, PROVINCE, ROAD, TOWN, VILLAGE, ZONE

_DIVISION_SUFFIX = re.compile(
    r"(特别行政区|(?:壮族|回族|维吾尔)?自治区|省|市|地区|盟|自治州|新区|林区|特区|矿区|自治县|自治旗|县|区|旗)$"
)
_PEOPLES = re.compile(
    r"(?:[满蒙回藏苗彝壮侗瑶白土傣黎佤水羌怒]族|蒙古族?|维吾尔|土家族|哈尼族|哈萨克族?|傈僳族|拉祜族|纳西族|景颇族|达斡尔族?|仫佬族|布朗族|"
    r"撒拉族|毛南族|仡佬族|锡伯族?|普米族|鄂温克族?|鄂伦春|柯尔克孜|塔吉克|裕固族|东乡族|保安族|独龙族|畲族|布依族|朝鲜族|各族|"
    r"满|回|藏)+自治(?:县|州|旗|区)$"
)
_LEVEL = {
    "town": TOWN,
    "village": VILLAGE,
    "road": ROAD,
    "lane": LANE,
    "zone": ZONE,
    "place": ESTATE,
    "county": COUNTY,
    "city": CITY,
    "province": PROVINCE,
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Suffixes (text → label and certainty), division names (text → label, written in full?) and the fixed words."""

    suffixes: dict[str, tuple[tuple[str, float], ...]]
    divisions: dict[str, tuple[str, bool]]
    parents: dict[str, frozenset[str]]
    towns: frozenset[str]
    positions: frozenset[str]
    joints: frozenset[str]
    remarks: frozenset[str]
    generic: frozenset[str]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The shipped word lists."""
    import yaml

    words: dict[str, Any] = yaml.safe_load(_text("words.yaml"))
    divisions, parents = _divisions()
    return Vocabulary(
        suffixes=_suffixes(yaml.safe_load(_text("suffixes.yaml"))),
        divisions=divisions,
        parents=parents,
        towns=frozenset(_lines("towns.txt")),
        positions=frozenset(words["positions"]),
        joints=frozenset(words["joints"]),
        remarks=frozenset(words["remarks"]),
        generic=frozenset(words["generic"]),
    )


def short_division(name: str) -> str:
    """A division's name as people shorten it: 青岭县 → 青岭, 桓仁满族自治县 → 桓仁; one-character stems stay whole."""
    stem = _PEOPLES.sub("", name)
    if len(stem) < 2 or stem == name:
        stem = _DIVISION_SUFFIX.sub("", name)
    return stem if len(stem) >= 2 else name


def _text(name: str) -> str:
    return resource(f"matching/addresses/{name}").read_text(encoding="utf-8")


def _lines(name: str) -> Iterator[str]:
    for line in _text(name).splitlines():
        if not line.startswith("#"):
            yield from line.split()


def _suffixes(groups: dict[str, dict[float, list[str]]]) -> dict[str, tuple[tuple[str, float], ...]]:
    """Each suffix with every label it may end; a suffix listed twice for one label keeps the surer entry."""
    found: dict[str, dict[str, float]] = {}
    for kind, levels in groups.items():
        for certainty, words in levels.items():
            for word in words:
                labels = found.setdefault(word, {})
                labels[_LEVEL[kind]] = max(float(certainty), labels.get(_LEVEL[kind], 0.0))
    return {word: tuple(labels.items()) for word, labels in found.items()}


def _divisions() -> tuple[dict[str, tuple[str, bool]], dict[str, frozenset[str]]]:
    """Division names in full and shortened, and for each shortened county the cities it may lie in."""
    names: dict[str, tuple[str, bool]] = {}
    parents: dict[str, set[str]] = {}
    for province, city, county in _division_lines():
        for name, label in ((county, COUNTY), (city, CITY), (province, PROVINCE)):
            if name:
                names[name] = (label, True)
                short = short_division(name)
                if short != name:
                    names.setdefault(short, (label, False))
                    if label in (PROVINCE, CITY):
                        names[short] = (label, False)
        if county:
            parents.setdefault(short_division(county), set()).add(short_division(city))
    return names, {county: frozenset(cities) for county, cities in parents.items()}


def _division_lines() -> Iterator[tuple[str, str, str]]:
    """(province, city, county) for every county; the lower levels are empty where there is none."""
    province = ""
    for line in _text("divisions.txt").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        words = line.split()
        if not line.startswith(" "):
            province = words[0]
            yield province, "", ""
            continue
        city = words[0]
        yield province, city, ""
        for county in words[1:]:
            yield province, city, county
