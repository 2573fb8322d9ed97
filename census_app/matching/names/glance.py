"""Names of people made of a surname of one character and one or two more, taken apart a column at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from census_app.matching.names.kinds import UNSAID, plain_persons
from census_app.matching.names.person import LONGEST_USUAL, surname_syllable
from census_app.matching.names.words import surnames
from census_app.matching.ordering import numbered
from census_app.matching.text.fold import fold_texts
from census_app.matching.text.lengths import lengths
from census_app.matching.text.readings import SYLLABLES

_CHARACTERS = LONGEST_USUAL - 1
CodePoints = NDArray[np.uint32]


class Part(NamedTuple):
    """A part that names have in common: name i has `texts[which[i]]`."""

    texts: Sequence[str]
    which: NDArray[np.intp]


class UsualPersons(NamedTuple):
    """Their places among the texts given, rising, the folded names, and of each its parts by name."""

    places: NDArray[np.intp]
    names: list[str]
    parts: Mapping[str, Part]


def usual_persons(texts: Sequence[str]) -> UsualPersons:
    """Those of the texts that name such a person and nothing else; the others need a closer look.

    The parts: `surname`, `given`, and the syllable each of the three characters is read as.
    """
    folded = fold_texts(texts)
    places, characters = _plain(folded)
    first, second, third = characters.T
    heads, head = _numbered_characters(first)
    middles, middle = _numbered_characters(second)
    tails, tail = _numbered_characters(third)
    both, given = numbered(middle * len(tails) + tail)
    pairs = zip(*(one.tolist() for one in np.divmod(both, max(1, len(tails)))), strict=True)
    return UsualPersons(
        places,
        [folded[place] for place in places.tolist()],
        {
            "surname": Part(heads, head),
            "given": Part([middles[one] + tails[other] for one, other in pairs], given),
            "head": Part([surname_syllable(one) for one in heads], head),
            "middle": Part([SYLLABLES[one] for one in middles], middle),
            "rest": Part([SYLLABLES[one] if one else "" for one in tails], tail),
        },
    )


def _plain(texts: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.uint32]]:
    """Places and characters of the texts that `PlainPersons.holds`, but for surnames of several characters."""
    known, sizes = _known(), lengths(texts)
    places = np.flatnonzero((sizes > 1) & (sizes <= _CHARACTERS))
    short = [texts[place] for place in places.tolist()]
    characters = np.array(short, dtype=f"<U{_CHARACTERS}").view(np.uint32).reshape(-1, _CHARACTERS)
    first, second, third = characters.T
    last = np.where(third, third, second)
    kept = np.isin(first, known.surnames) & ~np.isin(last, known.asking_last) & (second != ord(UNSAID))
    kept &= _alphabetic(second) & _alphabetic(last)
    # few end, or begin, with what only the characters together can tell
    doubtful = np.flatnonzero(kept & (np.isin(last, known.ends) | np.isin(first, known.compound)))
    kept[doubtful] = [_is_plain(short[row]) for row in doubtful.tolist()]
    rows = np.flatnonzero(kept)
    return places[rows], characters[rows]


def _is_plain(text: str) -> bool:
    plain = plain_persons()
    asking = text in plain.asking_whole or text[-2:] in plain.asking_endings
    return not asking and text[:2] not in surnames().compound_heads


def _alphabetic(codes: CodePoints) -> NDArray[np.bool_]:
    """Which characters are letters or ideographs."""
    distinct, which = numbered(codes)
    return np.array([chr(code).isalpha() for code in distinct.tolist()], dtype=bool)[which]


def _numbered_characters(codes: CodePoints) -> tuple[list[str], NDArray[np.intp]]:
    """The distinct characters, "" for none, and which of them each is."""
    distinct, which = numbered(codes)
    return [chr(code) if code else "" for code in distinct.tolist()], which


class _Known(NamedTuple):
    surnames: CodePoints
    asking_last: CodePoints
    ends: CodePoints
    compound: CodePoints


@cache
def _known() -> _Known:
    """Code points of surnames, of last characters that ask for a closer look or do with those before, of first ones
    of surnames of several characters."""
    plain = plain_persons()
    sets = (
        plain.surnames,
        plain.asking_last,
        {word[-1] for word in plain.asking_endings | plain.asking_whole},
        {word[0] for word in surnames().compound_heads},
    )
    return _Known(*(np.array(sorted(map(ord, one)), dtype=np.uint32) for one in sets))
