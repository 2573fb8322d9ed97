"""Candidate pairs compared: one level per comparison and pair, and how common what they share is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from census_app.matching.blocking import KeyBits, Rows
from census_app.matching.comparing_roles import Named, RoleComparer
from census_app.matching.features import Features
from census_app.matching.kinds import field_kind
from census_app.matching.kinds.identifier import BORROWED
from census_app.matching.kinds.kind import MISSING_LEVEL, Levels
from census_app.matching.ordering import distinct_rows, numbered
from census_app.matching.sources import Source

FREQUENCY_LEVELS = ("unique", "up_to_2", "up_to_4", "up_to_9", "up_to_29", "common")
FREQUENCY_SUFFIX = ":frequency"
RARITY_LEVELS = ("hardly_ever", "very_rare", "rare", "uncommon", "common", "very_common")
RARITY_SUFFIX = ":rarity"

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


class LevelRows(NamedTuple):
    """The distinct rows of levels of some pairs, and which of them each pair has."""

    levels: NDArray[np.uint8]
    which: NDArray[np.intp]

    def taken(self, places: NDArray[np.intp]) -> LevelRows:
        """The rows the pairs at these places have, in the same order."""
        kept, which = numbered(self.which[places])
        return LevelRows(self.levels[kept], which)


@dataclass(frozen=True)
class Pairs:
    """Compared candidates, sorted by (left, right); `levels` is (pairs x comparisons)."""

    left: Rows
    right: Rows
    keys: KeyBits
    levels: NDArray[np.uint8]

    @cached_property
    def rows(self) -> LevelRows:
        """What their levels are, told apart once: of millions of pairs most look like thousands of others."""
        return LevelRows(*distinct_rows(self.levels))

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


def level_numbers(compared: Sequence[Comparison], levels: Mapping[str, str]) -> NDArray[np.uint8]:
    """One row of numbers from the levels of a pair (comparison id → level id); what is not known today is missing."""
    known = [(one.levels, levels.get(one.id, "")) for one in compared]
    numbers = [names.index(level) + 1 if level in names else MISSING_LEVEL for names, level in known]
    return np.asarray([numbers], dtype=np.uint8)


class Comparer:
    """Compares pairs of one source; counts of shared values are taken once over both sides."""

    def __init__(self, features: Features, source: Source) -> None:
        self.source = source
        self.comparisons = comparisons(source)
        names = next((features.roles[name] for name, role in source.compared.items() if role.kind == "name"), None)
        self.roles = {
            name: RoleComparer.of(features.roles[name], name == source.nested, names) for name in source.compared
        }
        places = {one.kind: place for place, one in reversed(list(enumerate(self.comparisons)))}
        self._persons = (places["name"], places["identifier"]) if {"name", "identifier"} <= places.keys() else None

    def named(self) -> Named | None:
        """Which left records have a person's name, whole or masked; None when no names are compared."""
        return next((found for role in self.roles.values() if (found := role.named()) is not None), None)

    def levels(self, left: Rows, right: Rows) -> NDArray[np.uint8]:
        """An array (pairs x comparisons) of level numbers.

        Of a source whose records contain each other, what else a left record meets among these pairs counts too.
        """
        return self.together({name: role.levels(left, right) for name, role in self.roles.items()}, len(left))

    def together(self, columns: Mapping[str, Sequence[Levels]], pairs: int) -> NDArray[np.uint8]:
        """`levels` of so many pairs, given the columns of each role."""
        in_order = [levels for name in self.roles for levels in columns[name]]
        found = np.stack(in_order, axis=1) if in_order else np.empty((pairs, 0), dtype=np.uint8)
        return self._borrowed(found)

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
