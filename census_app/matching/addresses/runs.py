"""Cutting a run of name characters into divisions, towns, villages, roads, estates and places.

The best cut is the one with the highest sum of certainties: of each piece's last characters, of its length, of the
order of the pieces and of the number that follows the run. A dynamic programme over the characters finds it.
"""

from __future__ import annotations

from . import kinds
from .places import Places
from .vocabulary import Vocabulary, vocabulary

LONGEST_NAME = 24
_RANK = {
    kinds.START: 0,
    kinds.PROVINCE: 1,
    kinds.CITY: 2,
    kinds.COUNTY: 3,
    kinds.ZONE: 4,
    kinds.TOWN: 5,
    kinds.VILLAGE: 6,
    kinds.GROUP: 7,
    kinds.ROAD: 8,
    kinds.LANE: 9,
    kinds.ROAD_NUMBER: 10,
    kinds.LANE_NUMBER: 10,
    kinds.ESTATE: 11,
    kinds.PART: 12,
    kinds.BUILDING: 13,
    kinds.UNIT: 14,
    kinds.FLOOR: 15,
    kinds.ROOM: 16,
}
_STEM = {
    kinds.TOWN: (-9.0, -1.0, 0.5, 0.0, -1.5, -3.0, -5.0),
    kinds.VILLAGE: (-9.0, -0.5, 0.6, 0.3, -1.0, -2.5, -4.0),
    kinds.ROAD: (-9.0, -1.2, 0.5, 0.5, -0.6, -2.2, -4.0),
    kinds.LANE: (-9.0, -1.0, 0.5, 0.5, -0.6, -2.5, -4.0),
    kinds.PROVINCE: (-9.0, -9.0, 0.0, -0.5, -3.0),
    kinds.CITY: (-9.0, -3.0, 0.0, -0.3, -2.0, -4.0),
    kinds.COUNTY: (-9.0, -3.0, 0.0, -0.3, -2.0, -4.0),
    kinds.ZONE: (-1.5, -1.0, 0.5, 0.3, 0.0, -1.0, -2.0),
    kinds.ESTATE: (-4.0, -1.6, 0.3, 0.5, 0.5, 0.4, 0.3, 0.2),
}
_BARE_LENGTH = (-9.0, -5.0, -0.6, 0.2, 0.9, 0.7, 0.7, 0.4, 0.2)
_BARE_VILLAGE = (-9.0, -9.0, 0.3, 0.6, -1.0)
_DIRECTIONS = frozenset("东西南北中前后")
_NUMERALS = frozenset("一二三四五六七八九十")
_PART_HEADS = frozenset("一二三四五六七八九十东西南北中0123456789ABCDEFGHabcdefgh")
_HAMLET_ENDS = frozenset("头塘庄宅岙埠桥山洋坑垟畈湾坞岭坪浦埭堰店屯营堡寨沟坡河口岗冲坝坊田前下里院窑洼台铺")
Piece = tuple[int, int, str]
_AFTER: dict[str, dict[str, float]] = {
    "number": {
        kinds.ROAD: 2.5,
        kinds.LANE: 2.0,
        kinds.VILLAGE: 1.2,
        kinds.ESTATE: -0.4,
        kinds.TOWN: -0.6,
        kinds.COUNTY: -0.8,
        kinds.CITY: -1.0,
    },
    "lane": {kinds.ROAD: 3.0},
    "building": {kinds.ESTATE: 2.0, kinds.PART: 2.0, kinds.ROAD: -0.4, kinds.TOWN: -1.0, kinds.COUNTY: -1.0},
    "chain": {kinds.ESTATE: 1.5, kinds.PART: 1.5, kinds.ROAD: 0.8},
    "bare": {kinds.ROAD: 2.0, kinds.LANE: 1.0, kinds.ESTATE: 0.8, kinds.PART: 0.8, kinds.VILLAGE: 0.3},
    "unit": {kinds.ESTATE: 1.5, kinds.PART: 1.0},
    "floor": {kinds.ESTATE: 1.5, kinds.PART: 1.0},
    "room": {kinds.ESTATE: 1.5, kinds.PART: 1.0},
    "group": {kinds.VILLAGE: 2.5, kinds.ESTATE: -1.0},
}


def cut_run(text: str, start: int, end: int, before: str, after: str, places: Places) -> list[Piece]:
    """The pieces (start, end, label) of `text[start:end]`, in order and without gaps.

    `before` is the label of the piece before the run; `after` the kind of the number behind it, "" when none follows.
    """
    words = vocabulary()
    best: list[dict[str, tuple[float, int, str]]] = [{} for _ in range(end - start + 1)]
    best[0][before] = (0.0, -1, "")
    for offset in range(end - start):
        here = best[offset]
        if not here:
            continue
        for to, label, score in _candidates(text, start + offset, end, words, places):
            target = best[to - start]
            ending = _AFTER.get(after, {}).get(label, 0.0) if to == end else 0.0
            for previous, (so_far, _, _) in here.items():
                total = so_far + score + ending + _step(previous, label)
                known = target.get(label)
                if known is None or total > known[0]:
                    target[label] = (total, offset, previous)
    return _walk_back(best, start)


