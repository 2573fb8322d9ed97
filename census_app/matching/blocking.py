"""Which pairs of records are looked at: those that agree on one of the source's keys, within a bound."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from census_app.matching.entries import MISSING, Codes
from census_app.matching.features import Features
from census_app.matching.ordering import STEP, mix
from census_app.matching.sources import MOST_KEYS, Source, key_parts, names_somebody

Hashes = NDArray[np.uint64]
Rows = NDArray[np.signedinteger[Any]]
KeyBits = NDArray[np.uint32]
_PartOfSide = Callable[[str, str], Codes]
LEFT_CHUNK = 25_000
PAIRS_PER_RECORD = 40
_FEW = 1000
_PARTS_AT_ONCE = 6
_TICKED_BITS = 4  # Of sixteen that meet nobody one is taken for one that does.
_KEY_BITS = (MOST_KEYS - 1).bit_length()


@dataclass(frozen=True)
class Candidates:
    """Pairs of one chunk of left records, sorted by (left, right); bit i of `keys` tells that key i brought it.

    Rows are 32 bits wide: of a million customers there are tens of millions of pairs.
    """

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    keys: KeyBits


@dataclass
class _Key:
    """One key's left rows, and for each where the right ones of its value begin in `right_rows` and how many they are;
    the cap kept `cut` pairs out, of the left rows of `crowded`.

    Rows and places are 32 bits wide: of a million records there are thirty keys.
    """

    left_rows: NDArray[np.int32]
    first: NDArray[np.int32]
    sizes: NDArray[np.int32]
    right_rows: NDArray[np.int32]
    cut: int
    crowded: NDArray[np.int32]


@dataclass(frozen=True)
class _Apart:
    """Where each record of both sides is (MISSING where it is not told), and which keys do not lead elsewhere."""

    left: Codes
    right: Codes
    keys: frozenset[int]

    def near(self, number: int, left: Rows, right: Rows) -> tuple[Rows, Rows]:
        """The pairs of a key without those that are known to be apart."""
        if number not in self.keys:
            return left, right
        one, other = self.left[left], self.right[right]
        kept = np.flatnonzero((one == other) | (one == MISSING) | (other == MISSING))
        return left[kept], right[kept]


@dataclass
class Blocks:
    """All keys of a source, ready to give candidates; `cut` tells per key how many pairs its cap kept out."""

    keys: list[_Key]
    names: tuple[str, ...]
    left_count: int
    right_count: int
    within: bool
    apart: _Apart | None = None

    @property
    def cut(self) -> dict[str, int]:
        """Pairs not looked at because too many records share one key value."""
        return {name: key.cut for name, key in zip(self.names, self.keys, strict=True) if key.cut}

    def crowded(self, keys: Collection[str]) -> NDArray[np.bool_]:
        """Left records that share the value of one of these keys with too many to look at."""
        found = np.zeros(self.left_count, dtype=bool)
        for name, key in zip(self.names, self.keys, strict=True):
            if name in keys:
                found[key.crowded] = True
        return found

    def chunks(self, size: int = LEFT_CHUNK) -> Iterator[Candidates]:
        """Candidates of consecutive left records; memory is bounded by the chunk, not the table."""
        for start in range(0, self.left_count, size):
            yield self._chunk(start, min(start + size, self.left_count))

    def _chunk(self, start: int, stop: int) -> Candidates:
        pairs = []
        for number, key in enumerate(self.keys):
            low, high = np.searchsorted(key.left_rows, (start, stop))
            left, right = _join(key, int(low), int(high))
            if self.apart:
                left, right = self.apart.near(number, left, right)
            pairs.append((left.astype(np.int64) * self.right_count + right) << _KEY_BITS | number)
        packed, keys = _merge(np.concatenate(pairs))
        left, right = np.divmod(packed, max(1, self.right_count))
        if self.within:
            # a table against itself: each pair once, and nobody with himself
            kept = left < right
            left, right, keys = left[kept], right[kept], keys[kept]
        return Candidates(left.astype(np.int32), right.astype(np.int32), keys)


def block(features: Features, source: Source) -> Blocks:
    """Hash every key of both sides and drop the values that too many records share.

    The source's cap is halved until a left record meets no more than a bounded number of candidates on average: one
    phone for a whole county must not become ten thousand million pairs.
    """
    # keys that stand beside each other share a part
    part = lru_cache(maxsize=_PARTS_AT_ONCE)(partial(_part, features))
    keys = [_key(key, part) for key in source.keys]
    allowed = PAIRS_PER_RECORD * max(len(features.left_keys), _FEW)
    cap = source.cap
    while cap > 1 and sum(key.pairs(cap) for key in keys) > allowed:
        cap //= 2
    capped = [key.capped(cap) for key in keys]
    sizes = len(features.left_keys), len(features.right_keys)
    return Blocks(capped, source.keys, *sizes, source.within, _apart(features, source))


def _apart(features: Features, source: Source) -> _Apart | None:
    if source.apart is None:
        return None
    left, right = (_only(_part(features, source.apart, side)) for side in ("left", "right"))
    keys = frozenset(number for number, key in enumerate(source.keys) if not names_somebody(source, key))
    return _Apart(left, right, keys)


def _only(slots: Codes) -> Codes:
    """The value of each record that has but one."""
    known = slots != MISSING
    first = np.take_along_axis(slots, known.argmax(axis=1)[:, None], axis=1)[:, 0]
    found: Codes = np.where(known.sum(axis=1) == 1, first, MISSING)
    return found


@dataclass
class _Values:
    """One key before its cap: left rows with the place of their value among the right ones, and pairs per value.

    Right rows stand sorted by value; those of the value at place i begin at `starts[i]` and end at `starts[i + 1]`.
    """

    left_rows: NDArray[np.int32]
    place: NDArray[np.intp]
    sizes: NDArray[np.int64]
    right_rows: NDArray[np.int32]
    starts: NDArray[np.int32]

    def pairs(self, cap: int) -> int:
        """Pairs of the values that stay within the cap."""
        return int(self.sizes[self.sizes <= cap].sum())

    def capped(self, cap: int) -> _Key:
        """The key without the values beyond the cap."""
        over = self.sizes > cap
        kept = ~over[self.place]
        cut = int(self.sizes[over].sum())
        place = self.place[kept]
        sizes = np.diff(self.starts)
        crowded = self.left_rows[~kept]
        return _Key(self.left_rows[kept], self.starts[place], sizes[place], self.right_rows, cut, crowded)


def _key(key: str, part: _PartOfSide) -> _Values:
    left_rows, left_values = _values(key, "left", part)
    right_rows, right_values = _values(key, "right", part)
    bits = np.uint64(max(len(left_rows), len(right_rows), 1).bit_length())
    ours, theirs = _in_both(left_values, right_values)
    left_rows, left_values = left_rows[ours], left_values[ours]
    right_rows, right_values = right_rows[theirs], right_values[theirs]
    left, left_order = _sorted(left_values, bits)
    right, right_order = _sorted(right_values, bits)
    right_rows = right_rows[right_order].astype(np.int32)
    begins = np.flatnonzero(np.concatenate((np.ones(min(1, len(right)), bool), right[1:] != right[:-1])))
    starts = np.append(begins, len(right)).astype(np.int32)
    distinct = right[begins]
    if not len(distinct):
        none = np.empty(0, dtype=np.int64)
        return _Values(none.astype(np.int32), none, none, right_rows, starts)
    place = np.searchsorted(distinct, left)
    place[place == len(distinct)] = 0
    meets = np.flatnonzero(distinct[place] == left)
    # by left row, and by value: two numbers sorted as one
    both = np.sort(left_rows[left_order[meets]].astype(np.int64) << 32 | place[meets])
    left_rows, place = (both >> 32).astype(np.int32), both & 0xFFFFFFFF
    sizes = np.bincount(place, minlength=len(distinct)) * np.diff(starts).astype(np.int64)
    return _Values(left_rows, place, sizes, right_rows, starts)


def _in_both(left: Hashes, right: Hashes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Places on both sides of the values that are on the other side too, and of a few that only begin like one there:
    ticking off what values begin with costs a third of sorting those that meet nobody."""
    shift = np.uint64(64 - max(len(left), len(right), 1).bit_length() - _TICKED_BITS)
    one, other = left >> shift, right >> shift
    found = []
    for mine, theirs in ((one, other), (other, one)):
        met = np.zeros(1 << (64 - int(shift)), dtype=bool)
        met[theirs] = True
        found.append(np.flatnonzero(met[mine]))
    return found[0], found[1]


