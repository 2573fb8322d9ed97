"""In what two short texts differ: a slip of the ear, of the eye or of the hand, or another name."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING

from census_app.matching.text.alike import Alike, alike, look_alikes, near_syllable
from census_app.matching.text.readings import READINGS, known_reading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Difference(IntEnum):
    """What keeps two texts from being equal, the smallest difference first; the first that holds counts."""

    EQUAL = 0
    HOMOPHONE = 1
    """Every differing character is read the same."""
    ONE_SOUND = 2
    """One character differs and nearly sounds the same (zh/z, n/l, in/ing …)."""
    ONE_LOOK = 3
    """One character differs and looks alike."""
    SWAPPED = 4
    """Two neighbours changed places."""
    SEVERAL_ALIKE = 5
    """Two or more characters differ, each sounds or looks alike; at least one character is the same."""
    ONE_MISSING = 6
    """One character is missing, or too many."""
    ONE_OTHER = 7
    """One character differs and is not alike."""
    CONTAINED = 8
    """One text is part of the other, or the other with a piece left out."""
    DIFFERENT = 9


# Longer texts are compared one pair at a time: a table as wide as the longest would be mostly empty.
_USUAL, _WIDEST = 4, 32
_PAIRS_AT_ONCE = 100_000
_MOST_READINGS = 3
_CODES = 0x32400


def difference(left: str, right: str) -> Difference:
    """The smallest difference that explains two texts; time grows with their length."""
    if left == right:
        return Difference.EQUAL
    return _same_length(left, right) if len(left) == len(right) else _other_length(left, right)


def differences(lefts: Sequence[str], rights: Sequence[str]) -> NDArray[np.int8]:
    """`difference` of each pair of two equally long lists, as the integers of `Difference`."""
    import numpy as np

    kinds = np.empty(len(lefts), dtype=np.int8)
    for start in range(0, len(lefts), _PAIRS_AT_ONCE):
        piece = slice(start, start + _PAIRS_AT_ONCE)
        kinds[piece] = _many(lefts[piece], rights[piece])
    return kinds


def _same_length(left: str, right: str) -> Difference:
    places = [place for place, (one, other) in enumerate(zip(left, right, strict=True)) if one != other]
    pairs = [(left[place], right[place]) for place in places]
    if all(set(READINGS[one]) & set(READINGS[other]) for one, other in pairs):
        return Difference.HOMOPHONE
    ways = [alike(one, other) for one, other in pairs]
    if len(places) == 1:
        return _one_differs(ways[0])
    if len(places) == 2 and places[1] == places[0] + 1 and pairs[0] == pairs[1][::-1]:
        return Difference.SWAPPED
    return Difference.SEVERAL_ALIKE if all(ways) and len(places) < len(left) else Difference.DIFFERENT


def _one_differs(way: Alike) -> Difference:
    if way & Alike.SOUND:
        return Difference.ONE_SOUND
    return Difference.ONE_LOOK if way & Alike.LOOK else Difference.ONE_OTHER


def _other_length(left: str, right: str) -> Difference:
    short, long = sorted((left, right), key=len)
    head = _common_head(short, long)
    tail = _common_head(short[head:][::-1], long[head:][::-1])
    if short and head + tail == len(short):
        return Difference.ONE_MISSING if len(long) - len(short) == 1 else Difference.CONTAINED
    return Difference.CONTAINED if short and short in long else Difference.DIFFERENT


def _common_head(short: str, long: str) -> int:
    return next(
        (place for place, (one, other) in enumerate(zip(short, long, strict=False)) if one != other), len(short)
    )


class _Tables:
    """Numbers of syllables by code point (0: no reading), filled as characters are met, and, sorted, the pairs of code
    points that look alike."""

    def __init__(self) -> None:
        import numpy as np

        self.readings = np.zeros((_CODES, _MOST_READINGS), dtype=np.int16)
        self.near = np.zeros((_CODES, _MOST_READINGS), dtype=np.int16)
        self._met = np.zeros(_CODES, dtype=np.bool_)
        self._numbers: dict[str, int] = {}
        pairs = [sorted(map(ord, pair)) for pair in look_alikes()]
        self.looks = np.array(sorted(low * _CODES + high for low, high in pairs), dtype=np.int64)

    def meet(self, codes: NDArray[np.uint32]) -> None:
        """The readings of these characters are in the tables."""
        import numpy as np

        for code in np.unique(codes[~self._met[codes]]).tolist():
            self._met[code] = True
            for place, syllable in enumerate(known_reading(chr(code))[:_MOST_READINGS]):
                self.readings[code, place] = self._number(syllable)
                self.near[code, place] = self._number(near_syllable(syllable))

    def _number(self, syllable: str) -> int:
        return self._numbers.setdefault(syllable, len(self._numbers) + 1)


@cache
def _tables() -> _Tables:
    return _Tables()


def _many(lefts: Sequence[str], rights: Sequence[str]) -> NDArray[np.int8]:
    import numpy as np

    left_lengths = np.fromiter(map(len, lefts), dtype=np.int64, count=len(lefts))
    right_lengths = np.fromiter(map(len, rights), dtype=np.int64, count=len(rights))
    kinds = np.full(len(lefts), Difference.DIFFERENT, dtype=np.int8)
    longest = np.maximum(left_lengths, right_lengths)
    # most names have three characters: a table as wide as a company's name would be mostly empty
    for above, widest in ((-1, _USUAL), (_USUAL, _WIDEST)):
        rows = np.flatnonzero((longest > above) & (longest <= widest))
        if len(rows):
            chosen = rows.tolist()
            left, right = (_characters([texts[row] for row in chosen], widest) for texts in (lefts, rights))
            kinds[rows] = _tabled(left, right, left_lengths[rows], right_lengths[rows])
    for row in np.flatnonzero(longest > _WIDEST).tolist():
        kinds[row] = difference(lefts[row], rights[row])
    return kinds


def _tabled(
    left: NDArray[np.uint32],
    right: NDArray[np.uint32],
    left_lengths: NDArray[np.int64],
    right_lengths: NDArray[np.int64],
) -> NDArray[np.int8]:
    """The differences of equally wide tables of characters, one text a row."""
    import numpy as np

    kinds = np.empty(len(left), dtype=np.int8)
    same = np.flatnonzero(left_lengths == right_lengths)
    other = np.flatnonzero(left_lengths != right_lengths)
    kinds[same] = _many_of_same_length(left[same], right[same], left_lengths[same])
    swap = (left_lengths > right_lengths)[other, None]
    lengths = np.sort(np.stack([left_lengths[other], right_lengths[other]]), axis=0)
    short, long = np.where(swap, right[other], left[other]), np.where(swap, left[other], right[other])
    kinds[other] = _many_of_other_length(short, long, *lengths)
    return kinds


def _many_of_other_length(
    shorts: NDArray[np.uint32],
    longs: NDArray[np.uint32],
    short_lengths: NDArray[np.int64],
    long_lengths: NDArray[np.int64],
) -> NDArray[np.int8]:
    """The rules of `_other_length` on whole tables of characters."""
    import numpy as np

    heads = _common_heads(shorts, longs, short_lengths)
    tails = _common_heads(_turned(shorts, short_lengths), _turned(longs, long_lengths), short_lengths)
    inside = (heads + tails >= short_lengths) & (short_lengths > 0)
    kinds = np.full(len(shorts), Difference.DIFFERENT, dtype=np.int8)
    kinds[inside] = Difference.CONTAINED
    kinds[inside & (long_lengths - short_lengths == 1)] = Difference.ONE_MISSING
    maybe = np.flatnonzero(~inside & (short_lengths > 0) & (long_lengths - short_lengths > 1))
    within = np.zeros(len(maybe), dtype=np.bool_)
    for shift in range(1, int((long_lengths[maybe] - short_lengths[maybe]).max(initial=0))):
        moved = np.zeros_like(longs[maybe])
        moved[:, :-shift] = longs[maybe, shift:]
        fits = shift + short_lengths[maybe] <= long_lengths[maybe]
        within |= fits & (_common_heads(shorts[maybe], moved, short_lengths[maybe]) == short_lengths[maybe])
    kinds[maybe[within]] = Difference.CONTAINED
    return kinds


def _turned(table: NDArray[np.uint32], lengths: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The texts read backwards."""
    import numpy as np

    places = (lengths[:, None] - 1 - np.arange(table.shape[1])[None, :]) % max(1, table.shape[1])
    return np.take_along_axis(table, places, axis=1)


