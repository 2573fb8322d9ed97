"""Addresses: whether two of them mean the same door, the same place, neighbours, or different places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from census_app.matching.context import Context
from census_app.matching.entries import MISSING, Codes, EntryTable
from census_app.matching.kinds.kind import FieldKind, Glance, Levels, Values, agree, clash, distinct_pairs

if TYPE_CHECKING:
    from census_app.matching.addresses import Address

_LEVELS = (
    "same_door",
    "door_in_part",
    "door_alike",
    "numbers_only",
    "same_place",
    "number_differs",
    "neighbour",
    "same_town",
    "different",
    "other_county",
)
_NUMBER = {level: number for number, level in enumerate(_LEVELS, start=1)}
_PLACES = ("estate", "village", "place")
_COLUMNS = (
    "county", "town", "village", "group", "road", "road_number", "lane", "lane_number", "estate", "building", "unit",
    "floor", "room", "place", "tail", "locality", "inner",
)  # fmt: skip
_NAMES = frozenset({*_PLACES, "road", "lane", "locality"})
_NUMBERS = ("road_number", "lane_number", "group", "building", "unit", "room")
_ALIKE = 0.74
_ROOM_ON_ITS_FLOOR = 2
# 金色苑小区 and 金色苑 are one estate, 凤凰村3幢 lies in the village 凤凰; a name of one character stays whole
_SORT_OF_ESTATE = re.compile(r"(?<=..)(?:(?:住宅)?(?:小区|社区)|(?<!..新)村)$")


def _parse(texts: Sequence[str], context: Context) -> Values:
    """One value per text."""
    from census_app.matching.addresses import NO_PLACES, reader_of

    return [(_row(found),) for found in reader_of(context.places or NO_PLACES).parse(texts)]


def _glance(texts: Sequence[str], context: Context) -> Glance:
    """Addresses of the common shapes: the names in them are few and looked at once, the numbers are many."""
    from census_app.matching.addresses import NO_PLACES, reader_of

    readings, _ = reader_of(context.places or NO_PLACES).read(texts)
    stems = {id(reading.stem): reading.stem for reading in readings}
    numbers = {stem: number for number, stem in enumerate(stems)}
    rows = [
        (
            reading.divisions.county or reading.stem.names.county,
            reading.divisions.town or reading.stem.names.town,
            reading.group or reading.stem.group,
            *_door(*reading[4:9]),
            reading.whole_tail,
        )
        for reading in readings
    ]
    names = ("county", "town", "group", "road_number", "building", "unit", "floor", "room", "inner", "tail")
    shared = [_row(stem.names) for stem in stems.values()]
    return Glance(
        np.asarray([reading.place for reading in readings], dtype=np.intp),
        dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {},
        {name: [row[place] for row in shared] for place, name in enumerate(_COLUMNS) if name in _NAMES},
        np.asarray([numbers[id(reading.stem)] for reading in readings], dtype=np.intp),
    )


def _compare(table: EntryTable, left: Codes, right: Codes) -> Levels:
    """Levels of pairs of entries."""
    place = _place(table, left, right)
    equal, differing, single = _numbers(table, left, right)
    town = agree(table, "town", left, right)
    levels = np.full(len(left), _NUMBER["different"], dtype=np.uint8)
    levels[town & (place <= 0)] = _NUMBER["same_town"]
    levels[clash(table, "county", left, right)] = _NUMBER["other_county"]
    near = place > 0
    levels[near & (differing > 0)] = _NUMBER["neighbour"]
    levels[near & (differing == 1) & (equal > 0)] = _NUMBER["number_differs"]
    levels[near & (differing == 0)] = _NUMBER["same_place"]
    doors = (differing == 0) & (equal > 0)
    levels[doors & (place == 0) & (equal >= 2)] = _NUMBER["numbers_only"]
    levels[doors & (place == 1)] = _NUMBER["door_alike"]
    levels[doors & (place == 2)] = _NUMBER["door_in_part"]
    room = agree(table, "room", left, right)
    levels[doors & (place == 2) & (room | (single == 0))] = _NUMBER["same_door"]
    levels[agree(table, "tail", left, right) & (levels == _NUMBER["same_place"])] = _NUMBER["door_in_part"]
    return levels


def _place(table: EntryTable, left: Codes, right: Codes) -> NDArray[np.int8]:
    """2 the same place, 1 a similar name, 0 not comparable, -1 another place."""
    value = np.zeros(len(left), dtype=np.int8)
    names_left = [table.codes(name)[left] for name in _PLACES]
    names_right = [table.codes(name)[right] for name in _PLACES]
    roads = [
        (table.codes("road")[left], table.codes("road")[right]),
        (table.codes("lane")[left], table.codes("lane")[right]),
    ]
    elsewhere = np.zeros(len(left), dtype=bool)
    same = np.zeros(len(left), dtype=bool)
    for a in names_left:
        for b in names_right:
            both = (a != MISSING) & (b != MISSING)
            same |= both & (a == b)
            elsewhere |= both & (a != b)
    # villages and roads of one name lie in many towns; estates are known by theirs, and towns get merged
    same_estate = (names_left[0] == names_right[0]) & (names_left[0] != MISSING)
    other_road = np.zeros(len(left), dtype=bool)
    for a, b in roads:
        both = (a != MISSING) & (b != MISSING)
        same |= both & (a == b)
        other_road |= both & (a != b)
    value[elsewhere | other_road] = -1
    unsure = np.flatnonzero((elsewhere | other_road) & ~same)
    value[unsure[_similar(table, left[unsure], right[unsure])]] = 1
    value[same] = 2
    other_town = clash(table, "town", left, right)
    value[(same & ~same_estate & other_town) | ((value == 1) & other_town)] = -1
    value[clash(table, "county", left, right) & (value > 0)] = -1
    return value


def _similar(table: EntryTable, left: Codes, right: Codes) -> NDArray[np.bool_]:
    """Whether any comparable name of the places sounds or reads alike."""
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import cpdist

    similar = np.zeros(len(left), dtype=bool)
    combinations = [(a, b, "place") for a in _PLACES for b in _PLACES] + [("road", "road", "road")]
    for first_column, second_column, vocabulary in combinations:
        a, b = table.codes(first_column)[left], table.codes(second_column)[right]
        both = np.flatnonzero((a != MISSING) & (b != MISSING) & ~similar)
        if not len(both):
            continue
        first, second, place = distinct_pairs(a[both], b[both])
        texts = table.decode(vocabulary, first), table.decode(vocabulary, second)
        likeness = np.asarray(cpdist(*texts, scorer=JaroWinkler.similarity))
        similar[both] |= (likeness >= _ALIKE)[place]
    return similar


def _numbers(table: EntryTable, left: Codes, right: Codes) -> tuple[NDArray[np.int8], ...]:
    """How many house numbers are equal, differ, and stand on one side only."""
    equal, differing, single = (np.zeros(len(left), dtype=np.int8) for _ in range(3))
    for name in _NUMBERS:
        codes = table.codes(name)
        a, b = codes[left], codes[right]
        both = (a != MISSING) & (b != MISSING)
        equal += both & (a == b)
        differing += both & (a != b)
        single += (a != MISSING) != (b != MISSING)
    return equal, differing, single


def _row(found: Address) -> tuple[str, ...]:
    estate = _SORT_OF_ESTATE.sub("", found.estate)
    road_number, building, unit, floor, room, inner = _door(
        found.road_number, found.building, found.unit, found.floor, found.room
    )
    places = estate, found.village, found.place, found.road, found.lane
    return (
        found.county, found.town, found.village, found.group, found.road, road_number, found.lane, found.lane_number,
        estate, building, unit, floor, room, found.place, found.tail, next(filter(None, places), ""),
        inner or found.lane_number,
    )  # fmt: skip


def _door(road_number: str, building: str, unit: str, floor: str, room: str) -> tuple[str, ...]:
    """The numbers as they are compared, and which of them tells the door."""
    if building and not (road_number or unit or room):
        # 王庄13 and 王庄13号楼 are told apart by nothing but habit
        road_number, building = building, ""
    if floor and room and len(room) <= _ROOM_ON_ITS_FLOOR:
        room = floor + room.zfill(_ROOM_ON_ITS_FLOOR)
    return road_number, building, unit, floor, room, f"{building}|{room}" if building or room else road_number


KIND = FieldKind(
    id="address",
    columns=_COLUMNS,
    levels=_LEVELS,
    parse=_parse,
    compare=_compare,
    shared={"estate": "place", "village": "place", "lane": "road", "building": "road_number"},
    frequencies={"same_door": "door"},
    glance=_glance,
    derived={"door": ((*_PLACES, "road", "lane"), _NUMBERS)},
)
