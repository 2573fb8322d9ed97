"""Semantic versions of packs, and the ranges of them that another pack fits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering

_NUMBER = "(0|[1-9][0-9]{0,8})"
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-([0-9a-z]+(?:\.[0-9a-z]+)*))?")
_PARTIAL = re.compile(rf"{_NUMBER}(?:\.{_NUMBER})?(?:\.{_NUMBER})?")
_BOUND = re.compile(r"(>=|<=|>|<|=)\s*(\S+)")
_LONGEST = 64


@total_ordering
@dataclass(frozen=True)
class Version:
    """`1.4.0`, or `1.4.0-rc.1` which comes before it; ordered as semantic versions are."""

    numbers: tuple[int, int, int]
    early: tuple[str, ...] = ()

    def __lt__(self, other: Version) -> bool:
        return self._rank() < other._rank()

    def __str__(self) -> str:
        early = f"-{'.'.join(self.early)}" if self.early else ""
        return ".".join(map(str, self.numbers)) + early

    def _rank(self) -> tuple[tuple[int, int, int], bool, tuple[tuple[bool, int, str], ...]]:
        parts = tuple((not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in self.early)
        return self.numbers, not self.early, parts


def read_version(text: str) -> Version:
    """The version; raises `ValueError` in words when the text is none."""
    found = _VERSION.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        raise ValueError(f"“{text[:_LONGEST]}”不是版本号，写作 1.4.0（主版本.次版本.修订）")
    major, minor, patch, early = found.groups()
    return Version((int(major), int(minor), int(patch)), tuple(early.split(".")) if early else ())


@dataclass(frozen=True)
class VersionRange:
    """Bounds that must all hold; no bounds take every version."""

    bounds: tuple[tuple[str, Version], ...]

    def holds(self, version: Version) -> bool:
        """Whether the version is within all bounds."""
        return all(_OPERATORS[operator](version, bound) for operator, bound in self.bounds)


def read_range(text: str) -> VersionRange:
    """`>=0.2`, `>=0.2,<1`, `=0.2.1`; empty takes all. Raises `ValueError` in words."""
    bounds = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        found = _BOUND.fullmatch(part)
        numbers = _PARTIAL.fullmatch(found[2]) if found and len(part) <= _LONGEST else None
        if found is None or numbers is None:
            raise ValueError(f"“{part[:_LONGEST]}”不是版本范围，写作 >=0.2 或 >=0.2,<1")
        major, minor, patch = (int(one or 0) for one in numbers.groups())
        bounds.append((found[1], Version((major, minor, patch))))
    return VersionRange(tuple(bounds))


def fits_dictionary(stated: str, version: str) -> bool:
    """Whether a pack written for dictionary `stated` (`1`, `1.2` or `1.2.0`) may be read with dictionary `version`.

    The first number must be the same: it counts changes that break rules. Later additions do no harm.
    """
    wanted, given = (_PARTIAL.fullmatch(text) if len(text) <= _LONGEST else None for text in (stated, version))
    if wanted is None or given is None:
        return stated == version
    asked, present = ([int(one or 0) for one in found.groups()] for found in (wanted, given))
    return asked[0] == present[0] and present >= asked


_OPERATORS = {
    ">=": lambda version, bound: version >= bound,
    "<=": lambda version, bound: version <= bound,
    ">": lambda version, bound: version > bound,
    "<": lambda version, bound: version < bound,
    "=": lambda version, bound: version == bound,
}
