"""One place, many spellings: as registers write it and as people write it."""

from __future__ import annotations

from dataclasses import replace

from . import words
from .dice import Dice
from .places import Place

DIGITS = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """A whole number below 1,000 in Chinese numerals, as spoken: 12 → 十二, 118 → 一百一十八."""
    if number >= 100:
        rest = number % 100
        middle = "" if not rest else ("零" + DIGITS[rest] if rest < 10 else ("一" if rest < 20 else "") + chinese(rest))
        return DIGITS[number // 100] + "百" + middle
    if number >= 10:
        tens = "" if number < 20 else DIGITS[number // 10]
        return tens + "十" + (DIGITS[number % 10] if number % 10 else "")
    return DIGITS[number]


def room_number(place: Place) -> str:
    return f"{place.floor}{place.room:02d}"


def registered(place: Place, house_style: int = 0) -> str:
    """The address as a register writes it, all levels from the province down."""
    return f"{place.province}{place.city}{place.county}{place.town}" + registered_local(place, house_style)


def registered_local(place: Place, house_style: int = 0) -> str:
    if place.village:
        village = place.village if place.village.endswith("村") else place.village + "村"
        return village + (f"{place.group}组" if place.group else "") + f"{place.number}号"
    if place.estate is None:
        return f"{place.road}{place.number}号"
    road = f"{place.road}{place.number}号" if house_style != 2 else ""
    building = f"{place.building}{'幢' if house_style == 1 else '号楼'}"
    unit = f"{place.unit}单元" if place.unit else ""
    return road + place.estate.name + building + unit + room_number(place) + "室"


def spoken(dice: Dice, place: Place, numerals: bool = False, alias: bool = False) -> str:
    """The part below the town as people write it."""
    if place.village:
        return _village(dice, place, numerals)
    if place.estate is None:
        return _road(dice, place, numerals)
    estate = place.estate.alias if alias else place.estate.name
    if not alias and dice.chance(0.2):
        estate = estate.removesuffix("小区") if estate.endswith("小区") else estate + "小区"
    road = f"{place.road}{place.number}号" if dice.chance(0.2) else ""
    if not road and dice.chance(0.15):
        road = place.road
    return road + estate + flat_number(dice, place, numerals)


def _village(dice: Dice, place: Place, numerals: bool) -> str:
    stem = place.village
    named = dice.pick(
        (stem, stem if stem.endswith("村") else stem + "村", stem.removesuffix("村") + "村委会", stem + "村", stem)
    )
    if named.endswith("村村"):
        named = named[:-1]
    group = ""
    if place.group and dice.chance(0.7):
        number = chinese(place.group) if numerals or dice.chance(0.15) else str(place.group)
        group = dice.pick((f"{number}组", f"{number}组", f"第{number}村民小组", f"{number}队", f"{number}社"))
    number = chinese(place.number) if numerals else str(place.number)
    return named + group + dice.pick((f"{number}号", f"{number}号", f"{number}号", number, f"{number}户"))


def _road(dice: Dice, place: Place, numerals: bool) -> str:
    number = chinese(place.number) if numerals else str(place.number)
    return place.road + dice.pick((f"{number}号", f"{number}号", f"{number}号", number, f"门牌{number}号"))


def flat_number(dice: Dice, place: Place, numerals: bool = False) -> str:
    """Building, unit and room in one of the usual spellings; numbers that are not there are left out."""
    b, u, r = str(place.building), str(place.unit), room_number(place)
    if numerals:
        b, u = chinese(place.building), chinese(place.unit)
    if not place.unit:
        return dice.pick((f"{b}号楼{r}室", f"{b}-{r}", f"{b}栋{r}", f"{b}幢{r}室", f"{b}#{r}"))
    if numerals:
        return dice.pick((f"{b}号楼{u}单元{r}室", f"{b}栋{u}门{r}", f"{b}幢{u}单元{r}"))
    return dice.pick(
        (f"{b}号楼{u}单元{r}室", f"{b}-{u}-{r}", f"{b}栋{u}单元{r}", f"{b}栋{u}门{r}", f"{b}幢{u}单元{r}室",
         f"{b}#楼{u}单元{r}", f"{b}号楼{u}-{r}", f"{b}#{u}-{r}", f"{b}楼{u}单元{place.floor}层{place.room:02d}室")
    )  # fmt: skip


def prefix(dice: Dice, place: Place, no_town: bool = False, repeated: bool = False) -> str:
    """The levels above the village or road, some of them often left out."""
    town = "" if no_town else place.town
    county = place.county
    if repeated:
        return dice.pick(
            (f"{county}{county}{town}", f"{place.city}{place.city}{county}{town}", f"{county}{town}{county}{town}")
        )
    chance = dice.random()
    if chance < 0.35:
        return f"{place.province}{place.city}{county}{town}"
    if chance < 0.5:
        return f"{place.city}{county}{town}"
    if chance < 0.75:
        return f"{county}{town}"
    if chance < 0.8:
        return f"{county[:-1]}{town}"
    return town


def renumbered(dice: Dice, place: Place) -> Place:
    """The same house after its street or village was numbered anew."""
    if place.estate is not None:
        return replace(place, building=place.building + dice.between(1, 9))
    return replace(place, number=place.number + dice.between(1, 40))


def tail(dice: Dice) -> str:
    return dice.pick(words.PLACE_REMARKS)