def _common_heads(
    shorts: NDArray[np.uint32], longs: NDArray[np.uint32], lengths: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How many first characters two texts share, at most all of the short one."""
    import numpy as np

    same = (shorts == longs) & (np.arange(shorts.shape[1])[None, :] < lengths[:, None])
    heads: NDArray[np.int64] = np.logical_and.accumulate(same, axis=1).sum(axis=1)
    return heads


def _many_of_same_length(
    one: NDArray[np.uint32], other: NDArray[np.uint32], lengths: NDArray[np.int64]
) -> NDArray[np.int8]:
    """The rules of `_same_length` on whole tables of characters."""
    import numpy as np

    differs = one != other
    rows, places = np.nonzero(differs)
    firsts, seconds = one[rows, places], other[rows, places]
    same_sound, near_sound, looks = _ways(firsts, seconds)
    count = differs.sum(axis=1)
    total = len(one)
    homophones = np.bincount(rows, same_sound, total) == count
    alike_count = np.bincount(rows, near_sound | looks, total)
    single = count == 1
    kinds = np.full(total, Difference.DIFFERENT, dtype=np.int8)
    kinds[(alike_count == count) & (count < lengths)] = Difference.SEVERAL_ALIKE
    kinds[_swapped(rows, places, firsts, seconds, count)] = Difference.SWAPPED
    kinds[single] = Difference.ONE_OTHER
    kinds[single & (np.bincount(rows, looks, total) == 1)] = Difference.ONE_LOOK
    kinds[single & (np.bincount(rows, near_sound, total) == 1)] = Difference.ONE_SOUND
    kinds[homophones] = Difference.HOMOPHONE
    kinds[count == 0] = Difference.EQUAL
    return kinds


def _characters(texts: list[str], width: int) -> NDArray[np.uint32]:
    """A row of code points for each text, none longer than `width`, filled up with 0."""
    import numpy as np

    table = np.array(texts, dtype=f"<U{width}")
    return table.view(np.uint32).reshape(len(texts), width)


def _swapped(
    rows: NDArray[np.int64],
    places: NDArray[np.int64],
    firsts: NDArray[np.uint32],
    seconds: NDArray[np.uint32],
    count: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Rows where two neighbours, and nothing else, changed places."""
    crossed = (
        (rows[:-1] == rows[1:])
        & (places[:-1] + 1 == places[1:])
        & (firsts[:-1] == seconds[1:])
        & (firsts[1:] == seconds[:-1])
        & (count[rows[:-1]] == 2)
    )
    found: NDArray[np.int64] = rows[:-1][crossed]
    return found


def _ways(
    firsts: NDArray[np.uint32], seconds: NDArray[np.uint32]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """(read the same, read nearly the same, look alike) of each pair of differing characters."""
    import numpy as np

    tables = _tables()
    one, other = np.minimum(firsts, _CODES - 1), np.minimum(seconds, _CODES - 1)
    tables.meet(one)
    tables.meet(other)
    low, high = np.minimum(one, other).astype(np.int64), np.maximum(one, other).astype(np.int64)
    pairs = low * _CODES + high
    found = np.searchsorted(tables.looks, pairs)
    looks = tables.looks[np.minimum(found, len(tables.looks) - 1)] == pairs
    return _share(tables.readings, one, other), _share(tables.near, one, other), looks


def _share(table: NDArray[np.int16], one: NDArray[np.uint32], other: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Whether two characters have a syllable in common."""
    import numpy as np

    left, right = table[one], table[other]
    shared = np.zeros(len(one), dtype=np.bool_)
    for place in range(_MOST_READINGS):
        syllable = left[:, place]
        shared |= (syllable != 0) & (syllable[:, None] == right).any(axis=1)
    return shared