def _sorted(values: Hashes, bits: np.uint64) -> tuple[Hashes, Rows]:
    """The values in order, and where each of them stood.

    Sorting numbers is several times quicker than finding their order: the places take the last bits of the hashes. Of
    a million values two that differ meet in what is left of 64 bits once in some ten keys, and are then compared.
    """
    packed = np.sort(values >> bits << bits | np.arange(len(values), dtype=np.uint64))
    return packed >> bits, (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)


def _join(key: _Key, low: int, high: int) -> tuple[Rows, Rows]:
    first, sizes = key.first[low:high].astype(np.int64), key.sizes[low:high]
    left = np.repeat(key.left_rows[low:high], sizes)
    starts = np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
    return left, key.right_rows[starts + np.arange(len(left))]


def _merge(brought: NDArray[np.int64]) -> tuple[NDArray[np.int64], KeyBits]:
    """Each pair once, with a bit for every key that brought it; given with the number of one key in the last bits."""
    # those of each key are in order, and merging them takes half as long as sorting them afresh
    brought.sort(kind="stable")
    pairs, bits = brought >> _KEY_BITS, np.uint32(1) << (brought & MOST_KEYS - 1).astype(np.uint32)
    if not len(pairs):
        return pairs, bits
    starts = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1])))
    return pairs[starts], np.bitwise_or.reduceat(bits, starts)


