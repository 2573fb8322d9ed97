"""Rare characters written as what they are made of, by systems that could not write them: 张土土土 is 张垚."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from census_app.foundation.resources import resource
from census_app.matching.names.words import surnames

_LISTED = "matching/names/taken_apart.txt"
_DOUBTFUL = "~"
# 张王月 is called 王月; of four characters two are one.
_LONG = 4
_LONGEST_WHOLE = 3


class Apart(NamedTuple):
    """Parts → the character they make: those that are no name, and all with those that may be one."""

    sure: dict[str, str]
    every: dict[str, str]


@cache
def taken_apart() -> Apart:
    """The shipped list."""
    sure: dict[str, str] = {}
    every: dict[str, str] = {}
    for line in resource(_LISTED).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        whole, *parts = line.split()
        every |= {part.removeprefix(_DOUBTFUL): whole for part in parts}
        sure |= {part: whole for part in parts if not part.startswith(_DOUBTFUL)}
    return Apart(sure, every)


def put_together(text: str) -> str:
    """A folded name with the parts behind its surname put together; the text itself where there are none, or where
    what it makes is no name of at most three characters."""
    if _beginnings().isdisjoint(text):
        return text
    surname = text[:2] if text[:2] in surnames().compound else text[:1] if text[:1] in surnames().single else ""
    if not surname:
        return text
    bare = re.sub(r"[()+]", "", text)
    known = taken_apart().every if len(bare) - len(surname) + 1 >= _LONG else taken_apart().sure
    given = _finder(known is not taken_apart().sure).sub(lambda found: known[found[0]], bare[len(surname) :])
    whole = surname + given
    return whole if len(whole) < len(bare) and len(given) < _LONGEST_WHOLE else text


@cache
def _beginnings() -> frozenset[str]:
    """The first characters of all parts: most names have none of them."""
    return frozenset(part[0] for part in taken_apart().every)


@cache
def _finder(every: bool) -> re.Pattern[str]:
    parts = taken_apart().every if every else taken_apart().sure
    return re.compile("|".join(sorted(parts, key=len, reverse=True)))
