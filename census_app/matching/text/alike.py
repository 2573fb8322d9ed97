"""Whether two characters are taken for each other: by ear (pinyin, dialect) or by eye (handwriting, OCR, Wubi)."""

from __future__ import annotations

import re
from enum import IntFlag
from functools import cache
from itertools import combinations

from census_app.matching.text.characters import entries
from census_app.matching.text.readings import READINGS


class Alike(IntFlag):
    """In which ways two different characters are alike."""

    NONE = 0
    SOUND = 1
    LOOK = 2
    BOTH = 3


# What many speakers do not keep apart: zh/z ch/c sh/s, n/l, hu-/f-, -ng/-n (not -ong), ü/u.
_INITIALS = re.compile(r"^(?:([zcs])h|n(?=[aeiouv]))")
_HU = {"hu": "fu", "hua": "fa", "huai": "fai", "huan": "fan", "hui": "fei", "hun": "fen", "huo": "fo"}
_FINALS = re.compile(r"(?<=[aei])ng$")


def alike(one: str, other: str) -> Alike:
    """How two characters are alike; a character is alike to itself in both ways."""
    if one == other:
        return Alike.BOTH
    sound = Alike.SOUND if near_syllables(one) & near_syllables(other) else Alike.NONE
    return sound | (Alike.LOOK if frozenset((one, other)) in look_alikes() else Alike.NONE)


def near_syllable(syllable: str) -> str:
    """One spelling for syllables that are often confused: `zheng` → `zen`, `nv` → `lu`."""
    near = _INITIALS.sub(lambda initial: initial[1] or "l", syllable)
    near = _FINALS.sub("n", near).replace("v", "u")
    return _HU.get(near, near)


@cache
def near_syllables(character: str) -> frozenset[str]:
    """`near_syllable` of every usual reading of a character."""
    return frozenset(near_syllable(reading) for reading in READINGS[character])


@cache
def look_alikes() -> frozenset[frozenset[str]]:
    """Pairs of characters that look alike."""
    pairs = {frozenset((first, other)) for first, *others in entries("look_alikes") for other in others}
    for group in entries("shared_components"):
        pairs.update(map(frozenset, combinations(group, 2)))
    return frozenset(pairs)