def _values(key: str, side: str, part: _PartOfSide) -> tuple[Rows, Hashes]:
    """Rows (ascending) and values of one key; records with several values of a part appear several times."""
    parts = [part(one, side) for one in key_parts(key)]
    count = len(parts[0])
    rows: list[Rows] = []
    values: list[Hashes] = []
    for combination in np.ndindex(*(one.shape[1] for one in parts)):
        codes = [one[:, slot] for one, slot in zip(parts, combination, strict=True)]
        present = np.flatnonzero(np.logical_and.reduce([code != MISSING for code in codes]))
        mixed = np.zeros(len(present), dtype=np.uint64)
        for code in codes:
            mixed = mix(mixed + STEP + code[present].astype(np.uint64))
        rows.append(present)
        values.append(mixed)
    if len(rows) == 1:
        return rows[0], values[0]
    return _distinct(np.concatenate(rows), np.concatenate(values), count)


def _distinct(rows: Rows, values: Hashes, count: int) -> tuple[Rows, Hashes]:
    # by row, and by as much of the value as is left of 64 bits: one number is sorted several times quicker than two
    bits = np.uint64(max(count, 1).bit_length())
    order = np.argsort(rows.astype(np.uint64) << (np.uint64(64) - bits) | values >> bits, kind="stable")
    rows, values = rows[order], values[order]
    if len(rows):
        new = np.concatenate(([True], (rows[1:] != rows[:-1]) | (values[1:] != values[:-1])))
        rows, values = rows[new], values[new]
    return rows, values


def _part(features: Features, part: str, side: str) -> Codes:
    role, _, columns = part.partition(".")
    ours, _, theirs = columns.partition("/")
    column = theirs if theirs and side == "right" else ours
    found = features.roles[role]
    slots: Codes = getattr(found, side)
    codes = np.append(found.table.codes(column), np.int32(MISSING))
    taken: Codes = codes[slots]
    return taken
