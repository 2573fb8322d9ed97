"""Whether two addresses mean one place, whatever their numbers: an estate, a village, a road."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from census_app.matching.entries import MISSING, Codes, EntryTable
from census_app.matching.kinds.address.values import PLACES
from census_app.matching.kinds.kind import agree, clash, distinct_pairs

SAME, SIMILAR = 2, 1
ALIKE = 0.74
# houses, what may count them anew, and within what: lanes and hamlets of a village, courts and lanes
# along a road
_NUMBERED_ANEW = (
    ("house", "road", "settlement"),
    ("house", "estate", "settlement"),
    ("on_road", "estate", "street"),
    ("on_road", "lane", "street"),
)
_WITHIN = {"settlement": "village", "street": "road"}
_LANE = re.compile(r"(?:巷|弄|里|胡同)$")
# every other village has its 五横街 or 九巷
_NUMBERED_STREET = re.compile(r"^[东西南北前后]?[0-9一二三四五六七八九十]+[横直]?[街巷路弄]$")


def compare_places(table: EntryTable, left: Codes, right: Codes) -> NDArray[np.int8]:
    """SAME, SIMILAR where its name reads alike, 0 where nothing tells, -1 where it is another."""
    value = np.zeros(len(left), dtype=np.int8)
    names_left = [table.codes(name)[left] for name in PLACES]
    names_right = [table.codes(name)[right] for name in PLACES]
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
    value[unsure[_similar(table, left[unsure], right[unsure])]] = SIMILAR
    value[same] = SAME
    # the streets within an estate have names and no numbers of their own: 凤鸣苑十七街23座
    number = table.codes("road_number")
    within = same_estate & (number[left] == MISSING) & (number[right] == MISSING)
    value[_told_apart(table, left, right, same & (~same_estate | within))] = -1
    value[_like_named_streets(table, left, right, elsewhere & same & ~same_estate)] = -1
    other_village = clash(table, "village", left, right)
    value[hamlet & other_village] = -1
    # every other village has its 大店, told as a point, and its shop of that name
    unbuilt = (buildings[left] == MISSING) & (buildings[right] == MISSING)
    value[_by_its_point_alone(table, left, right, same & other_village & unbuilt)] = -1
    # an estate of one name in several towns is several
    in_towns = same_estate & table.spread("estate", "town", left) & ~agree(table, "road", left, right)
    value[in_towns & clash(table, "town", left, right)] = -1
    at = np.flatnonzero(value == SAME)
    value[at[_somewhere(table, left[at], right[at], same_estate[at])]] = SIMILAR
    value[_in_two_villages(table, left, right, (value == SAME) & other_village & ~same_estate)] = SIMILAR
    other_town = clash(table, "town", left, right)
    value[(same & ~same_estate & other_town) | ((value == SIMILAR) & other_town)] = -1
    value[clash(table, "county", left, right) & (value > 0)] = -1
    return value


def _somewhere(table: EntryTable, left: Codes, right: Codes, same_estate: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether one side leaves open which it means: of the towns with a village of that name, of the phases of an
    estate."""

    def open_on_one_side(column: str) -> NDArray[np.bool_]:
        codes = table.codes(column)
        one_side: NDArray[np.bool_] = (codes[left] == MISSING) != (codes[right] == MISSING)
        return one_side

    town = open_on_one_side("town")
    on_road, in_village = agree(table, "road", left, right), agree(table, "village", left, right)
    village = in_village & town & table.spread("village", "town", left)
    village |= same_estate & town & ~on_road & table.spread("estate", "town", left)
    village |= on_road & town & ~in_village & ~same_estate & table.spread("road", "town", left)
    phase = same_estate & open_on_one_side("phase") & table.spread("estate", "phase", left)
    # where each group of a village counts from 1, a number without its group is one of several
    house = agree(table, "village", left, right) & agree(table, "road_number", left, right) & open_on_one_side("group")
    for entries in (left, right):
        house &= table.restarts("house", "group", "settlement", entries) | (table.codes("group")[entries] == MISSING)
    house |= _house_of_several(table, left, right, open_on_one_side)
    # where each stair of an estate counts its flats from 101, a flat without its stair is one of several
    flat = same_estate & open_on_one_side("unit") & agree(table, "building", left, right)
    flat &= agree(table, "room", left, right) & table.restarts("flat", "unit", "grounds", left)
    found: NDArray[np.bool_] = village | phase | house | flat
    return found


