"""Candidate pairs compared: one level per comparison and pair, and how common what they share is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from census_app.matching.blocking import Rows
from census_app.matching.entries import MISSING, Codes
from census_app.matching.features import Features, RoleFeatures
from census_app.matching.kinds.kind import MISSING_LEVEL, Levels
from census_app.matching.sources import Source

FREQUENCY_BANDS = (1, 2, 4, 9, 29)
FREQUENCY_LEVELS = ("unique", "up_to_2", "up_to_4", "up_to_9", "up_to_29", "common")
FREQUENCY_SUFFIX = ":frequency"


@dataclass(frozen=True)
class Comparison:
    """One line of evidence: its id and its levels, best first (number i + 1 is `levels[i]`, 0 is missing)."""

    id: str
    levels: tuple[str, ...]


def comparisons(source: Source, features: Features) -> tuple[Comparison, ...]:
    """The comparisons of a source, each role's likeness before the frequency of what is shared."""
    made = []
    for name in source.compared:
        kind = features.roles[name].kind
        made.append(Comparison(name, kind.levels))
        if kind.frequencies:
            made.append(Comparison(name + FREQUENCY_SUFFIX, FREQUENCY_LEVELS))
    return tuple(made)


class Comparer:
    """Compares pairs of one source; counts of shared values are taken once over both sides."""

    def __init__(self, features: Features, source: Source) -> None:
        self._features = features
        self._source = source
        self.comparisons = comparisons(source, features)
        self._bands = {
            (name, column): _bands(features.roles[name], column)
            for name in source.compared
            for column in set(features.roles[name].kind.frequencies.values())
        }

    def levels(self, left: Rows, right: Rows) -> NDArray[np.uint8]:
        """An array (pairs x comparisons) of level numbers."""
        columns: list[Levels] = []
        for name in self._source.compared:
            role = self._features.roles[name]
            found, frequency = self._role(name, role, left, right)
            columns.append(found)
            if role.kind.frequencies:
                columns.append(frequency)
        return np.stack(columns, axis=1) if columns else np.empty((len(left), 0), dtype=np.uint8)

    def _role(self, name: str, role: RoleFeatures, left: Rows, right: Rows) -> tuple[Levels, Levels]:
        """The best level over the records' values of this role, and the band of the value it rests on."""
        best = np.zeros(len(left), dtype=np.uint8)
        band = np.zeros(len(left), dtype=np.uint8)
        for left_slot in range(role.left.shape[1]):
            for right_slot in range(role.right.shape[1]):
                a, b = role.left[left, left_slot], role.right[right, right_slot]
                present = np.flatnonzero((a != MISSING) & (b != MISSING))
                if not len(present):
                    continue
                found = role.kind.compare(role.table, a[present], b[present])
                better = (best[present] == MISSING_LEVEL) | ((found < best[present]) & (found != MISSING_LEVEL))
                chosen = present[better]
                best[chosen] = found[better]
                band[chosen] = self._frequency(name, role, found[better], a[chosen], b[chosen])
        return best, band

    def _frequency(self, name: str, role: RoleFeatures, levels: Levels, a: Codes, b: Codes) -> Levels:
        bands = np.zeros(len(levels), dtype=np.uint8)
        for level, column in role.kind.frequencies.items():
            at = levels == role.kind.levels.index(level) + 1
            codes = role.table.codes(column)
            table = self._bands[name, column]
            bands[at] = np.maximum(table[codes[a[at]]], table[codes[b[at]]])
        return bands


def _bands(role: RoleFeatures, column: str) -> Levels:
    """Per code of the column (the last one is "missing") the band of the number of right records having it."""
    codes = np.append(role.table.codes(column), np.int32(MISSING))
    size = len(role.table.vocabularies[column])
    slots = codes[role.right]
    counts = np.bincount(slots[slots != MISSING], minlength=size)
    bands = np.searchsorted(FREQUENCY_BANDS, counts, side="left").astype(np.uint8) + 1
    return np.append(bands, np.uint8(0))
