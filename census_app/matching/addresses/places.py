"""Place names learned from a county's own tables and reference files."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import kinds

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


@dataclass(frozen=True, slots=True)
class Places:
    """Names of places by label, each with how often it was seen; they are recognised without their suffix."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def known(self, name: str) -> tuple[tuple[str, float], ...]:
        """The labels `name` is known under, with the certainty each gives to the piece."""
        labels = self.counts.get(name)
        if not labels:
            return ()
        return tuple((label, _CERTAINTY[label]) for label, count in labels.items() if count >= SEEN_OFTEN)


NO_PLACES = Places()
