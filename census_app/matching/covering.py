"""Where a register has nothing: of a record there nobody can say that it has no counterpart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from census_app.matching.entries import MISSING, Codes
from census_app.matching.features import Features
from census_app.matching.sources import Source

_HELD = 0.1  # fewer of a place's records are not the place but slips, and the place's own entry
_FEWEST = 5  # a place that fewer records tell is more often a slip of the pen
_NEARLY_ALL = 0.8
_TOLD = 0.5  # a register that tells fewer of its places does not tell which it holds
_PLACES = ("road", "estate", "village")
ENOUGH = 100  # records on both sides from which on it tells something that hardly any has a counterpart
HARDLY = 0.01


@dataclass(frozen=True)
class Outside:
    """The left records in places of which the register holds nothing, and how many there are in each place."""

    records: NDArray[np.bool_]
    places: Mapping[str, int] = field(default_factory=dict)


def outside(features: Features, source: Source) -> Outside:
    """Which left records stand where the register has hardly an entry (`covers` names the place); nobody where the
    register does not tell its places. Who tells no place stands outside when a good share of the others does."""
    nobody = np.zeros(len(features.left_keys), dtype=bool)
    if source.covers is None:
        return Outside(nobody)
    name, _, column = source.covers.partition(".")
    role = features.roles[name]
    codes = np.append(role.table.codes(column), np.int32(MISSING))
    left, right = _first_told(codes, role.left), _first_told(codes, role.right)
    valued = int((role.right != MISSING).any(axis=1).sum())
    if not valued or (right != MISSING).sum() < _TOLD * valued:
        return Outside(nobody)
    size = role.table.size(column)
    asked = np.bincount(left[left != MISSING], minlength=size)
    held = np.bincount(right[right != MISSING], minlength=size)
    lacking = (asked >= _FEWEST) & (held < _HELD * asked)
    places = np.flatnonzero(lacking)
    if not len(places):
        return Outside(nobody)
    records = (left != MISSING) & lacking[left]
    if asked[places].sum() >= _HELD * asked.sum():
        records |= (left == MISSING) & (role.left != MISSING).any(axis=1)
    told = role.table.decode(column, places.astype(np.int32))
    return Outside(records, dict(zip(told, asked[places].tolist(), strict=True)))


@dataclass(frozen=True)
class UnknownPlaces:
    """Roads, estates and villages of which the register has no entry at all: `of` tells for each sort which place each
    left record is in (MISSING: none such), `names` what the places are called."""

    of: Mapping[str, Codes]
    names: Mapping[str, list[str]]

    def unmet(self, linked: NDArray[np.bool_]) -> dict[str, int]:
        """How many records without a partner each place has, those of which nearly all have none and enough do."""
        found: dict[str, int] = {}
        for sort, codes in self.of.items():
            told = codes != MISSING
            every = np.bincount(codes[told], minlength=len(self.names[sort]))
            alone = np.bincount(codes[told & ~linked], minlength=len(self.names[sort]))
            for place in np.flatnonzero((alone >= _FEWEST) & (alone >= _NEARLY_ALL * every)).tolist():
                name = self.names[sort][place]
                found[name] = max(found.get(name, 0), int(alone[place]))
        return found


def unknown_places(features: Features, source: Source) -> UnknownPlaces:
    """The places of left records that no right record tells; none for a source that does not say what it covers."""
    of: dict[str, Codes] = {}
    names: dict[str, list[str]] = {}
    if source.covers is not None:
        role = features.roles[source.covers.partition(".")[0]]
        for sort in _PLACES:
            codes = np.append(role.table.codes(sort), np.int32(MISSING))
            left, right = _first_told(codes, role.left), _first_told(codes, role.right)
            known = np.zeros(role.table.size(sort) + 1, dtype=bool)
            known[right] = True
            of[sort] = np.where(known[left], np.int32(MISSING), left)
            names[sort] = role.table.decode(sort, np.arange(role.table.size(sort), dtype=np.int32))
    return UnknownPlaces(of, names)


def knows_nobody(left: int, right: int, met: int) -> bool:
    """Whether a register of this size knows next to nobody of the archive: it is of another place, or misread."""
    return min(left, right) >= ENOUGH and met < min(left, right) * HARDLY


def _first_told(codes: Codes, slots: Codes) -> Codes:
    """Of each record the code of the first value that tells one; MISSING where none does."""
    told = codes[slots]
    if not told.shape[1]:
        return np.full(len(slots), MISSING, dtype=np.int32)
    first = (told != MISSING).argmax(axis=1)
    found: Codes = told[np.arange(len(told)), first]
    return found
