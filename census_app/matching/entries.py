"""Parsed values as integer codes: one row per parsed value, one column per part of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count, islice
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from census_app.matching.text.differences import Characters
from census_app.matching.text.masks import HIDDEN
from census_app.matching.text.sketches import Sketch, may_be_within, sketches

Codes = NDArray[np.int32]
MISSING = -1
_TABLED, _TABLED_PER_VALUE = 10_000_000, 32
_PACKED = 2**62
# So many of a village's houses stand in two groups, and so many of an estate's in another town, by a slip of the pen.
_BY_CHANCE = 0.05
# Fewer numbers do not tell whether they are used again.
_FEWEST_NUMBERS = 10
_BETWEEN = "\0"
# Texts with the empty one first, as one or each by itself, and how many others there are.
_Sent = tuple[str | list[str], int]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX1, _MIX2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every input bit reaches every output bit."""
    values = (values ^ (values >> np.uint64(30))) * _MIX1
    values = (values ^ (values >> np.uint64(27))) * _MIX2
    return values ^ (values >> np.uint64(31))


def numbered(values: NDArray[np.integer[Any]]) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """The distinct values of whole numbers from 0 on, rising, and which of them each is."""
    highest = int(values.max(initial=0))
    if highest > min(_TABLED, _TABLED_PER_VALUE * len(values)):
        return np.unique(values.astype(np.int64), return_inverse=True)
    # ticking off what was met is quicker than sorting, as long as the table is small
    met = np.zeros(highest + 1, dtype=bool)
    met[values] = True
    return np.flatnonzero(met), (np.cumsum(met) - 1)[values]


