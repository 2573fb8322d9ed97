"""Parsed values as integer codes: one row per parsed value, one column per part of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from census_app.matching.ordering import together
from census_app.matching.text.differences import Characters
from census_app.matching.text.masks import hiding
from census_app.matching.text.sketches import Sketch, may_be_within, sketches

Codes = NDArray[np.int32]
MISSING = -1
# So many of a village's houses stand in two groups, and so many of an estate's in another town, by a slip of the pen.
_BY_CHANCE = 0.05
# Fewer numbers do not tell whether they are used again.
_FEWEST_NUMBERS = 10
_BETWEEN = "\0"
# Texts with the empty one first, as one or each by itself, and how many others there are.
_Sent = tuple[str | list[str], int]


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
        texts = self._from_the_empty()
        one = _BETWEEN.join(texts)
        return Vocabulary, ((one if one.count(_BETWEEN) == len(self) else texts, len(self)),)

    @cached_property
    def _places(self) -> defaultdict[str, int]:
        # A dictionary that numbers what it has not seen yet: encoding a column stays in one call. (Its own length would
        # number as well, but what refers to itself is not freed before garbage is collected.)
        texts = self._sent_texts()
        self._sent = ("", 0)
        return defaultdict(count(len(texts)).__next__, zip(texts, range(len(texts)), strict=True))

    def _sent_texts(self) -> list[str]:
        sent, size = self._sent
        if isinstance(sent, str):
            sent = sent.split(_BETWEEN)
            self._sent = sent, size
        return sent

    def _from_the_empty(self) -> list[str]:
        """The empty text and all others in the order of their codes. Who was sent them, and is asked for none that may
        be new, need not number them."""
        return list(self._places) if "_places" in vars(self) else self._sent_texts()

    def first(self, size: int) -> Vocabulary:
        """A vocabulary of so many of the first texts."""
        return Vocabulary((self._from_the_empty()[: size + 1], size))

    def __len__(self) -> int:
        return self._sent[1] or len(self._places) - 1

    @property
    def texts(self) -> list[str]:
        """All texts in the order of their codes."""
        return self._from_the_empty()[1:]

    def encode(self, texts: Iterable[str]) -> Codes:
        """The code of each text; unknown texts get the next free one."""
        return np.fromiter(map(self._places.__getitem__, texts), dtype=np.int32) - np.int32(1)

    def decode(self, codes: Sequence[int] | Codes) -> list[str]:
        """The texts of codes; MISSING gives the empty text."""
        if len(self._decoded) != len(self) + 1:
            self._decoded = np.array(self._from_the_empty(), dtype=object)
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
            new = self._from_the_empty()[1 + len(self._masked) :]
            self._masked = np.concatenate([self._masked, hiding(new)])
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


@dataclass(frozen=True)
class Beginning:
    """The first entries of a table, their codes, and how many texts its vocabularies had for them."""

    table: ref[EntryTable]
    entries: int
    codes: Mapping[str, Codes]
    sizes: Mapping[str, int]


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

    def beginning(self) -> Beginning:
        """What the table is now, for another one of the same columns that begins so."""
        sizes = {name: len(vocabulary) for name, vocabulary in self.vocabularies.items()}
        return Beginning(ref(self), self.entries, {name: self.codes(name) for name in self.columns}, sizes)

    def begin_as(self, begun: Beginning) -> bool:
        """Have this empty table begin as another one did: a copy is an eighth of what numbering texts takes. False
        where the other one is there no more."""
        other = begun.table()
        if other is None or other.columns != self.columns:
            return False
        shared = {id(one): one.first(begun.sizes[name]) for name, one in other.vocabularies.items()}
        self.vocabularies = {name: shared[id(one)] for name, one in other.vocabularies.items()}
        self._parts = {name: [codes] for name, codes in begun.codes.items()}
        self.entries = begun.entries
        return True

    def again(self, entries: Codes, column: str, codes: Codes) -> int:
        """Add the entries once more, with these codes in one column; returns the number of the first one."""
        first = self.entries
        for name in self.columns:
            # `codes` may put the parts together, in a list of its own
            added = codes if name == column else self.codes(name)[entries]
            self._parts.setdefault(name, []).append(added)
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
        combined[places] = together([(self.codes(name)[places], self.size(name) + 1) for name in names])
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
