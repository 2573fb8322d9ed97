"""Addresses: whether two of them mean the same door, the same place, neighbours, or different places."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from census_app.matching.context import Context
from census_app.matching.entries import MISSING, Codes, EntryTable
from census_app.matching.kinds.kind import (
    FieldKind,
    Glance,
    Levels,
    Shared,
    Values,
    agree,
    clash,
    distinct_pairs,
    distinct_rows,
)

if TYPE_CHECKING:
    from census_app.matching.addresses import Address, Readings
    from census_app.matching.addresses.stems import Stem

_LEVELS = (
    "same_door",
    "door_in_part",
    "flat_not_told",
    "door_alike",
    "numbers_only",
    "same_group",
    "group_in_part",
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
    "floor", "room", "place", "tail", "phase", "section", "locality", "inner",
)  # fmt: skip
_NAMES = frozenset({*_PLACES, "road", "lane", "locality"})
_NUMBERS = ("road_number", "lane_number", "group", "building", "unit", "room", "phase")
_ALIKE = 0.74
_ROOM_ON_ITS_FLOOR = 2
_NOT_TOLD, _APART, _ANNEX, _LEFT_OUT, _ADDED = range(5)
_SAME, _SIMILAR = 2, 1
_OF_A_LANE = "支弄巷"
# houses, what may count them anew, and within what: lanes and hamlets of a village, courts along a road
_NUMBERED_ANEW = (("house", "road", "settlement"), ("house", "estate", "settlement"), ("on_road", "estate", "street"))
_WITHIN = {"settlement": "village", "street": "road"}
# every other village has its 五横街 or 九巷
_NUMBERED_STREET = re.compile(r"^[东西南北前后]?[0-9一二三四五六七八九十]+[横直]?[街巷路弄]$")
_LETTER_BEHIND = re.compile(r"^([甲乙丙丁])(\d+)$")  # 甲12号 is also written 12号甲
_LEADING_ZEROS = re.compile(r"(?<![0-9A-Za-z])0+(?=\d)")
# 金色苑小区 and 金色苑 are one estate, 凤凰村3幢 lies in the village 凤凰; a name of one character stays whole
_SORT_OF_ESTATE = re.compile(r"(?<=..)(?:(?:住宅)?(?:小区|社区)|(?<!..新)村)$")


def _parse(texts: Sequence[str], context: Context) -> Values:
    """One value per text."""
    from census_app.matching.addresses import NO_PLACES, reader_of

    return [(_row(found),) for found in reader_of(context.places or NO_PLACES).parse(texts)]


def _glance(texts: Sequence[str], context: Context) -> Glance:
    """Addresses of the common shapes: different names and different doors are few, and looked at once."""
    from census_app.matching.addresses import NO_PLACES, reader_of, whole_tail

    readings, _ = reader_of(context.places or NO_PLACES).read(texts)
    divisions = {name: [getattr(named, name) for named in readings.named] for name in ("county", "town")}
    return Glance(
        readings.places,
        {},
        [
            Shared(divisions, readings.which),
            _names(readings),
            _told_twice(
                lambda stem: stem.group, readings, readings.numbers[:, 0], lambda *told: {"group": _group(*told)}
            ),
            *_doors(readings),
            _told_twice(lambda stem: stem.tail, readings, readings.tails, lambda *told: {"tail": whole_tail(*told)}),
            _told_twice(lambda stem: stem.names.estate, readings, readings.tails, _parts_of_estate),
        ],
    )


def _names(readings: Readings) -> Shared:
    """The names behind the divisions, as `_row` gives them."""
    stems = [one.stem for one in readings.named]
    # names cut once are mostly one object; telling objects apart is quicker than comparing all that is in them
    objects = dict(zip(map(id, stems), stems, strict=True))
    numbers = {names: number for number, names in enumerate(dict.fromkeys(stem.names for stem in objects.values()))}
    rows = [_row(names) for names in numbers]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(_COLUMNS) if name in _NAMES}
    of_object = {one: numbers[stem.names] for one, stem in objects.items()}
    of_named = np.fromiter(map(of_object.__getitem__, map(id, stems)), dtype=np.intp, count=len(stems))
    return Shared(columns, of_named[readings.which])


def _doors(readings: Readings) -> list[Shared]:
    """The numbers but for the group, as `_door` gives them of numbers made of nothing but digits."""
    given, none = readings.texts, np.intp(0)
    texts = [_bare(text) for text in given]
    told = np.array([text != "" for text in given], dtype=bool)
    number, building, unit, floor, room = readings.numbers.T[1:]
    alone = told[building] & ~(told[number] | told[unit] | told[room])
    number, building = np.where(alone, building, number), np.where(alone, none, building)
    short = np.array([len(text) <= _ROOM_ON_ITS_FLOOR for text in texts], dtype=bool)
    on_floor = np.flatnonzero(told[floor] & told[room] & short[room])
    floors, rooms, which = distinct_pairs(floor[on_floor], room[on_floor])
    texts += [_room_on(given[one], texts[other]) for one, other in zip(floors.tolist(), rooms.tolist(), strict=True)]
    room = room.copy()
    room[on_floor] = len(given) + which
    inside = np.flatnonzero(told[building] | np.append(told, np.ones(len(floors), dtype=bool))[room])
    buildings, rooms, which = distinct_pairs(building[inside], room[inside])
    inner = [_inner(texts[one], texts[other]) for one, other in zip(buildings.tolist(), rooms.tolist(), strict=True)]
    doors = number.copy()
    doors[inside] = len(texts) + which
    numbers = {"road_number": number, "building": building, "unit": unit, "room": room}
    return [
        *(Shared({name: texts}, column) for name, column in numbers.items()),
        Shared({"floor": given}, floor),
        Shared({"inner": texts + inner}, doors),
    ]


def _told_twice(
    before: Callable[[Stem], str],
    readings: Readings,
    behind: NDArray[np.intp],
    together: Callable[[str, str], dict[str, str]],
) -> Shared:
    """Parts told by the names and by what stands behind them, two columns of few different texts."""
    of_named = [before(one.stem) for one in readings.named]
    numbers = {text: number for number, text in enumerate(dict.fromkeys(of_named))}
    names = np.array([numbers[text] for text in of_named], dtype=np.intp)[readings.which]
    rows, which = distinct_rows([names, behind])
    texts = list(numbers)
    told = [together(texts[first], readings.texts[second]) for first, second in rows]
    return Shared({part: [one[part] for one in told] for part in together("", "")}, which)


def _compare(table: EntryTable, left: Codes, right: Codes) -> Levels:
    """Levels of pairs of entries."""
    place = _place(table, left, right)
    levels = np.full(len(left), _NUMBER["different"], dtype=np.uint8)
    levels[agree(table, "town", left, right) & (place <= 0)] = _NUMBER["same_town"]
    levels[clash(table, "county", left, right)] = _NUMBER["other_county"]
    # numbers tell nothing of what lies elsewhere
    at = np.flatnonzero(place >= 0)
    levels[at] = _doors_compared(table, left[at], right[at], place[at], levels[at])
    return levels


def _doors_compared(table: EntryTable, left: Codes, right: Codes, place: NDArray[np.int8], otherwise: Levels) -> Levels:
    """Levels of pairs that are not elsewhere, by their numbers; `otherwise` where these tell nothing."""
    levels = otherwise
    equal, differing, single = _numbers(table, left, right)
    sections = _sections(table, left, right)
    # a room that differs may differ by its floor alone
    floor = clash(table, "floor", left, right) & ~clash(table, "room", left, right)
    differing += floor | (sections == _APART)
    differing += _other_hamlet(table, left, right, place == _SAME) + _other_way_in(table, left, right, place > 0)
    near = place > 0
    levels[near & (differing > 0)] = _NUMBER["neighbour"]
    levels[near & (differing == 1) & (equal > 0)] = _NUMBER["number_differs"]
    levels[near & (differing == 0)] = _NUMBER["same_place"]
    doors = (differing == 0) & (equal > 0)
    levels[doors & (place == 0) & (equal >= 2)] = _NUMBER["numbers_only"]
    levels[doors & (place == _SIMILAR)] = _NUMBER["door_alike"]
    levels[doors & (place == _SAME)] = _NUMBER["door_in_part"]
    room = agree(table, "room", left, right)
    levels[doors & (place == _SAME) & (room | (single == 0))] = _NUMBER["same_door"]
    # a group of a village is some dozens of houses: its number is nobody's door
    group = agree(table, "group", left, right) & (equal == 1)
    levels[group & (levels == _NUMBER["same_door"])] = _NUMBER["same_group"]
    levels[group & (levels == _NUMBER["door_in_part"])] = _NUMBER["group_in_part"]
    # 28号 is 28号之一 as often as 28号之二
    open_door = ~room & (levels == _NUMBER["same_door"])
    levels[open_door & (sections == _LEFT_OUT)] = _NUMBER["flat_not_told"]
    levels[open_door & (sections == _ADDED)] = _NUMBER["door_in_part"]
    rooms = table.codes("room")
    flat = (rooms[left] == MISSING) & (rooms[right] != MISSING)
    levels[flat & (levels == _NUMBER["door_in_part"])] = _NUMBER["flat_not_told"]
    annex = sections == _ANNEX
    # an estate has many annexes; the number of the building or the gate is theirs too, and their own is no flat's
    in_part = ("door_in_part", "flat_not_told", "door_alike", "numbers_only", "same_place")
    levels[annex & np.isin(levels, [_NUMBER[name] for name in in_part])] = _NUMBER["number_differs"]
    levels[annex & (levels == _NUMBER["same_door"])] = _NUMBER["door_in_part"]
    near_by = (_NUMBER["same_group"], _NUMBER["same_place"])
    levels[agree(table, "tail", left, right) & np.isin(levels, near_by)] = _NUMBER["door_in_part"]
    return levels


def _place(table: EntryTable, left: Codes, right: Codes) -> NDArray[np.int8]:
    """_SAME, _SIMILAR where its name reads alike, 0 where nothing tells, -1 where it is another."""
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
    # every other village has its 大坪 or 新屋: without buildings it is a hamlet, known by its village and town
    buildings = table.codes("building")
    hamlet = same_estate & (buildings[left] == MISSING) & (buildings[right] == MISSING)
    hamlet &= agree(table, "village", left, right) | clash(table, "village", left, right)
    same_estate &= ~hamlet
    other_road = np.zeros(len(left), dtype=bool)
    for a, b in roads:
        both = (a != MISSING) & (b != MISSING)
        same |= both & (a == b)
        other_road |= both & (a != b)
    value[elsewhere | other_road] = -1
    unsure = np.flatnonzero((elsewhere | other_road) & ~same)
    value[unsure[_similar(table, left[unsure], right[unsure])]] = _SIMILAR
    value[same] = _SAME
    # the streets within an estate have names and no numbers of their own: 凤鸣苑十七街23座
    number = table.codes("road_number")
    within = same_estate & (number[left] == MISSING) & (number[right] == MISSING)
    value[_told_apart(table, left, right, same & (~same_estate | within))] = -1
    value[_like_named_streets(table, left, right, elsewhere & same & ~same_estate)] = -1
    value[hamlet & clash(table, "village", left, right)] = -1
    at = np.flatnonzero(value == _SAME)
    value[at[_somewhere(table, left[at], right[at], same_estate[at])]] = _SIMILAR
    other_town = clash(table, "town", left, right)
    value[(same & ~same_estate & other_town) | ((value == _SIMILAR) & other_town)] = -1
    value[clash(table, "county", left, right) & (value > 0)] = -1
    return value


def _somewhere(table: EntryTable, left: Codes, right: Codes, same_estate: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether one side leaves open which it means: of the towns with a village of that name, of the phases of an
    estate."""

    def open_on_one_side(column: str) -> NDArray[np.bool_]:
        codes = table.codes(column)
        one_side: NDArray[np.bool_] = (codes[left] == MISSING) != (codes[right] == MISSING)
        return one_side

    village = agree(table, "village", left, right) & open_on_one_side("town") & table.spread("village", "town", left)
    phase = same_estate & open_on_one_side("phase") & table.spread("estate", "phase", left)
    # where each group of a village counts from 1, a number without its group is one of several
    house = agree(table, "village", left, right) & agree(table, "road_number", left, right) & open_on_one_side("group")
    for entries in (left, right):
        house &= table.restarts("house", "group", "settlement", entries) | (table.codes("group")[entries] == MISSING)
    house |= _house_of_several(table, left, right, open_on_one_side)
    found: NDArray[np.bool_] = village | phase | house
    return found


