"""Records of a reference that nobody can tell apart: a file delivered twice, a building listed once a household.

Each would be half as probable as one of them alone, and with some of them the customer would have no partner at all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from census_app.matching.blocking import Rows
from census_app.matching.entries import MISSING
from census_app.matching.features import Features, RoleFeatures
from census_app.matching.sources import Source

_MIXING = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


def first_alike(features: Features, source: Source) -> Rows | None:
    """Per right record the first that says the same in everything compared, most often itself; None where all differ.

    Only records that tell whom or which place they mean: by a whole number, or by an address where nothing else is
    compared. Two people of one name are two people.
    """
    if source.within or source.many:
        return None
    marks = _marks(features, source)
    ordered = np.sort(marks)
    if not (ordered[1:] == ordered[:-1]).any():
        return None
    order = np.argsort(marks, kind="stable")
    starts = np.flatnonzero(np.append(True, marks[order[1:]] != marks[order[:-1]]))
    first = np.empty(len(marks), dtype=np.int64)
    first[order] = np.repeat(order[starts], np.diff(np.append(starts, len(marks))))
    return first


def repeats(first: Rows | None, left: Rows, right: Rows, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of the pairs `among`, sorted by record, those whose left record meets the same in an earlier one already."""
    found = np.zeros(len(left), dtype=bool)
    if first is None or not len(left):
        return found
    several = np.bincount(first, minlength=len(first)) > 1
    places = np.flatnonzero(among & several[first[right]])
    key = left[places].astype(np.int64) * len(first) + first[right[places]]
    order = np.argsort(key, kind="stable")
    again = np.append(False, key[order[1:]] == key[order[:-1]])[: len(order)]
    found[places[order[again]]] = True
    return found


def _marks(features: Features, source: Source) -> NDArray[np.uint64]:
    """A number that records share when all their compared entries are the same, one of its own for others."""
    count = len(features.right_keys)
    marks = np.zeros(count, dtype=np.uint64)
    told = np.zeros(count, dtype=bool)
    only_addresses = all(role.kind == "address" for role in source.compared.values())
    for name, role in source.compared.items():
        found = features.roles[name]
        for slot in found.right.T:
            marks = (marks ^ (marks >> _SHIFT) ^ slot.astype(np.int64).view(np.uint64)) * _MIXING
        if only_addresses:
            told |= _any(found.right != MISSING)
        elif role.kind == "identifier":
            told |= _whole(found)
    alone = np.flatnonzero(~told)
    marks[alone] = (alone.astype(np.uint64) + np.uint64(1)) * _MIXING
    return marks


def _whole(number: RoleFeatures) -> NDArray[np.bool_]:
    return _any(np.append(number.table.codes("value") != MISSING, False)[number.right])


def _any(slots: NDArray[np.bool_]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.logical_or.reduce(slots, axis=1)
    return found
