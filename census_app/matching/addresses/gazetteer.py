"""The towns and villages of the counties an address names: what may be written without 镇 or 村 there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from census_app.foundation.resources import resource

from .divisions import short_division
from .kinds import SHORT_COUNTY, SHORT_TOWN, SHORT_VILLAGE, TOWN, VILLAGE
from .vocabulary import by_head, vocabulary

_ROAD_ENDS = ("路", "街", "道", "巷")  # 人民路街道 without 街道 is the road.
_OF_COUNTY, _OF_CITY, _VILLAGE = 2.8, 2.0, 2.4


@dataclass(frozen=True, slots=True, eq=False)
class Local:
    """The towns and villages of one county, or the towns of one city.

    `words`: two first characters → (name, kind, certainty), as the parser reads them; `listed`: kind → all its names;
    `heads`: the first two characters of all of them.
    """

    words: dict[str, tuple[tuple[str, str, float], ...]]
    listed: Mapping[str, frozenset[str]]
    heads: frozenset[str]

    def may_be_named_in(self, text: str) -> bool:
        """Whether two characters that a name here begins with stand in `text`."""
        return any(text[at : at + 2] in self.heads for at in range(len(text) - 1))


class _County(NamedTuple):
    province: str
    city: str
    name: str
    listed: str

    @property
    def towns(self) -> list[str]:
        """Of the counties of the country few are ever asked for theirs."""
        return self.listed.split()


@lru_cache(maxsize=4096)
def local_names(division: str) -> tuple[Local, ...]:
    """What is known in the city or county of this name, in full or shortened; nothing in an unknown one.

    A county comes with the towns of its city, because counties are merged and divided. Of a city alone only the towns
    and the counties are known: its villages are too many. Names that several divisions share stand for each of them.
    """
    by_city, by_county = _counties()
    counties = by_county.get(division, [])
    cities = dict.fromkeys(county.city for county in [*counties, *by_city.get(division, [])])
    return (*(_of_county(county) for county in counties), *(_of_city(city, division in by_city) for city in cities))


@lru_cache(maxsize=1)
def all_towns() -> frozenset[str]:
    """The towns of the whole country, without 镇, 乡 or 街道, but for those named like a road."""
    counties = {county for listed in _counties()[0].values() for county in listed}
    return frozenset(town for county in counties for town in county.towns if not town.endswith(_ROAD_ENDS))


@lru_cache(maxsize=512)
def _of_county(county: _County) -> Local:
    villages = [name for line in _villages(county.province).get(county.name, ()) for name in line.split(" ")]
    return _local(county.city, county.towns, _OF_COUNTY, villages)


@lru_cache(maxsize=800)
def _of_city(city: str, named: bool) -> Local:
    """Its towns and, where the city is named itself, its counties that are not known without 区 elsewhere: 江北."""
    counties = _counties()[0][city]
    local = _local(city, [town for county in counties for town in county.towns], _OF_CITY, [])
    short = dict.fromkeys(short_division(county.name) for county in counties if named)
    words = [(name, SHORT_COUNTY, _OF_CITY) for name in short if len(name) > 1 and not _is_known(name)]
    merged = by_head([*words, *(word for group in local.words.values() for word in group)])
    return replace(local, words=merged, heads=local.heads | {name[:2] for name, _, _ in words})


def _is_known(county: str) -> bool:
    return any((word, kind) == (county, SHORT_COUNTY) for word, kind, _ in vocabulary().words.get(county[:2], ()))


def _local(city: str, of_towns: Iterable[str], certainty: float, of_villages: Iterable[str]) -> Local:
    """A town named as a county of its city is read as the county, a village named as a town as the town."""
    counties = {short_division(county.name) for county in _counties()[0][city]}
    towns = dict.fromkeys(town for town in of_towns if town not in counties)
    villages = dict.fromkeys(name for name in of_villages if name not in counties and name not in towns)
    words = [(name, SHORT_TOWN, certainty) for name in towns if not name.endswith(_ROAD_ENDS)]
    words += [(name, SHORT_VILLAGE, _VILLAGE) for name in villages]
    heads = frozenset(name[:2] for names in (towns, villages) for name in names)
    return Local(by_head(words), {TOWN: frozenset(towns), VILLAGE: frozenset(villages)}, heads)


@lru_cache(maxsize=1)
def _counties() -> tuple[dict[str, list[_County]], dict[str, list[_County]]]:
    """The counties by the name of their city and by their own, each in full and shortened."""
    by_city: dict[str, list[_County]] = defaultdict(list)
    by_county: dict[str, list[_County]] = defaultdict(list)
    for line in _lines("towns_of_counties.txt"):
        county = _County(*line.split(" ", 3))
        _, city, name, _ = county
        for spelling in {city, short_division(city)}:
            by_city[spelling].append(county)
        for spelling in {name, short_division(name)}:
            by_county[spelling].append(county)
    return dict(by_city), dict(by_county)


@lru_cache(maxsize=40)
def _villages(province: str) -> dict[str, list[str]]:
    """The villages of each county of a province, in lines: few counties are ever asked for theirs."""
    path = resource(f"matching/addresses/villages/{province}.txt")
    if not path.is_file():
        return {}
    found: dict[str, list[str]] = {}
    for line in _lines(f"villages/{province}.txt"):
        county, _, names = line.partition(" ")
        found.setdefault(county, []).append(names)
    return found


def _lines(name: str) -> list[str]:
    text = resource(f"matching/addresses/{name}").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]
