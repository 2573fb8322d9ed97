"""Candidate pairs compared: one level per comparison and pair, and how common what they share is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from census_app.matching.blocking import KeyBits, Rows
from census_app.matching.entries import MISSING, Codes
from census_app.matching.features import Features, RoleFeatures
from census_app.matching.kinds import field_kind
from census_app.matching.kinds.address.rivals import in_its_village
from census_app.matching.kinds.identifier import BORROWED
from census_app.matching.kinds.kind import MISSING_LEVEL, Levels, shown_or_masked
from census_app.matching.ordering import distinct
from census_app.matching.sources import Source

FREQUENCY_BANDS = (1, 2, 4, 9, 29)
FREQUENCY_LEVELS = ("unique", "up_to_2", "up_to_4", "up_to_9", "up_to_29", "common")
FREQUENCY_SUFFIX = ":frequency"
RARITY_BANDS = (0.02, 0.1, 0.5, 2.0, 8.0)
RARITY_LEVELS = ("hardly_ever", "very_rare", "rare", "uncommon", "common", "very_common")
RARITY_SUFFIX = ":rarity"


# Families share a number; one that more names have is its electrician's or nobody's. Where it differs it tells nothing,
# and where both sides have it under as many names, neither.
_MOST_NAMES = 5
_PERSONAL = {"identifier": "value", "phone": "number"}
_OTHER_PERSON = ("same_surname", "different")


@dataclass(frozen=True)
class Comparison:
    """One line of evidence: its id and its levels, best first (number i + 1 is `levels[i]`, 0 is missing).

    `kind` is where a model looks for weights when it has none of this very comparison. `agreeing` is the number of the
    last level that speaks for a pair, the middle one when 0.
    """

    id: str
    levels: tuple[str, ...]
    kind: str = ""
    agreeing: int = 0


@dataclass(frozen=True)
class Pairs:
    """Compared candidates, sorted by (left, right); `levels` is (pairs x comparisons)."""

    left: Rows
    right: Rows
    keys: KeyBits
    levels: NDArray[np.uint8]

    def taken(self, places: NDArray[np.intp] | slice) -> Pairs:
        """The pairs at these places."""
        return Pairs(self.left[places], self.right[places], self.keys[places], self.levels[places])

    @staticmethod
    def joined(parts: Sequence[Pairs]) -> Pairs:
        """All pairs of at least one part, in order."""
        return Pairs(
            np.concatenate([one.left for one in parts]),
            np.concatenate([one.right for one in parts]),
            np.concatenate([one.keys for one in parts]),
            np.concatenate([one.levels for one in parts]),
        )


def comparisons(source: Source) -> tuple[Comparison, ...]:
    """The comparisons of a source, each role's likeness before the frequency of what is shared."""
    made = []
    for name, role in source.compared.items():
        kind = field_kind(role.kind)
        agreeing = kind.levels.index(kind.agreeing) + 1 if kind.agreeing else 0
        made.append(Comparison(name, kind.levels, kind.id, agreeing))
        if kind.frequencies:
            made.append(Comparison(name + FREQUENCY_SUFFIX, FREQUENCY_LEVELS, kind.id + FREQUENCY_SUFFIX))
        if kind.rarity:
            made.append(Comparison(name + RARITY_SUFFIX, RARITY_LEVELS, kind.id + RARITY_SUFFIX))
    return tuple(made)


