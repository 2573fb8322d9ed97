"""Place names learned from a county's own tables and reference files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from . import kinds
from .vocabulary import by_head

SEEN_OFTEN = 2  # A name met only once in a corpus may be a slip of the pen.
# Names are learned without 县, 镇 or 村 and recognised so; written in full they need no learning.
_KIND_AND_CERTAINTY = {
    kinds.PROVINCE: (kinds.SHORT_PROVINCE, 3.2),
    kinds.CITY: (kinds.SHORT_CITY, 3.2),
    kinds.COUNTY: (kinds.SHORT_COUNTY, 2.8),
    kinds.TOWN: (kinds.SHORT_TOWN, 3.0),
    kinds.VILLAGE: (kinds.SHORT_VILLAGE, 2.4),
    kinds.ROAD: (kinds.ROAD, 5.5),
    kinds.ESTATE: (kinds.ESTATE, 3.4),
}


Words = Mapping[str, tuple[tuple[str, str, float], ...]]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Places:
    """Names of places by kind, each with how often it was seen; they are recognised without their suffix.

    `counts`: name → kind → times; `words`: two first characters → (name, kind, certainty), as the parser reads them.
    `home`: the only counties there are, without 县, 区 or 市; none when that is not known.
    """

    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    home: frozenset[str] = frozenset()


def places_of(counts: Mapping[str, Mapping[str, int]], home: frozenset[str] = frozenset()) -> Places:
    """Places as the parser uses them, from counts."""
    words = [
        (name, *_KIND_AND_CERTAINTY[kind])
        for name, by_kind in counts.items()
        for kind, count in by_kind.items()
        if count >= SEEN_OFTEN and not (home and kind == kinds.COUNTY and name not in home)
    ]
    return Places(counts, by_head(words), home)


def towns_of(places: Places) -> frozenset[str]:
    """The towns known, without 镇, 乡 or 街道."""
    return frozenset(name for name, by_kind in places.counts.items() if by_kind.get(kinds.TOWN, 0) >= SEEN_OFTEN)


def counties_of(places: Places) -> frozenset[str]:
    """The counties known, without 县, 区 or 市."""
    return frozenset(name for name, by_kind in places.counts.items() if by_kind.get(kinds.COUNTY, 0) >= SEEN_OFTEN)


NO_PLACES = Places()
