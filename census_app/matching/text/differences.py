"""In what two short texts differ: a slip of the ear, of the eye or of the hand, or another name."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING, Any

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


class Characters:
    """Texts as they are compared many pairs at a time: the code points of those of usual length, a row each."""

    def __init__(self, texts: Sequence[str]) -> None:
        import numpy as np

        self.texts = texts
        self.lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        self.usual = _code_points(texts, _USUAL)
        self._held: NDArray[np.uint64] | None = None

    def at(self, places: NDArray[np.integer[Any]]) -> list[str]:
        """The texts at these places."""
        return [self.texts[place] for place in places.tolist()]

    def may_hold(self, shorts: NDArray[np.integer[Any]], longs: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
        """Of which pairs the longer text may have all characters of the shorter one; in others it has not."""
        held = self._characters_held()
        found: NDArray[np.bool_] = (held[shorts] & ~held[longs] == 0) & (self.lengths[shorts] > 0)
        return found

    def _characters_held(self) -> NDArray[np.uint64]:
        """For each text a bit for each of its characters; characters share bits."""
        import numpy as np

        if self._held is None:
            codes = np.frombuffer("".join(self.texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
            bits = np.append(np.uint64(1) << (codes & np.uint32(63)).astype(np.uint64), np.uint64(0))
            self._held = np.bitwise_or.reduceat(bits, np.cumsum(self.lengths) - self.lengths)
        return self._held


def differences(lefts: Sequence[str], rights: Sequence[str]) -> NDArray[np.int8]:
    """`difference` of each pair of two equally long lists, as the integers of `Difference`."""
    import numpy as np

    pairs = np.arange(2 * len(lefts)).reshape(2, -1)
    return differences_of(Characters([*lefts, *rights]), pairs[0], pairs[1])


def differences_of(
    characters: Characters, lefts: NDArray[np.integer[Any]], rights: NDArray[np.integer[Any]]
) -> NDArray[np.int8]:
    """`difference` of the pairs of texts at these places, as the integers of `Difference`."""
    import numpy as np

    kinds = np.empty(len(lefts), dtype=np.int8)
    for start in range(0, len(lefts), _PAIRS_AT_ONCE):
        piece = slice(start, start + _PAIRS_AT_ONCE)
        kinds[piece] = _many(characters, lefts[piece], rights[piece])
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
        from census_app.matching.ordering import distinct

        for code in distinct(codes[~self._met[codes]]).tolist():
            self._met[code] = True
            for place, syllable in enumerate(known_reading(chr(code))[:_MOST_READINGS]):
                self.readings[code, place] = self._number(syllable)
                self.near[code, place] = self._number(near_syllable(syllable))

    def _number(self, syllable: str) -> int:
        return self._numbers.setdefault(syllable, len(self._numbers) + 1)


@cache
def _tables() -> _Tables:
    return _Tables()


def _many(
    characters: Characters, lefts: NDArray[np.integer[Any]], rights: NDArray[np.integer[Any]]
) -> NDArray[np.int8]:
    import numpy as np

    # the shorter one first, which changes nothing
    turned = characters.lengths[lefts] > characters.lengths[rights]
    shorts, longs = np.where(turned, rights, lefts), np.where(turned, lefts, rights)
    short_lengths, long_lengths = characters.lengths[shorts], characters.lengths[longs]
    kinds = np.full(len(lefts), Difference.DIFFERENT, dtype=np.int8)
    same, usual = short_lengths == long_lengths, long_lengths <= _USUAL
    # most names have three characters: a table as wide as a company's name would be mostly empty
    for rows, of_length in ((same & usual, _many_of_same_length), (~same & usual, _many_of_other_length)):
        at = np.flatnonzero(rows)
        one, other = characters.usual[shorts[at]], characters.usual[longs[at]]
        kinds[at] = of_length(one, other, short_lengths[at], long_lengths[at])
    rows = np.flatnonzero(~usual & (long_lengths <= _WIDEST) & same)
    if len(rows):
        one, other = (
            _code_points(characters.at(shorts[rows]), _WIDEST),
            _code_points(characters.at(longs[rows]), _WIDEST),
        )
        kinds[rows] = _many_of_same_length(one, other, short_lengths[rows], long_lengths[rows])
    for row in np.flatnonzero(same & (long_lengths > _WIDEST)).tolist():
        kinds[row] = difference(characters.texts[shorts[row]], characters.texts[longs[row]])
    rows = np.flatnonzero(~usual & ~same)
    # one that is part of the other, or the other with a piece left out, has no character of its own
    rows = rows[characters.may_hold(shorts[rows], longs[rows])] if len(rows) else rows
    pairs = zip(characters.at(shorts[rows]), characters.at(longs[rows]), strict=True)
    kinds[rows] = _texts_of_other_length(list(pairs))
    return kinds


def _texts_of_other_length(pairs: Sequence[tuple[str, str]]) -> NDArray[np.int8]:
    """The rules of `_other_length` on pairs of a shorter and a longer text."""
    import numpy as np
    from rapidfuzz.distance import Postfix, Prefix
    from rapidfuzz.process import cpdist

    kinds = np.full(len(pairs), Difference.DIFFERENT, dtype=np.int8)
    kinds[[row for row, (short, long) in enumerate(pairs) if short and short in long]] = Difference.CONTAINED
    near = [row for row, (one, other) in enumerate(pairs) if one and (one[0] == other[0] or one[-1] == other[-1])]
    if near:
        shorts, longs = zip(*[pairs[row] for row in near], strict=True)
        heads, tails = (cpdist(shorts, longs, scorer=end.similarity, dtype=np.int32) for end in (Prefix, Postfix))
        short_lengths, long_lengths = (np.array(list(map(len, texts))) for texts in (shorts, longs))
        inside = heads + tails >= short_lengths
        rows = np.array(near)
        kinds[rows[inside]] = Difference.CONTAINED
        kinds[rows[inside & (long_lengths - short_lengths == 1)]] = Difference.ONE_MISSING
    return kinds


def _many_of_other_length(
    short: NDArray[np.uint32], long: NDArray[np.uint32], short_lengths: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.int8]:
    """The rules of `_other_length` on tables of the characters of shorter and longer texts."""
    import numpy as np

    width = short.shape[1]
    kinds = np.full(len(short), Difference.DIFFERENT, dtype=np.int8)
    if not len(short):
        return kinds
    rows = np.arange(len(short))
    # how many characters are the same from the beginning, and from the end
    heads, tails = (np.zeros(len(short), dtype=np.int64) for _ in range(2))
    begins, ends = short_lengths > 0, short_lengths > 0
    for place in range(width):
        begins &= (place < short_lengths) & (short[:, place] == long[:, place])
        heads += begins
        back, far = np.maximum(short_lengths - 1 - place, 0), np.maximum(lengths - 1 - place, 0)
        ends &= (place < short_lengths) & (short[rows, back] == long[rows, far])
        tails += ends
    apart = (heads + tails >= short_lengths) & (short_lengths > 0)
    held = apart.copy()
    for offset in range(1, width):
        here = (short_lengths > 0) & (offset + short_lengths <= lengths)
        for place in range(width - offset):
            here &= (place >= short_lengths) | (short[:, place] == long[:, offset + place])
        held |= here
    kinds[held] = Difference.CONTAINED
    kinds[apart & (lengths - short_lengths == 1)] = Difference.ONE_MISSING
    return kinds


def _many_of_same_length(
    one: NDArray[np.uint32], other: NDArray[np.uint32], lengths: NDArray[np.int64], _: NDArray[np.int64]
) -> NDArray[np.int8]:
    """The rules of `_same_length` on whole tables of characters."""
    import numpy as np

    differs = one != other
    rows, places = np.nonzero(differs)
    firsts, seconds = one[rows, places], other[rows, places]
    total = len(one)
    count = np.bincount(rows, minlength=total)
    same_sound, near_sound, looks = (np.zeros(len(rows), dtype=np.bool_) for _ in range(3))
    # where the first is not alike, the others need not be looked at
    beginning = np.append(True, rows[1:] != rows[:-1])[: len(rows)]
    hopeful = np.zeros(total, dtype=np.bool_)
    for further in (False, True):
        at = np.flatnonzero(~beginning & hopeful[rows] if further else beginning)
        same_sound[at], near_sound[at], looks[at] = _ways(firsts[at], seconds[at])
        hopeful[rows[at]] = same_sound[at] | near_sound[at] | looks[at]
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


def _code_points(texts: Sequence[str], width: int) -> NDArray[np.uint32]:
    """A row of code points for each text: its first `width`, filled up with 0."""
    import numpy as np

    return np.array(texts, dtype=f"<U{width}").view(np.uint32).reshape(len(texts), width)


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
