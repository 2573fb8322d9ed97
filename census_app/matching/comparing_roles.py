"""One role of candidate pairs compared: how alike the two sides are in it, and how common what they share is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from census_app.matching.blocking import Rows
from census_app.matching.entries import MISSING, Codes
from census_app.matching.features import RoleFeatures
from census_app.matching.kinds.address.rivals import in_its_village
from census_app.matching.kinds.kind import MISSING_LEVEL, Levels, shown_or_masked
from census_app.matching.ordering import distinct

FREQUENCY_BANDS = (1, 2, 4, 9, 29)
RARITY_BANDS = (0.02, 0.1, 0.5, 2.0, 8.0)
# Families share a number; one that more names have is its electrician's or nobody's. Where it differs it tells nothing,
# and where both sides have it under as many names, neither.
_MOST_NAMES = 5
_PERSONAL = {"identifier": "value", "phone": "number"}


class Named(NamedTuple):
    """Left records by how much they tell of a person's name."""

    whole: NDArray[np.bool_]
    masked: NDArray[np.bool_]


@dataclass(frozen=True)
class RoleComparer:
    """Compares pairs in one role; counts of shared values are taken once over both sides.

    Of a `nested` role what else a left record meets among the pairs counts too. `bands` tell by column how common its
    values are, `worn` which entries of either side more people than a family share, `rarities` of each entry how often
    its parts would meet by chance.
    """

    role: RoleFeatures
    nested: bool
    bands: dict[str, Levels]
    worn: tuple[NDArray[np.bool_], NDArray[np.bool_]] | None
    rarities: Levels | None

    @staticmethod
    def of(role: RoleFeatures, nested: bool, names: RoleFeatures | None) -> RoleComparer:
        """For the values of a role, and the names that stand beside them."""
        kind = role.kind
        personal = _PERSONAL.get(kind.id) if names is not None else None
        return RoleComparer(
            role,
            nested,
            {column: _bands(role, column) for column in set(kind.frequencies.values())},
            _worn(role, personal, names) if personal and names is not None else None,
            _rarities(role, kind.rarity) if kind.rarity is not None else None,
        )

    def levels(self, left: Rows, right: Rows) -> list[Levels]:
        """The columns of the role: its likeness, and how common what is shared is."""
        best = self._best(left, right)
        if self.worn is not None:
            ours, theirs = self.worn[0][best.left], self.worn[1][best.right]
            best.levels[np.where(best.levels == 1, ours & theirs, ours | theirs)] = MISSING_LEVEL
        if self.nested:
            best.levels = in_its_village(self.role.table, left, best.left, best.right, best.levels)
        columns = [best.levels]
        if self.bands:
            columns.append(self._frequency(best))
        if self.rarities is not None:
            columns.append(self._rarity(best, self.rarities))
        return columns

    def named(self) -> Named | None:
        """Which left records have a person's whole name, and which a masked one; None where values are no names."""
        if self.rarities is None:
            return None
        # only of people's names it is known how rare they are
        whole, masked = (
            np.logical_or.reduce(np.append(which, False)[self.role.left], axis=1)
            for which in (
                (self.rarities > 0) & (self.role.table.codes("full") != MISSING),
                self.role.table.codes("pattern") != MISSING,
            )
        )
        return Named(whole, masked & ~whole)

    def _best(self, left: Rows, right: Rows) -> _Best:
        """The best level over the records' values of this role, and the values it rests on."""
        role, best = self.role, _Best.of(len(left))
        for left_slot in range(role.left.shape[1]):
            for right_slot in range(role.right.shape[1]):
                a, b = role.left[left, left_slot], role.right[right, right_slot]
                present = np.flatnonzero((a != MISSING) & (b != MISSING))
                if len(present):
                    best.improve(present, role.kind.compare(role.table, a[present], b[present]), a[present], b[present])
        return best

    def _frequency(self, best: _Best) -> Levels:
        kind, bands = self.role.kind, np.zeros(len(best.levels), dtype=np.uint8)
        for level, column in kind.frequencies.items():
            at = np.flatnonzero(best.levels == kind.levels.index(level) + 1)
            codes, table = self.role.table.codes(column), self.bands[column]
            bands[at] = np.maximum(table[codes[best.left[at]]], table[codes[best.right[at]]])
        return bands

    def _rarity(self, best: _Best, rarities: Levels) -> Levels:
        kind, bands = self.role.kind, np.zeros(len(best.levels), dtype=np.uint8)
        numbers = [kind.levels.index(level) + 1 for level in kind.frequencies]
        at = np.flatnonzero(np.isin(best.levels, numbers))
        bands[at] = rarities[best.right[at]]
        return bands