def _house_of_several(
    table: EntryTable, left: Codes, right: Codes, open_on_one_side: Callable[[str], NDArray[np.bool_]]
) -> NDArray[np.bool_]:
    """Whether a number without its lane or hamlet is one of several: where the lanes of a village, or the courts along
    a road, each count from 1."""
    found = np.zeros(len(left), dtype=bool)
    numbers, buildings = table.codes("road_number"), table.codes("building")
    one_number = (numbers[left] == numbers[right]) & (numbers[left] != MISSING)
    one_number &= (buildings[left] == MISSING) & (buildings[right] == MISSING)
    for house, among, whole in _NUMBERED_ANEW:
        telling = table.codes(among)
        open_house = one_number & open_on_one_side(among) & agree(table, _WITHIN[whole], left, right)
        if not open_house.any():
            continue
        for entries in (left, right):
            open_house &= (telling[entries] == MISSING) | table.restarts(house, among, whole, entries)
        found |= open_house
    return found


def _other_hamlet(table: EntryTable, left: Codes, right: Codes, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether two of one village, neither in a building, name hamlets of it that do not read alike, 孙庄 and 李庄, or
    are on two of its streets; or two of one road are in two of its lanes, or in two estates that share no gate."""
    along = among & agree(table, "road", left, right)
    among = among & agree(table, "village", left, right)
    buildings = table.codes("building")
    found = among & clash(table, "estate", left, right)
    found &= (buildings[left] == MISSING) & (buildings[right] == MISSING)
    gate = agree(table, "road_number", left, right) & agree(table, "building", left, right)
    found |= along & clash(table, "estate", left, right) & ~gate
    elsewhere = ~agree(table, "estate", left, right)
    streets = among & clash(table, "road", left, right) & elsewhere
    lanes = along & clash(table, "lane", left, right) & elsewhere
    for column, apart in (("estate", found), ("road", streets), ("lane", lanes)):
        places = np.flatnonzero(apart)
        if len(places):
            codes = table.codes(column)
            first, second, place = distinct_pairs(codes[left[places]], codes[right[places]])
            texts = zip(table.decode(column, first), table.decode(column, second), strict=True)
            apart[places] = np.array([_unlike(*pair) for pair in texts], dtype=bool)[place]
    return found | streets | lanes


def _other_way_in(table: EntryTable, left: Codes, right: Codes, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether one tells a house on the road and the other a house in a lane of it: 沿河路176号 and 沿河路12巷302号. A
    lane may be left out, or told as a house: its number, or that of the house in it, is then the one on the road."""
    found = np.zeros(len(left), dtype=bool)
    among = among & agree(table, "road", left, right) & ~agree(table, "estate", left, right)
    road_number, lane, lane_number, building = (
        table.codes(name) for name in ("road_number", "lane", "lane_number", "building")
    )
    for one, other in ((left, right), (right, left)):
        on_road = (lane[one] == MISSING) & (road_number[one] != MISSING)
        in_lane = (lane[other] != MISSING) & ((lane_number[other] != MISSING) | (building[other] != MISSING))
        within = np.where(lane_number[other] != MISSING, lane_number[other], building[other])
        places = np.flatnonzero(among & on_road & in_lane & (road_number[one] != within))
        if len(places):
            first, second, place = distinct_pairs(road_number[one[places]], lane[other[places]])
            texts = zip(table.decode("road_number", first), table.decode("lane", second), strict=True)
            found[places] |= np.array([lane.rstrip(_OF_A_LANE) != number for number, lane in texts], dtype=bool)[place]
    return found


def _unlike(one: str, other: str) -> bool:
    """Whether neither of two names sounds or reads like the other, or holds it."""
    from rapidfuzz.distance import JaroWinkler

    return one not in other and other not in one and JaroWinkler.similarity(one, other) < _ALIKE


def _told_apart(table: EntryTable, left: Codes, right: Codes, among: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The pairs of one village or road of which a lane, road or hamlet is meant to be another: 82弄 and 84弄."""
    from census_app.matching.addresses.sections import told_apart

    found: list[NDArray[np.intp]] = []
    for column in ("estate", "place", "road", "lane"):
        codes = table.codes(column)
        a, b = codes[left], codes[right]
        both = np.flatnonzero(among & (a != MISSING) & (b != MISSING) & (a != b))
        if len(both):
            first, second, place = distinct_pairs(a[both], b[both])
            texts = zip(table.decode(column, first), table.decode(column, second), strict=True)
            found.append(both[np.array([told_apart(*pair) for pair in texts], dtype=bool)[place]])
    return np.concatenate(found) if found else np.empty(0, dtype=np.intp)


def _like_named_streets(table: EntryTable, left: Codes, right: Codes, among: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The pairs that share nothing but a street with a number for a name, which other villages have as well."""
    places = np.flatnonzero(among & agree(table, "road", left, right) & clash(table, "village", left, right))
    if not len(places):
        return places
    first, _, place = distinct_pairs(table.codes("road")[left[places]], table.codes("road")[right[places]])
    numbered = [_NUMBERED_STREET.match(name) is not None for name in table.decode("road", first)]
    found: NDArray[np.intp] = places[np.array(numbered, dtype=bool)[place]]
    return found


def _sections(table: EntryTable, left: Codes, right: Codes) -> NDArray[np.int8]:
    """_APART where both tell a section and not the same, _ANNEX where one alone is a garage or the like; _LEFT_OUT or
    _ADDED where the right or the left one alone tells which door of a number it is."""
    from census_app.matching.addresses.sections import annexes_differ, suffix_left_out, tell_apart

    found = np.full(len(left), _NOT_TOLD, dtype=np.int8)
    codes = table.codes("section")
    a, b = codes[left], codes[right]
    unequal = np.flatnonzero(a != b)
    if len(unequal):
        first, second, place = distinct_pairs(a[unequal] - MISSING, b[unequal] - MISSING)
        told = ["", *table.decode("section", np.arange(table.size("section"), dtype=np.int32))]
        texts = [(told[one], told[other]) for one, other in zip(first.tolist(), second.tolist(), strict=True)]
        verdicts = [
            _APART
            if tell_apart(*pair)
            else _ANNEX
            if annexes_differ(*pair)
            else _LEFT_OUT
            if suffix_left_out(*pair)
            else _ADDED
            if suffix_left_out(*reversed(pair))
            else _NOT_TOLD
            for pair in texts
        ]
        found[unequal] = np.array(verdicts, dtype=np.int8)[place]
    return found


def _similar(table: EntryTable, left: Codes, right: Codes) -> NDArray[np.bool_]:
    """Whether any comparable name of the places sounds or reads alike."""
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import cpdist

    from census_app.matching.addresses.sections import told_apart

    similar = np.zeros(len(left), dtype=bool)
    combinations = [(a, b, "place") for a in _PLACES for b in _PLACES] + [("road", "road", "road")]
    for first_column, second_column, vocabulary in combinations:
        a, b = table.codes(first_column)[left], table.codes(second_column)[right]
        both = np.flatnonzero((a != MISSING) & (b != MISSING) & ~similar)
        if not len(both):
            continue
        first, second, place = distinct_pairs(a[both], b[both])
        texts = table.decode(vocabulary, first), table.decode(vocabulary, second)
        alike = np.asarray(cpdist(*texts, scorer=JaroWinkler.similarity)) >= _ALIKE
        for at in np.flatnonzero(alike).tolist():
            alike[at] = not told_apart(texts[0][at], texts[1][at])
        similar[both] |= alike[place]
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
    from census_app.matching.addresses.sections import in_figures, split_section

    estate = in_figures(_SORT_OF_ESTATE.sub("", split_section(found.estate)[0]))
    road_number, building, unit, floor, room, inner = _door(
        found.road_number, found.building, found.unit, found.floor, found.room
    )
    village, road, lane = in_figures(found.village), in_figures(found.road), in_figures(found.lane)
    phase, section = _parts_of_estate(found.estate, found.tail).values()
    lane_number = _bare(found.lane_number)
    return (
        found.county, found.town, village, _bare(found.group), road, road_number, lane, lane_number, estate, building,
        unit, floor, room, found.place, found.tail, phase, section,
        next(filter(None, (estate, village, found.place, road, lane)), ""), inner or lane_number,
    )  # fmt: skip


def _parts_of_estate(estate: str, tail: str) -> dict[str, str]:
    """The phase of an estate, which numbers its buildings from 1, and what else tells doors of one number apart."""
    from census_app.matching.addresses.sections import phase_apart, sections_of

    phase, section = phase_apart(sections_of(estate, tail))
    return {"phase": phase, "section": section}


def _group(named: str, number: str) -> str:
    return _bare(number or named)


def _bare(number: str) -> str:
    """A number without zeros in front: forms ask for three digits where doors have one."""
    return _LEADING_ZEROS.sub("", number) if "0" in number else number


def _door(road_number: str, building: str, unit: str, floor: str, room: str) -> tuple[str, ...]:
    """The numbers as they are compared, and which of them tells the door."""
    road_number, building = (_LETTER_BEHIND.sub(r"\2\1", number) for number in (road_number, building))
    road_number, building, unit, room = _bare(road_number), _bare(building), _bare(unit), _bare(room)
    if building and not (road_number or unit or room):
        # 王庄13 and 王庄13号楼 are told apart by nothing but habit
        road_number, building = building, ""
    if floor and room and len(room) <= _ROOM_ON_ITS_FLOOR:
        room = _room_on(floor, room)
    return road_number, building, unit, floor, room, _inner(building, room) if building or room else road_number


def _room_on(floor: str, room: str) -> str:
    """The number of a room counted on its floor: 3 and 1 are 301."""
    return floor + (room.zfill(_ROOM_ON_ITS_FLOOR) if room.isdigit() else room)


def _inner(building: str, room: str) -> str:
    """What tells a door within what has one number."""
    return f"{building}|{room}"


KIND = FieldKind(
    id="address",
    columns=_COLUMNS,
    levels=_LEVELS,
    parse=_parse,
    compare=_compare,
    shared={
        "estate": "place",
        "village": "place",
        "lane": "road",
        "building": "road_number",
        "lane_number": "road_number",
    },
    agreeing="same_place",
    frequencies={"same_door": "door"},
    glance=_glance,
    derived={
        "door": ((*_PLACES, "road", "lane"), (*_NUMBERS, "section")),
        "house": (("town", "village"), ("road_number",)),
        "settlement": (("town", "village"),),
        "on_road": (("road",), ("road_number",)),
        "street": (("road",),),
    },
)
