"""A county: towns with villages, or with roads and estates; and the homes and premises in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import words
from .dice import Dice


@dataclass(frozen=True)
class Estate:
    name: str
    alias: str  # a second name people use
    road: str
    number: int
    units: int  # staircases of each building; 0: rooms are numbered through the building
    buildings: int
    floors: int


@dataclass(frozen=True)
class Place:
    """One address in parts; parts that do not apply are empty or 0."""

    province: str
    city: str
    county: str
    town: str
    village: str = ""  # with its ending: 王庄, 李家沟, 团结村
    group: int = 0
    road: str = ""
    number: int = 0
    estate: Estate | None = None
    building: int = 0
    unit: int = 0
    floor: int = 0
    room: int = 0  # room on its floor


@dataclass(frozen=True)
class Town:
    name: str
    index: int
    base: Place
    villages: tuple[str, ...]
    roads: tuple[str, ...]
    estates: tuple[Estate, ...]


@dataclass(frozen=True)
class County:
    name: str
    city: str
    province: str
    code: str  # GB/T 2260, six digits
    area_code: str
    towns: tuple[Town, ...]


def make_county(dice: Dice, index: int, towns: int) -> County:
    """County number `index`; eight counties share a city's head word, so names repeat only far apart."""
    province = words.PROVINCES[index // 3 % len(words.PROVINCES)]
    city = words.CITY_HEADS[index // 3 % len(words.CITY_HEADS)] + "市"
    head = words.COUNTY_HEADS[index % len(words.COUNTY_HEADS)]
    name = head + dice.pick(("县", "县", "区", "市"))
    code = f"{dice.pick((13, 14, 32, 34, 37, 41, 43, 51))}{dice.between(1, 15):02d}{dice.between(1, 40):02d}"
    base = Place(province, city, name, "")
    heads = dice.sample(words.TOWN_HEADS, min(towns, len(words.TOWN_HEADS)))
    made = tuple(_make_town(dice, place, head, base) for place, head in enumerate(heads))
    return County(name, city, province, code, f"0{dice.between(310, 899)}", made)


def _make_town(dice: Dice, index: int, head: str, base: Place) -> Town:
    urban = index % 4 == 0
    name = head + ("街道" if urban and dice.chance(0.5) else dice.pick(words.TOWN_ENDS))
    if len(head) == 2 and head[-1] in "庄店集庙城" and name.endswith("乡"):
        name = head + "镇"
    roads = dice.sample(words.ROAD_HEADS, 12 if urban else 4)
    named = tuple(dict.fromkeys(road + dice.pick(words.ROAD_ENDS) for road in roads))
    estates = tuple({estate.name: estate for estate in _estates(dice, named, 14 if urban else 2)}.values())
    villages = tuple(dict.fromkeys(_village(dice) for _ in range(6 if urban else 22)))
    return Town(name, index, replace(base, town=name), villages, named, estates)


def _village(dice: Dice) -> str:
    if dice.chance(0.3):
        return dice.pick(words.VILLAGE_HEADS) + dice.pick(("村", "村", ""))
    return (
        dice.pick(("", "", "", "前", "后", "东", "西", "大", "小"))
        + dice.early(words.SURNAMES[:90])
        + dice.pick(words.VILLAGE_WORDS)
    )


def _estates(dice: Dice, roads: tuple[str, ...], count: int) -> Iterator[Estate]:
    for _ in range(count):
        old = dice.chance(0.2)
        name = dice.pick(words.ESTATE_OLD) if old else dice.pick(words.ESTATE_FIRST) + dice.pick(words.ESTATE_LAST)
        alias = dice.pick(words.ESTATE_OLD) if dice.chance(0.4) else name[:2] + dice.pick(("小区", "花园", "新村"))
        tall = not old and dice.chance(0.4)
        yield Estate(
            name, alias, dice.pick(roads), dice.between(1, 400), 0 if dice.chance(0.08) else dice.between(2, 5),
            dice.between(4, 30), dice.between(15, 32) if tall else dice.between(5, 7),
        )  # fmt: skip


def village_home(dice: Dice, town: Town) -> Place:
    village = dice.early(town.villages)
    group = 0 if dice.chance(0.35) else dice.between(1, 12)
    return replace(town.base, village=village, group=group, number=dice.between(1, 260))


def flat(dice: Dice, town: Town) -> Place:
    estate = dice.early(town.estates)
    unit = dice.between(1, estate.units) if estate.units else 0
    return replace(
        town.base, road=estate.road, number=estate.number, estate=estate, building=dice.between(1, estate.buildings),
        unit=unit, floor=dice.between(1, estate.floors), room=dice.between(1, 4 if unit else 12),
    )  # fmt: skip


def road_house(dice: Dice, town: Town) -> Place:
    return replace(town.base, road=dice.pick(town.roads), number=dice.between(1, 500))


def home(dice: Dice, town: Town) -> Place:
    urban = town.index % 4 == 0
    chance = dice.random()
    if chance < (0.7 if urban else 0.12):
        return flat(dice, town)
    if chance < (0.82 if urban else 0.2):
        return road_house(dice, town)
    return village_home(dice, town)


def premises(dice: Dice, town: Town) -> Place:
    """Where a shop or works is: mostly a road number, sometimes a ground floor shop of an estate or a village."""
    chance = dice.random()
    if chance < 0.55:
        return road_house(dice, town)
    if chance < 0.7:
        return replace(flat(dice, town), floor=1)
    return village_home(dice, town)
