"""Place names learned from a county's own tables and reference files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from . import kinds
from .vocabulary import by_head

SEEN_OFTEN = 2  # A name met only once in a corpus may be a slip of the pen.
_CERTAINTY = {
    kinds.PROVINCE: 4.0,
    kinds.CITY: 4.0,
    kinds.COUNTY: 4.0,
    kinds.TOWN: 4.2,
    kinds.VILLAGE: 3.6,
    kinds.ROAD: 5.5,
    kinds.ESTATE: 4.4,
}
_SHORTENED = (kinds.PROVINCE, kinds.CITY, kinds.COUNTY)


@dataclass(frozen=True, slots=True)
class Places:
    """Names of places by kind, each with how often it was seen; they are recognised without their suffix.

    `counts`: name → kind → times; `words`: two first characters → (name, kind, certainty), as the parser reads them.
    """

    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    words: Mapping[str, tuple[tuple[str, str, float], ...]] = field(default_factory=dict)


def places_of(counts: Mapping[str, Mapping[str, int]]) -> Places:
    """Places as the parser uses them, from counts."""
    words = [
        (name, kinds.shortened(kind) if kind in _SHORTENED else kind, _CERTAINTY[kind])
        for name, by_kind in counts.items()
        for kind, count in by_kind.items()
        if count >= SEEN_OFTEN
    ]
    return Places(counts, by_head(words))


NO_PLACES = Places()