@dataclass
class _Best:
    """Per pair the best level so far (0 = missing) and the entries of both sides that gave it."""

    levels: Levels
    left: Codes
    right: Codes

    @staticmethod
    def of(pairs: int) -> _Best:
        return _Best(np.zeros(pairs, np.uint8), np.full(pairs, MISSING, np.int32), np.full(pairs, MISSING, np.int32))

    def improve(self, places: NDArray[np.intp], found: Levels, left: Codes, right: Codes) -> None:
        before = self.levels[places]
        better = (found != MISSING_LEVEL) & ((before == MISSING_LEVEL) | (found < before))
        chosen = places[better]
        self.levels[chosen], self.left[chosen], self.right[chosen] = found[better], left[better], right[better]


def _rarities(role: RoleFeatures, columns: tuple[str, str]) -> Levels:
    """Per entry the band of how often its two parts would meet by chance among the right records; 0 without both."""
    first, second = (role.table.codes(column) for column in columns)
    both = (first != MISSING) & (second != MISSING)
    present = role.right[role.right != MISSING]
    people = present[both[present]]
    if not len(people):
        return np.zeros(role.table.entries, dtype=np.uint8)
    counts = [
        np.bincount(codes[people], minlength=role.table.size(column))
        for codes, column in zip((first, second), columns, strict=True)
    ]
    # a part never seen on the right counts as seen once
    expected = np.maximum(counts[0][first], 1) * np.maximum(counts[1][second], 1) / len(people)
    bands = np.searchsorted(RARITY_BANDS, expected, side="right").astype(np.uint8) + 1
    return np.where(both, bands, 0).astype(np.uint8)


def _bands(role: RoleFeatures, column: str) -> Levels:
    """Per code of the column (the last one is "missing") the band of the number of right records having it."""
    codes = np.append(role.table.codes(column), np.int32(MISSING))
    size = role.table.size(column)
    slots = codes[role.right]
    counts = np.bincount(slots[slots != MISSING], minlength=size)
    bands = np.searchsorted(FREQUENCY_BANDS, counts, side="left").astype(np.uint8) + 1
    return np.append(bands, np.uint8(0))


def _worn(role: RoleFeatures, column: str, names: RoleFeatures) -> tuple[NDArray[np.bool_], NDArray[np.bool_]] | None:
    """Per entry (the last one is "missing") whether more people than a family share its value: on the left, and on the
    right; None when none does."""
    codes = np.append(role.table.codes(column), np.int32(MISSING))
    size = role.table.size(column)
    entries = np.arange(names.table.entries, dtype=np.int32)
    full = np.append(shown_or_masked(names.table, "full", "pattern", entries), MISSING)
    left, right = (
        np.append(_many_names(codes[mine], full[theirs], size), False)[codes]
        for mine, theirs in ((role.left, names.left), (role.right, names.right))
    )
    return (left, right) if left.any() or right.any() else None


def _many_names(slots: Codes, names: Codes, size: int) -> NDArray[np.bool_]:
    """Per value whether more names than a family has stand beside it."""
    many: NDArray[np.bool_] = np.bincount(slots[slots != MISSING], minlength=size) > _MOST_NAMES
    if many.any():
        many &= _borne_by(slots, names, many) > _MOST_NAMES
    return many


def _borne_by(values: Codes, others: Codes, asked: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Per value asked for how many different others stand beside it in some record; both are (records x slots)."""
    # MISSING reads the last place
    wanted = np.append(asked, False)[values]
    beside = [
        values[:, one].astype(np.int64)[both] << 32 | others[:, other][both]
        for one in range(values.shape[1])
        for other in range(others.shape[1])
        for both in [wanted[:, one] & (others[:, other] != MISSING)]
    ]
    if not beside:
        return np.zeros(len(asked), dtype=np.intp)
    return np.bincount(distinct(np.concatenate(beside)) >> 32, minlength=len(asked))
