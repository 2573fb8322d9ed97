"""The order in which customers are walked: by place where it is known, else by 台区 and address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from census_app.survey.dispatch.request import Candidate

_ORDER = 16
_DIGITS = re.compile(r"(\d+)")
_LONGEST = 200
_METRES_PER_DEGREE_RATIO = 0.77
"""A degree of longitude against one of latitude, near 40° north: good enough to say which house is nearer."""

AddressKey = tuple[tuple[int, str], ...]


def address_key(address: str) -> AddressKey:
    """Sorts addresses as people walk them: 2号楼 before 10号楼."""
    parts = _DIGITS.split(address[:_LONGEST])
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in parts if part)


def curve_keys(candidates: Sequence[Candidate]) -> list[int]:
    """Places along a Hilbert curve over them all: what is near in the list is near on the ground; -1 where the place
    is not known."""
    known = [one.position for one in candidates if one.position is not None]
    if not known:
        return [-1] * len(candidates)
    west, south = min(x for x, _ in known), min(y for _, y in known)
    span = max(max(x for x, _ in known) - west, max(y for _, y in known) - south) or 1.0
    side = (1 << _ORDER) - 1
    return [
        -1
        if one.position is None
        else _hilbert(int((one.position[0] - west) / span * side), int((one.position[1] - south) / span * side))
        for one in candidates
    ]


def walk(day: Iterable[Candidate]) -> list[Candidate]:
    """The day's customers from one nearest to the next, those at one place by address; those whose place is not known
    come after, by 台区 and address."""
    chosen = list(day)
    places: dict[tuple[float, float], list[Candidate]] = {}
    for one in chosen:
        if one.position is not None:
            places.setdefault(one.position, []).append(one)
    keys = dict(zip(map(id, chosen), curve_keys(chosen), strict=True))
    ordered = [one for place in _nearest(sorted(places, key=lambda place: keys[id(places[place][0])]))
               for one in sorted(places[place], key=_by_address)]  # fmt: skip
    return ordered + sorted((one for one in chosen if one.position is None), key=_by_address)


def _nearest(places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """From the first place always to the nearest that is left."""
    left = list(places)
    found: list[tuple[float, float]] = []
    while left:
        here = found[-1] if found else left[0]
        nearest = min(range(len(left)), key=lambda place: (_apart(here, left[place]), place))
        found.append(left.pop(nearest))
    return found


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    east, north = (one[0] - other[0]) * _METRES_PER_DEGREE_RATIO, one[1] - other[1]
    return east * east + north * north


def _by_address(one: Candidate) -> tuple[str, AddressKey, str, str]:
    return one.tg_no, address_key(one.address), one.customer, one.record_key


def _hilbert(x: int, y: int) -> int:
    """Distance along the curve of a point in a square of 2^16 × 2^16."""
    distance, step = 0, 1 << (_ORDER - 1)
    while step:
        right, up = int(x & step > 0), int(y & step > 0)
        distance += step * step * ((3 * right) ^ up)
        if not up:
            if right:
                x, y = (1 << _ORDER) - 1 - x, (1 << _ORDER) - 1 - y
            x, y = y, x
        step >>= 1
    return distance