def _by_its_point_alone(table: EntryTable, left: Codes, right: Codes, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether nothing but the name of a point in them makes two of two villages one place."""
    found = among & agree(table, "place", left, right)
    for column in ("estate", "road", "lane"):
        found &= ~agree(table, column, left, right)
    return found


def _house_of_several(
    table: EntryTable, left: Codes, right: Codes, open_on_one_side: Callable[[str], NDArray[np.bool_]]
) -> NDArray[np.bool_]:
    """Whether a number without its lane or hamlet is one of several: where the lanes of a village, or the courts along
    a road, each count from 1."""
    found = np.zeros(len(left), dtype=bool)
    numbers, buildings = table.codes("road_number"), table.codes("building")
    one_number = (numbers[left] == numbers[right]) & (numbers[left] != MISSING)
    one_number &= (buildings[left] == MISSING) & (buildings[right] == MISSING) & ~agree(table, "group", left, right)
    for house, among, whole in _NUMBERED_ANEW:
        telling = table.codes(among)
        open_house = one_number & open_on_one_side(among) & agree(table, _WITHIN[whole], left, right)
        if not open_house.any():
            continue
        for entries in (left, right):
            anew = table.restarts(house, among, whole, entries, untold=True) | (among == "lane")
            open_house &= (telling[entries] == MISSING) | anew
        found |= open_house
    return found


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


def _in_two_villages(table: EntryTable, left: Codes, right: Codes, among: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The pairs on a lane of one name in two villages: a street runs on, a lane ends where its village does, and the
    next village has one of that name."""
    places = np.flatnonzero(among & agree(table, "road", left, right))
    if not len(places):
        return places
    first, _, place = distinct_pairs(table.codes("road")[left[places]], table.codes("road")[right[places]])
    lanes = [_LANE.search(name) is not None for name in table.decode("road", first)]
    places = places[np.array(lanes, dtype=bool)[place]]
    villages = table.codes("village")
    first, second, place = distinct_pairs(villages[left[places]], villages[right[places]])
    texts = zip(table.decode("village", first), table.decode("village", second), strict=True)
    found: NDArray[np.intp] = places[np.array([unlike(*pair) for pair in texts], dtype=bool)[place]]
    return found


def unlike(one: str, other: str) -> bool:
    """Whether neither of two names sounds or reads like the other, or holds it."""
    from rapidfuzz.distance import JaroWinkler

    return one not in other and other not in one and JaroWinkler.similarity(one, other) < ALIKE


def _like_named_streets(table: EntryTable, left: Codes, right: Codes, among: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The pairs that share nothing but a street with a number for a name, which other villages have as well."""
    places = np.flatnonzero(among & agree(table, "road", left, right) & clash(table, "village", left, right))
    if not len(places):
        return places
    first, _, place = distinct_pairs(table.codes("road")[left[places]], table.codes("road")[right[places]])
    numbered = [_NUMBERED_STREET.match(name) is not None for name in table.decode("road", first)]
    found: NDArray[np.intp] = places[np.array(numbered, dtype=bool)[place]]
    return found


def _similar(table: EntryTable, left: Codes, right: Codes) -> NDArray[np.bool_]:
    """Whether any comparable name of the places sounds or reads alike."""
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import cpdist

    from census_app.matching.addresses.sections import told_apart

    similar = np.zeros(len(left), dtype=bool)
    combinations = [(a, b, "place") for a in PLACES for b in PLACES] + [("road", "road", "road")]
    for first_column, second_column, vocabulary in combinations:
        a, b = table.codes(first_column)[left], table.codes(second_column)[right]
        both = np.flatnonzero((a != MISSING) & (b != MISSING) & ~similar)
        if not len(both):
            continue
        first, second, place = distinct_pairs(a[both], b[both])
        texts = table.decode(vocabulary, first), table.decode(vocabulary, second)
        alike = np.asarray(cpdist(*texts, scorer=JaroWinkler.similarity)) >= ALIKE
        for at in np.flatnonzero(alike).tolist():
            alike[at] = not told_apart(texts[0][at], texts[1][at])
        similar[both] |= alike[place]
    return similar