def _walk_back(best: list[dict[str, tuple[float, int, str]]], start: int) -> list[Piece]:
    offset = len(best) - 1
    label = max(best[offset], key=lambda name: best[offset][name][0])
    pieces: list[Piece] = []
    while offset > 0:
        _, origin, previous = best[offset][label]
        pieces.append((start + origin, start + offset, label))
        offset, label = origin, previous
    pieces.reverse()
    return pieces


def _step(previous: str, label: str) -> float:
    """What following `previous` with `label` costs."""
    if label == kinds.UNKNOWN:
        return 0.0 if previous != kinds.UNKNOWN else -0.2
    if previous == kinds.UNKNOWN:
        return -0.3
    if label == kinds.PART:
        return 0.0 if previous == kinds.ESTATE else -6.0
    if label == kinds.JOINT:
        return 0.0 if previous in (kinds.ROAD, kinds.LANE) else -5.0
    if previous == kinds.JOINT:
        return 0.5 if label in (kinds.ROAD, kinds.LANE) else -4.0
    if label in (kinds.POSITION, kinds.REMARK) or previous in (kinds.POSITION, kinds.REMARK):
        return 0.0
    if label == previous:
        return -1.2 if label in (kinds.ESTATE, kinds.ROAD) else -2.5
    low, high = _RANK[previous], _RANK[label]
    if high > low:
        return 0.0
    if high <= 3:
        return -1.0 if low <= 5 else -4.0
    if label == kinds.ROAD:
        return -0.7 if previous in (kinds.ESTATE, kinds.PART) else -1.5
    if label == kinds.ESTATE:
        return -0.3
    return -2.5


def _candidates(text: str, at: int, end: int, words: Vocabulary, places: Places) -> list[tuple[int, str, float]]:
    """Every piece that may begin at `at`: where it ends, its label and its certainty."""
    found: list[tuple[int, str, float]] = [(at + 1, kinds.UNKNOWN, -2.6)]
    limit = min(end, at + LONGEST_NAME)
    suffixes, divisions = words.suffixes, words.divisions
    for to in range(at + 1, limit + 1):
        piece = text[at:to]
        length = to - at
        if length >= 2 and length <= 15:
            division = divisions.get(piece)
            if division:
                label, full = division
                found.append((to, label, 3.5 + length * 0.8 if full else 2.6 if label != kinds.COUNTY else 2.0))
            if piece in words.towns:
                found.append((to, kinds.TOWN, 4.0))
            for label, score in places.known(piece):
                found.append((to, label, score))
        if piece in words.positions:
            found.append((to, kinds.POSITION, 2.0 if length > 1 else 0.3 if to == end else -2.0))
        elif piece in words.joints:
            found.append((to, kinds.JOINT, 0.5))
        if piece in words.remarks:
            found.append((to, kinds.REMARK, 3.0))
        for size in (6, 5, 4, 3, 2, 1):
            if size > length:
                continue
            endings = suffixes.get(text[to - size : to])
            if endings:
                for label, certainty in endings:
                    found.append((to, label, certainty + _stem_score(label, text, at, to - size)))
                break
        if length >= 2 and piece[-1] in "区期" and piece[-2] in _PART_HEADS:
            if length <= 3:
                found.append((to, kinds.PART, 3.0))
            else:
                found.append((to, kinds.ESTATE, 3.4 + _stem_score(kinds.ESTATE, text, at, to - 2)))
    found.append((end, kinds.ESTATE, _bare(end - at)))
    if 2 <= end - at <= 4:
        found.append((end, kinds.VILLAGE, _BARE_VILLAGE[end - at] + (0.9 if text[end - 1] in _HAMLET_ENDS else 0.0)))
    return found


def _bare(length: int) -> float:
    return _BARE_LENGTH[length] if length < len(_BARE_LENGTH) else 0.2 - 0.4 * (length - 8)


def _stem_score(label: str, text: str, at: int, stem_end: int) -> float:
    """How the length of a name's stem speaks for it."""
    length = stem_end - at
    table = _STEM[label]
    if label == kinds.COUNTY and length and text[stem_end - 1] in _PART_HEADS:
        return -9.0
    if label == kinds.ROAD and length:
        last = text[stem_end - 1]
        if length == 1 and last in _DIRECTIONS:
            return -3.5
        if length >= 3 and (last in _DIRECTIONS or last in _NUMERALS):
            length -= 1
    if length < len(table):
        return table[length]
    return table[-1] - (0.3 if label == kinds.ESTATE else 1.0) * (length - len(table) + 1)
