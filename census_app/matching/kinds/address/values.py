"""What an address says, column by column."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from census_app.matching.kinds.kind import Glance, Shared, Values, distinct_pairs, distinct_rows

if TYPE_CHECKING:
    from census_app.matching.addresses import Address, Readings
    from census_app.matching.addresses.stems import Stem
    from census_app.matching.context import Context

PLACES = ("estate", "village", "place")
COLUMNS = (
    "county", "town", "village", "group", "road", "road_number", "lane", "lane_number", "estate", "building", "unit",
    "floor", "room", "place", "tail", "phase", "section", "locality", "inner",
)  # fmt: skip
_NAMES = frozenset({*PLACES, "road", "lane", "locality"})
NUMBERS = ("road_number", "lane_number", "group", "building", "unit", "room", "phase")
_ROOM_ON_ITS_FLOOR = 2
_LETTER_BEHIND = re.compile(r"^([甲乙丙丁])(\d+)$")  # 甲12号 is also written 12号甲
_DOOR_OF_NUMBER = re.compile(r"^(\d+[甲乙丙丁]?)(-|附)(\d{1,2})$")  # 27附2, 27-2: what is also written 27号之二
_LEADING_ZEROS = re.compile(r"(?<![0-9A-Za-z])0+(?=\d)")
# 金色苑小区 and 金色苑 are one estate, 凤凰村3幢 lies in the village 凤凰; a name of one character stays whole
_SORT_OF_ESTATE = re.compile(r"(?<=..)(?:(?:住宅)?(?:小区|社区)|(?<!..新)村)$")


def parse(texts: Sequence[str], context: Context) -> Values:
    """One value per text."""
    from census_app.matching.addresses import NO_PLACES, reader_of

    return [(_row(found),) for found in reader_of(context.places or NO_PLACES).parse(texts)]


def glance(texts: Sequence[str], context: Context) -> Glance:
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
    columns = {name: [row[place] for row in rows] for place, name in enumerate(COLUMNS) if name in _NAMES}
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
    lone = np.flatnonzero(alone & _rural(readings))
    lone_numbers, which = np.unique(number[lone], return_inverse=True)
    doors[lone] = len(texts) + len(inner) + which
    inner += [_inner(texts[one], "") for one in lone_numbers.tolist()]
    numbers = {"road_number": number, "building": building, "unit": unit, "room": room}
    return [
        *(Shared({name: texts}, column) for name, column in numbers.items()),
        Shared({"floor": given}, floor),
        Shared({"inner": texts + inner}, doors),
    ]


def _rural(readings: Readings) -> NDArray[np.bool_]:
    """Of which addresses a building without more is one of a village."""
    found: NDArray[np.bool_] = np.array([_in_a_village(one.stem.names) for one in readings.named], dtype=bool)[
        readings.which
    ]
    return found


def _in_a_village(found: Address) -> bool:
    """Whether a building without more is one of a village's: it has doors of its own, or is a house."""
    return bool(found.village) and not found.estate


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


def _row(found: Address) -> tuple[str, ...]:
    from census_app.matching.addresses.sections import in_figures, split_section

    estate = in_figures(_SORT_OF_ESTATE.sub("", split_section(found.estate)[0]))
    road_number, building, unit, floor, room, inner = _door(
        found.road_number, found.building, found.unit, found.floor, found.room
    )
    if found.building and not building and _in_a_village(found):
        inner = _inner(road_number, "")
    village, road, lane = in_figures(found.village), in_figures(found.road), in_figures(found.lane)
    road_number, which = _door_of_number(road_number)
    phase, section = _parts_of_estate(found.estate, f"{found.tail} {which}" if which else found.tail).values()
    lane_number = _bare(found.lane_number)
    return (
        found.county, found.town, village, _bare(found.group), road, road_number, lane, lane_number, estate, building,
        unit, floor, room, found.place, found.tail, phase, section,
        next(filter(None, (estate, village, found.place, road, lane)), ""),
        (road_number if which and not (building or room) else inner) or lane_number,
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


def _door_of_number(road_number: str) -> tuple[str, str]:
    """The number of a house and which of its doors is meant, as sections tell it; 12-14 is a range of houses."""
    found = _DOOR_OF_NUMBER.match(road_number)
    if not found or (found[2] == "-" and int(found[3]) > int(found[1].rstrip("甲乙丙丁"))):
        return road_number, ""
    return found[1], f"之{found[3]}"


def _room_on(floor: str, room: str) -> str:
    """The number of a room counted on its floor: 3 and 1 are 301."""
    return floor + (room.zfill(_ROOM_ON_ITS_FLOOR) if room.isdigit() else room)


def _inner(building: str, room: str) -> str:
    """What tells a door within what has one number."""
    return f"{building}|{room}"
