"""Whole numbers put in order, told apart, numbered and mixed, quicker than by finding their order."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.integer[Any]]
_Whole = TypeVar("_Whole", bound=np.integer[Any])
_WIDTH = 64
_TABLED, _TABLED_PER_VALUE = 10_000_000, 32
_SMALL = 1 << 20
_PACKED = 2**62
STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX1, _MIX2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def in_order(values: Numbers) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Whole numbers from 0 on, rising, and where each of them stood; equal ones as they stood.

    Sorting numbers is several times quicker than finding their order: where they leave room, their places take the
    last bits of them.
    """
    bits = len(values).bit_length()
    if int(values.max(initial=0)).bit_length() + bits > _WIDTH:
        order = np.argsort(values, kind="stable")
        return values[order].astype(np.int64), order
    packed = np.sort(values.astype(np.uint64) << np.uint64(bits) | np.arange(len(values), dtype=np.uint64))
    places = packed & np.uint64((1 << bits) - 1)
    return (packed >> np.uint64(bits)).astype(np.int64), places.astype(np.intp)


def told_apart(values: Numbers) -> tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.intp]]:
    """The distinct ones of whole numbers from 0 on, rising; where each of them stands first; which of them each is."""
    ordered, places = in_order(values)
    new = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    which = np.empty(len(ordered), dtype=np.intp)
    which[places] = np.cumsum(new) - 1
    return ordered[new], places[new], which


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every input bit reaches every output bit."""
    values = (values ^ (values >> np.uint64(30))) * _MIX1
    values = (values ^ (values >> np.uint64(27))) * _MIX2
    return values ^ (values >> np.uint64(31))


def numbered(values: NDArray[np.integer[Any]]) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """The distinct values of whole numbers from 0 on, rising, and which of them each is."""
    highest = int(values.max(initial=0))
    if highest > min(_TABLED, _TABLED_PER_VALUE * len(values)):
        found, _, which = told_apart(values)
        return found, which
    # ticking off what was met is quicker than sorting, as long as the table is small
    met = np.zeros(highest + 1, dtype=bool)
    met[values] = True
    return np.flatnonzero(met), (np.cumsum(met) - 1)[values]


def distinct(values: NDArray[_Whole]) -> NDArray[_Whole]:
    """The distinct values, rising: sorting them is many times quicker than looking each of them up."""
    ordered = np.sort(values)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def together(columns: Sequence[tuple[Numbers, int]]) -> NDArray[np.intp]:
    """Equal numbers for rows of equal numbers from -1 on; each column comes with how many there may be."""
    packed = np.zeros(len(columns[0][0]), dtype=np.int64)
    if prod(size for _, size in columns) < _PACKED:
        for numbers, size in columns:
            packed = packed * size + (numbers + 1)
        return numbered(packed)[1]
    mixed = packed.view(np.uint64)
    for numbers, _ in columns:
        mixed = mix(mixed + STEP + numbers.astype(np.int64).astype(np.uint64))
    return told_apart(mixed)[2]


def distinct_rows(levels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
    """The distinct rows in order, and for each given row the place of its distinct one."""
    sizes = [int(column.max(initial=0)) + 1 for column in levels.T]
    # of many rows numbers as large as theirs take three times as long to be sorted as smaller ones to be ticked off
    sorted_soon = (prod(sizes) - 1).bit_length() + len(levels).bit_length() <= _WIDTH
    place, count = np.zeros(len(levels), dtype=np.int64), 1
    for column, size in zip(levels.T, sizes, strict=True):
        if count * size > _SMALL and not sorted_soon:
            found, place = numbered(place)
            count = len(found)
        place = place * size + column
        count *= size
    _, some, which = told_apart(place) if sorted_soon else _ticked_off(place)
    return levels[some], which


def _ticked_off(values: Numbers) -> tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.intp]]:
    """`told_apart` of small numbers."""
    found, which = numbered(values)
    first = np.empty(len(found), dtype=np.intp)
    first[which[::-1]] = np.arange(len(which))[::-1]
    return found, first, which
