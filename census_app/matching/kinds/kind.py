"""What every kind of compared value provides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from census_app.matching.entries import MISSING, Codes, EntryTable
from census_app.matching.ordering import numbered, told_apart
from census_app.matching.records import Texts

if TYPE_CHECKING:
    from census_app.matching.context import Context

Levels = NDArray[np.uint8]
MISSING_LEVEL = 0


Values = list[tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class Shared:
    """Parts that many values have in common: value i has those at `which[i]` of each of the `columns`."""

    columns: Mapping[str, Sequence[str]]
    which: NDArray[np.intp]


@dataclass(frozen=True)
class Glance:
    """Texts of the plainest spelling, read a column at a time: one value each.

    `places` are theirs among the texts given, rising; `columns` name the parts these values have, each as long as
    `places`, and `shared` those that few values have to themselves.
    """

    places: NDArray[np.intp]
    columns: Mapping[str, Sequence[str]]
    shared: Sequence[Shared] = ()

    @staticmethod
    def of(places: Sequence[int], columns: Mapping[str, Sequence[str]]) -> Glance:
        """The texts at these places with their parts."""
        return Glance(np.asarray(places, dtype=np.intp), columns)


@dataclass(frozen=True)
class FieldKind:
    """One kind of value: name, identifier, phone, address, …

    `columns` are the parts of a parsed value. `levels` are the level ids, best first; level number 0 means one side is
    missing and number i + 1 is `levels[i]`. `shared` maps columns onto one vocabulary where their codes must be
    comparable with each other. `frequencies` names, for levels whose weight depends on how common the shared value
    is, the column that is counted. `rarity` names two columns that make up a value independently of each other
    (surname and given name): how often they would meet by chance tells how rare a value is that was seen but once.

    `agreeing` is the last level that speaks for a pair where that is not the middle one.
    `derived` names columns that are combinations of others: one tuple per group, from each of which something must be
    there. Nobody reads such a value, so it is never spelled out.

    `parse` gives each text's parsed values (a cell may hold several, or none), as texts in the order of `columns`, with
    the help of what was learned beforehand. `glance` reads the texts of the plainest spelling, which are most, with the
    same result and far quicker; it leaves out what needs a closer look.
    `plainly` leaves of a column the texts that can be nothing but a value of this kind, wherever they stand.
    `compare` gives the level number of each pair of entries, none of which is missing.
    """

    id: str
    columns: tuple[str, ...]
    levels: tuple[str, ...]
    parse: Callable[[Sequence[str], Context], Values]
    compare: Callable[[EntryTable, Codes, Codes], Levels]
    shared: Mapping[str, str] = field(default_factory=dict)
    frequencies: Mapping[str, str] = field(default_factory=dict)
    agreeing: str = ""
    rarity: tuple[str, str] | None = None
    derived: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    glance: Callable[[Sequence[str], Context], Glance] | None = None
    plainly: Callable[[Texts], list[str | None]] | None = None

    def __reduce__(self) -> tuple[Callable[[str], FieldKind], tuple[str]]:
        """Another process has the same kinds."""
        from census_app.matching.kinds import field_kind

        return field_kind, (self.id,)

    @property
    def parts(self) -> tuple[str, ...]:
        """All columns, derived ones included: what keys may be made of."""
        return (*self.columns, *self.derived)


def distinct_pairs(left: Codes, right: Codes) -> tuple[Codes, Codes, NDArray[np.intp]]:
    """The distinct pairs of codes and, for each given pair, the place of its distinct one."""
    # counted from MISSING on, and packed as closely as may be
    size = int(right.max(initial=MISSING)) - MISSING + 1
    unique, _, which = told_apart((left.astype(np.int64) - MISSING) * size + (right - MISSING))
    one, other = np.divmod(unique, size)
    return (one + MISSING).astype(np.int32), (other + MISSING).astype(np.int32), which


def distinct_rows(columns: Sequence[NDArray[np.intp]]) -> tuple[list[list[int]], NDArray[np.intp]]:
    """The distinct rows of columns of numbers from 0 on, and for each given row the place of its distinct one."""
    place = np.zeros(len(columns[0]), dtype=np.intp)
    first = place[:1]
    for column in columns:
        # numbered anew at each step, so that no number of columns is too large to be packed
        _, first, place = told_apart(place * (int(column.max(initial=0)) + 1) + column)
    return np.column_stack([column[first] for column in columns]).tolist(), place


def graded(
    table: EntryTable,
    column: str,
    left: Codes,
    right: Codes,
    near: Callable[[list[str], list[str]], Levels],
    masked: Callable[[list[str], list[str]], Levels] | None = None,
    beyond: tuple[int, int] | None = None,
) -> Levels:
    """Level 1 where codes of the column are equal, else what `near` says of the texts, asked once a distinct pair;
    what `masked` says of the pairs that hide anything goes before.

    `beyond` so many edits (its first number) `near` would give the level that is its second: it is spared the pairs
    of which a glance tells that.
    """
    levels = np.ones(len(left), dtype=np.uint8)
    if masked:
        # what two equal masks hide may differ
        same = equal_and_hidden(table, column, left, right)
        hidden, which = numbered(left[same])
        texts = table.decode(column, hidden.astype(np.int32))
        levels[same] = masked(texts, texts)[which]
    unequal = np.flatnonzero(left != right)
    if beyond:
        edits, level = beyond
        levels[unequal] = level
        open_ones = table.may_be_within(edits, column, left[unequal], right[unequal])
        open_ones[table.hidden_in_either(column, left[unequal], right[unequal])] = True
        unequal = unequal[open_ones]
    if len(unequal):
        first, second, place = distinct_pairs(left[unequal], right[unequal])
        one, other = table.decode(column, first), table.decode(column, second)
        found = near(one, other)
        if masked:
            hiding = table.hidden_in_either(column, first, second)
            found[hiding] = masked(*([texts[place] for place in hiding] for texts in (one, other)))
        levels[unequal] = found[place]
    return levels


def equal_and_hidden(table: EntryTable, column: str, left: Codes, right: Codes) -> NDArray[np.intp]:
    """Places of the pairs of codes that are one and hide anything."""
    equal = np.flatnonzero((left == right) & (left != MISSING))
    return equal[table.vocabularies[column].masked(left[equal])]


def shown_or_masked(table: EntryTable, column: str, pattern: str, entries: Codes) -> Codes:
    """The code of each entry's value, or of its mask where the value is hidden; both columns share a vocabulary."""
    value = table.codes(column).take(entries, mode="clip")
    return np.where(value != MISSING, value, table.codes(pattern).take(entries, mode="clip"))


def agree(table: EntryTable, column: str, left: Codes, right: Codes) -> NDArray[np.bool_]:
    """Where both entries have the part, and the same."""
    one, other = _codes_of(table, column, left, right)
    same: NDArray[np.bool_] = (one == other) & (one != MISSING)
    return same


def clash(table: EntryTable, column: str, left: Codes, right: Codes) -> NDArray[np.bool_]:
    """Where both entries have the part, and not the same."""
    one, other = _codes_of(table, column, left, right)
    apart: NDArray[np.bool_] = (one != other) & (one != MISSING) & (other != MISSING)
    return apart


def _codes_of(table: EntryTable, column: str, left: Codes, right: Codes) -> tuple[Codes, Codes]:
    # of entries, which are all there, bounds need not be looked at: half the time
    codes = table.codes(column)
    return codes.take(left, mode="clip"), codes.take(right, mode="clip")