class Comparer:
    """Compares pairs of one source; counts of shared values are taken once over both sides."""

    def __init__(self, features: Features, source: Source) -> None:
        self._roles = features.roles
        self.source = source
        self.comparisons = comparisons(source)
        names = [features.roles[name] for name, role in source.compared.items() if role.kind == "name"][:1]
        self._bands = {
            (name, column): _bands(features.roles[name], column)
            for name in source.compared
            for column in set(features.roles[name].kind.frequencies.values())
        }
        places = {one.kind: place for place, one in reversed(list(enumerate(self.comparisons)))}
        self._persons = (places["name"], places["identifier"]) if {"name", "identifier"} <= places.keys() else None
        self._worn = {
            name: _worn(features.roles[name], column, names[0])
            for name, role in source.compared.items()
            if names and (column := _PERSONAL.get(role.kind))
        }
        self._rarities = {
            name: _rarities(features.roles[name], columns)
            for name in source.compared
            if (columns := features.roles[name].kind.rarity) is not None
        }

    def named(self) -> NDArray[np.bool_] | None:
        """Per left record whether it has a person's whole name, of which it is known how rare it is; None when no names
        are compared."""
        for name, bands in self._rarities.items():
            role = self._roles[name]
            whole = np.append((bands > 0) & (role.table.codes("full") != MISSING), False)
            found: NDArray[np.bool_] = np.logical_or.reduce(whole[role.left], axis=1)
            return found
        return None

    def levels(self, left: Rows, right: Rows) -> NDArray[np.uint8]:
        """An array (pairs x comparisons) of level numbers.

        Of a source whose records contain each other, what else a left record meets among these pairs counts too.
        """
        columns = [levels for name in self.source.compared for levels in self._of_role(name, left, right)]
        found = np.stack(columns, axis=1) if columns else np.empty((len(left), 0), dtype=np.uint8)
        return self._borrowed(found)

    def _of_role(self, name: str, left: Rows, right: Rows) -> list[Levels]:
        """The columns of one role: its likeness, and how common what is shared is."""
        role = self._roles[name]
        best = self._best(role, left, right)
        if (worn := self._worn.get(name)) is not None:
            ours, theirs = worn[0][best.left], worn[1][best.right]
            best.levels[np.where(best.levels == 1, ours & theirs, ours | theirs)] = MISSING_LEVEL
        if name == self.source.nested:
            best.levels = in_its_village(role.table, left, best.left, best.right, best.levels)
        columns = [best.levels]
        if role.kind.frequencies:
            columns.append(self._frequency(name, role, best))
        if role.kind.rarity:
            columns.append(self._rarity(name, role, best))
        return columns

    def _borrowed(self, levels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The levels, equal numbers of two people being told from those of one: wives and fathers lend theirs."""
        if not self._persons:
            return levels
        name, number = self._persons
        strangers = np.isin(levels[:, name], self._numbers_of(name, _OTHER_PERSON))
        equal, borrowed = self._numbers_of(number, ("equal", BORROWED))
        levels[strangers & (levels[:, number] == equal), number] = borrowed
        return levels

    def _numbers_of(self, column: int, names: Sequence[str]) -> list[int]:
        return [self.comparisons[column].levels.index(name) + 1 for name in names]

    def _best(self, role: RoleFeatures, left: Rows, right: Rows) -> _Best:
        """The best level over the records' values of this role, and the values it rests on."""
        best = _Best.of(len(left))
        for left_slot in range(role.left.shape[1]):
            for right_slot in range(role.right.shape[1]):
                a, b = role.left[left, left_slot], role.right[right, right_slot]
                present = np.flatnonzero((a != MISSING) & (b != MISSING))
                if len(present):
                    best.improve(present, role.kind.compare(role.table, a[present], b[present]), a[present], b[present])
        return best

    def _frequency(self, name: str, role: RoleFeatures, best: _Best) -> Levels:
        bands = np.zeros(len(best.levels), dtype=np.uint8)
        for level, column in role.kind.frequencies.items():
            at = np.flatnonzero(best.levels == role.kind.levels.index(level) + 1)
            codes, table = role.table.codes(column), self._bands[name, column]
            bands[at] = np.maximum(table[codes[best.left[at]]], table[codes[best.right[at]]])
        return bands

    def _rarity(self, name: str, role: RoleFeatures, best: _Best) -> Levels:
        bands = np.zeros(len(best.levels), dtype=np.uint8)
        numbers = [role.kind.levels.index(level) + 1 for level in role.kind.frequencies]
        at = np.flatnonzero(np.isin(best.levels, numbers))
        bands[at] = self._rarities[name][best.right[at]]
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
