"""Whole numbers put in order and told apart, in a third of the time that finding their order takes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.integer[Any]]
_WIDTH = 64


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
