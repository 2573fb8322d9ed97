"""In which levels two addresses agree: the same door, the same place, neighbours, or different places."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from census_app.matching.entries import MISSING, Codes, EntryTable
from census_app.matching.kinds.address.places import SAME, SIMILAR, compare_places, unlike
from census_app.matching.kinds.address.values import NUMBERS
from census_app.matching.kinds.kind import Levels, agree, clash, distinct_pairs

LEVELS = (
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
_NUMBER = {level: number for number, level in enumerate(LEVELS, start=1)}
_NOT_TOLD, _APART, _ANNEX, _LEFT_OUT, _ADDED = range(5)
_OF_A_LANE = "支弄巷"
_BESIDE_AN_ANNEX = (
    "door_in_part", "flat_not_told", "door_alike", "numbers_only", "same_place", "number_differs", "neighbour",
)  # fmt: skip
_WITHIN_A_DOOR = ("building", "unit", "floor", "room")


def compare(table: EntryTable, left: Codes, right: Codes) -> Levels:
    """Levels of pairs of entries."""
    place = compare_places(table, left, right)
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
    differing += _other_hamlet(table, left, right, place == SAME) + _other_way_in(table, left, right, place > 0)
    at = np.flatnonzero(place == SAME)
    place[at[_read_alike(table, left[at], right[at])]] = SIMILAR
    near = place > 0
    levels[near & (differing > 0)] = _NUMBER["neighbour"]
    levels[near & (differing == 1) & (equal > 0)] = _NUMBER["number_differs"]
    levels[near & (differing == 0)] = _NUMBER["same_place"]
    doors = (differing == 0) & (equal > 0)
    levels[doors & (place == 0) & (equal >= 2)] = _NUMBER["numbers_only"]
    levels[doors & (place == SIMILAR)] = _NUMBER["door_alike"]
    levels[doors & (place == SAME)] = _NUMBER["door_in_part"]
    room = agree(table, "room", left, right)
    levels[doors & (place == SAME) & (room | (single == 0))] = _NUMBER["same_door"]
    # a group of a village is some dozens of houses: its number is nobody's door
    group = agree(table, "group", left, right) & (equal == 1)
    levels[group & (levels == _NUMBER["same_door"])] = _NUMBER["same_group"]
    levels[group & (levels == _NUMBER["door_in_part"])] = _NUMBER["group_in_part"]
    # 28号 is 28号之一 as often as 28号之二
    open_door = ~room & (levels == _NUMBER["same_door"])
    levels[open_door & (sections == _LEFT_OUT)] = _NUMBER["flat_not_told"]
    levels[open_door & (sections == _ADDED)] = _NUMBER["door_in_part"]
    # 50号 is 50号-1 as often as 50号-4, and a building is any of its stairs
    whole = np.flatnonzero(((levels == _NUMBER["same_door"]) | (levels == _NUMBER["door_in_part"])) & ~room)
    more, less = (_told_within(table, *sides) for sides in ((left[whole], right[whole]), (right[whole], left[whole])))
    levels[whole[less]] = _NUMBER["door_in_part"]
    levels[whole[more]] = _NUMBER["flat_not_told"]
    levels[whole[more & less]] = _NUMBER["door_alike"]
    # in a village 9幢 is a building with doors of its own as often as the house 9
    house = agree(table, "road_number", left, right) & agree(table, "village", left, right)
    house &= ~agree(table, "estate", left, right) & clash(table, "inner", left, right)
    levels[house & (equal == 1) & (levels == _NUMBER["same_door"])] = _NUMBER["door_alike"]
    annex = sections == _ANNEX
    # an estate has many annexes; the number of the building or the gate is theirs too, and their own is no flat's:
    # whoever owns both has two properties
    levels[annex & np.isin(levels, [_NUMBER[name] for name in _BESIDE_AN_ANNEX])] = _NUMBER["same_town"]
    levels[annex & (levels == _NUMBER["same_door"])] = _NUMBER["door_alike"]
    near_by = (_NUMBER["same_group"], _NUMBER["same_place"])
    levels[agree(table, "tail", left, right) & np.isin(levels, near_by)] = _NUMBER["door_in_part"]
    return levels


def _told_within(table: EntryTable, left: Codes, right: Codes) -> NDArray[np.bool_]:
    """Whether the right one alone tells something within the number both have: a building, a stair, a floor, a room."""
    found = np.zeros(len(left), dtype=bool)
    for name in _WITHIN_A_DOOR:
        codes = table.codes(name)
        found |= (codes[left] == MISSING) & (codes[right] != MISSING)
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
            apart[places] = np.array([unlike(*pair) for pair in texts], dtype=bool)[place]
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


def _read_alike(table: EntryTable, left: Codes, right: Codes) -> NDArray[np.bool_]:
    """Whether two of one place name what lies in it, a lane of the road, a street or hamlet of the village, by names
    that are not apart: one of them is cut short or misspelled, or another one."""
    one_gate = agree(table, "road_number", left, right) & agree(table, "building", left, right)
    estates = clash(table, "estate", left, right) & ~one_gate
    for one, other in (("estate", "place"), ("place", "estate")):
        a, b = table.codes(one)[left], table.codes(other)[right]
        crossed = agree(table, "village", left, right) & (a != MISSING) & (b != MISSING) & (a != b)
        estates |= crossed & ~agree(table, one, left, right) & ~agree(table, other, left, right)
    ways = clash(table, "lane", left, right) | clash(table, "road", left, right)
    found: NDArray[np.bool_] = (estates | ways) & ~agree(table, "estate", left, right)
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


def _numbers(table: EntryTable, left: Codes, right: Codes) -> tuple[NDArray[np.int8], ...]:
    """How many house numbers are equal, differ, and stand on one side only."""
    equal, differing, single = (np.zeros(len(left), dtype=np.int8) for _ in range(3))
    for name in NUMBERS:
        codes = table.codes(name)
        a, b = codes[left], codes[right]
        both = (a != MISSING) & (b != MISSING)
        equal += both & (a == b)
        differing += both & (a != b)
        single += (a != MISSING) != (b != MISSING)
    return equal, differing, single