def distinct(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """The distinct values, rising: sorting them is many times quicker than looking each of them up."""
    ordered = np.sort(values)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def _together(columns: Sequence[tuple[Codes, int]]) -> NDArray[np.intp]:
    """Equal numbers for rows of equal codes; each column comes with the number of its codes, MISSING included."""
    packed = np.zeros(len(columns[0][0]), dtype=np.int64)
    if prod(size for _, size in columns) < _PACKED:
        for codes, size in columns:
            packed = packed * size + (codes - MISSING)
        return numbered(packed)[1]
    mixed = packed.view(np.uint64)
    for codes, _ in columns:
        mixed = mix(mixed + _STEP + codes.astype(np.int64).astype(np.uint64))
    return np.unique(mixed, return_inverse=True)[1]


class Vocabulary:
    """Texts and their codes 0, 1, 2 … in order of first appearance; the empty text is MISSING."""

    def __init__(self, texts: _Sent = ("", 0)) -> None:
        self._sent = texts
        self._decoded = np.array([""], dtype=object)
        self._masked = np.zeros(0, dtype=bool)
        self._characters: Characters | None = None
        self._sketched = np.zeros(0, dtype=bool)
        self._sketches: Sketch = np.zeros(0, dtype=np.uint64)

    def __reduce__(self) -> tuple[type[Vocabulary], tuple[_Sent]]:
        """Sent to another process as one text: many small ones take several times as long."""
        one = _BETWEEN.join(self._places)
        return Vocabulary, ((one if one.count(_BETWEEN) == len(self) else list(self._places), len(self)),)

    @cached_property
    def _places(self) -> defaultdict[str, int]:
        # A dictionary that numbers what it has not seen yet: encoding a column stays in one call. (Its own length would
        # number as well, but what refers to itself is not freed before garbage is collected.)
        (sent, size), self._sent = self._sent, ("", 0)
        texts = sent.split(_BETWEEN) if isinstance(sent, str) else sent
        return defaultdict(count(size + 1).__next__, zip(texts, range(size + 1), strict=True))

    def __len__(self) -> int:
        return self._sent[1] or len(self._places) - 1

    @property
    def texts(self) -> list[str]:
        """All texts in the order of their codes."""
        return list(self._places)[1:]

    def encode(self, texts: Iterable[str]) -> Codes:
        """The code of each text; unknown texts get the next free one."""
        return np.fromiter(map(self._places.__getitem__, texts), dtype=np.int32) - np.int32(1)

    def decode(self, codes: Sequence[int] | Codes) -> list[str]:
        """The texts of codes; MISSING gives the empty text."""
        if len(self._decoded) != len(self._places):
            self._decoded = np.array(list(self._places), dtype=object)
        found: list[str] = self._decoded[np.asarray(codes, dtype=np.intp) + 1].tolist()
        return found

    def characters(self) -> Characters:
        """The characters of all texts in the order of their codes."""
        if self._characters is None or len(self._characters.texts) != len(self):
            self._characters = Characters(self.texts)
        return self._characters

    def sketched(self, codes: Codes) -> Sketch:
        """The sketches of the texts with these codes, none of them MISSING."""
        more = len(self) - len(self._sketched)
        if more:
            self._sketched = np.append(self._sketched, np.zeros(more, dtype=bool))
            self._sketches = np.append(self._sketches, np.zeros(more, dtype=np.uint64))
        new = np.zeros(len(self), dtype=bool)
        new[codes] = True
        met = np.flatnonzero(new & ~self._sketched)
        self._sketches[met] = sketches(self.decode(met.astype(np.int32)))
        self._sketched[met] = True
        found: Sketch = self._sketches[codes]
        return found

    def masked(self, codes: Codes) -> NDArray[np.bool_]:
        """Which of the texts with these codes, none of them MISSING, hide anything."""
        if len(self._masked) != len(self):
            new = islice(self._places, 1 + len(self._masked), None)
            hidden = np.array([HIDDEN in text for text in new], dtype=bool)
            self._masked = np.concatenate([self._masked, hidden])
        found: NDArray[np.bool_] = self._masked[codes]
        return found


@dataclass(frozen=True)
class ParsedTexts:
    """What some texts were parsed to, small enough to pass between processes.

    `counts[i]` values belong to text `i`; `codes[column]` runs over all values and points into `texts` of the column's
    vocabulary, which may hold a text twice (MISSING, or a place of it, for the empty text).
    """

    counts: NDArray[np.int64]
    codes: dict[str, Codes]
    texts: dict[str, list[str]]


@dataclass
class EntryTable:
    """Parsed values of one role, both sides together: `codes(column)[entry]`."""

    columns: tuple[str, ...]
    vocabularies: dict[str, Vocabulary]
    derived: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    entries: int = 0
    _parts: dict[str, list[Codes]] = field(default_factory=dict)
    _combined: dict[str, Codes] = field(default_factory=dict)
    _spread: dict[tuple[str, str], NDArray[np.bool_]] = field(default_factory=dict)

    @staticmethod
    def of(
        columns: Sequence[str],
        shared: Mapping[str, str],
        derived: Mapping[str, tuple[tuple[str, ...], ...]] | None = None,
    ) -> EntryTable:
        """An empty table; columns named in `shared` use the vocabulary of that name, `derived` ones combine others."""
        made: dict[str, Vocabulary] = {}
        names = {name: made.setdefault(shared.get(name, name), Vocabulary()) for name in columns}
        return EntryTable(tuple(columns), names, derived or {})

    def append(self, parsed: ParsedTexts) -> int:
        """Add parsed values; returns the number of the first one."""
        first = self.entries
        moved: dict[int, Codes] = {}
        for name in self.columns:
            vocabulary = self.vocabularies[name]
            if id(vocabulary) not in moved:
                moved[id(vocabulary)] = np.append(vocabulary.encode(parsed.texts[name]), np.int32(MISSING))
            self._parts.setdefault(name, []).append(moved[id(vocabulary)][parsed.codes[name]])
        self.entries += int(parsed.counts.sum())
        self._combined.clear()
        self._spread.clear()
        return first

    def again(self, entries: Codes, column: str, codes: Codes) -> int:
        """Add the entries once more, with these codes in one column; returns the number of the first one."""
        first = self.entries
        for name in self.columns:
            self._parts.setdefault(name, []).append(codes if name == column else self.codes(name)[entries])
        self.entries += len(entries)
        self._combined.clear()
        self._spread.clear()
        return first

    def put(self, column: str, entries: NDArray[np.intp], codes: Codes) -> None:
        """Have the entries tell these codes in a column."""
        if not len(entries):
            return
        changed = self.codes(column).copy()
        changed[entries] = codes
        self._parts[column] = [changed]
        self._combined.clear()
        self._spread.clear()

    def replace(self, column: str, texts: Mapping[str, str]) -> NDArray[np.bool_]:
        """Have the entries that tell one of the texts in a column tell the other; which entries those are."""
        vocabulary = self.vocabularies[column]
        old, new = vocabulary.encode(texts), vocabulary.encode(texts.values())
        moved = np.arange(-1, len(vocabulary), dtype=np.int32)
        moved[old + 1] = new
        codes = self.codes(column)
        changed: NDArray[np.bool_] = moved[codes + 1] != codes
        places = np.flatnonzero(changed)
        self.put(column, places, moved[codes[places] + 1])
        return changed

    def codes(self, column: str) -> Codes:
        """The codes of a column, one per entry."""
        if column in self.derived:
            if column not in self._combined:
                self._combined[column] = self._combine(self.derived[column])
            return self._combined[column]
        parts = self._parts.get(column, [])
        if len(parts) != 1:
            self._parts[column] = parts = [np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)]
        return parts[0]

    def spread(self, column: str, among: str, entries: Codes) -> NDArray[np.bool_]:
        """Whether what each of the entries has in `column` stands beside more than one value of `among`, by more than a
        slip of the pen."""
        key = column, among
        if key not in self._spread:
            value, beside = self.codes(column).astype(np.int64), self.codes(among)
            both = (value != MISSING) & (beside != MISSING)
            met, times = np.unique(value[both] << 32 | beside[both], return_counts=True)
            size, of = self.size(column) + 1, met >> 32
            often = times > _BY_CHANCE * np.bincount(of, times, minlength=size)[of]
            counts = np.bincount(of[often], minlength=size)
            # MISSING reads the last place, which no value has
            counts[-1] = 0
            self._spread[key] = counts > 1
        found: NDArray[np.bool_] = self._spread[key][self.codes(column)[entries]]
        return found

    def restarts(self, column: str, among: str, whole: str, entries: Codes, untold: bool = False) -> NDArray[np.bool_]:
        """Whether values of `column` are used again beside another value of `among` where each of the entries is in
        `whole`: houses of a village that is numbered by groups. `untold` where too few are known to tell."""
        key = column, f"{among}/{whole}/{untold:d}"
        if key not in self._spread:
            value, of = self.codes(column), self.codes(whole)
            known = np.flatnonzero((value != MISSING) & (of != MISSING) & (self.codes(among) != MISSING))
            one_of_each = known[np.unique(value[known], return_index=True)[1]].astype(np.int32)
            again, size = self.spread(column, among, one_of_each), self.size(whole) + 1
            place = of[one_of_each]
            counts = np.bincount(place, minlength=size)
            shares = np.bincount(place, again, minlength=size) / np.maximum(counts, 1)
            self._spread[key] = (shares > _BY_CHANCE) | ((counts < _FEWEST_NUMBERS) & untold)
        found: NDArray[np.bool_] = self._spread[key][self.codes(whole)[entries]]
        return found

    def size(self, column: str) -> int:
        """One more than the highest code of a column."""
        if column in self.derived:
            return int(self.codes(column).max(initial=MISSING)) + 1
        return len(self.vocabularies[column])

    def _combine(self, groups: tuple[tuple[str, ...], ...]) -> Codes:
        complete = np.ones(self.entries, dtype=bool)
        for group in groups:
            complete &= np.logical_or.reduce([self.codes(name) != MISSING for name in group])
        places = np.flatnonzero(complete)
        names = [name for group in groups for name in group]
        combined: Codes = np.full(self.entries, MISSING, dtype=np.int32)
        combined[places] = _together([(self.codes(name)[places], self.size(name) + 1) for name in names])
        return combined

    def decode(self, column: str, codes: Sequence[int] | Codes) -> list[str]:
        """Texts of codes of a column."""
        return self.vocabularies[column].decode(codes)

    def may_be_within(self, edits: int, column: str, one: Codes, other: Codes) -> NDArray[np.bool_]:
        """Of which pairs of codes so many edits may suffice to make one text of the other."""
        sketched = self.vocabularies[column].sketched
        return may_be_within(edits, sketched(one), sketched(other))

    def hidden_in_either(self, column: str, one: Codes, other: Codes) -> list[int]:
        """Places of the pairs of codes of which one side, or both, hide anything."""
        masked = self.vocabularies[column].masked
        return np.flatnonzero(masked(one) | masked(other)).tolist()
