"""What one import brought: the parts of its deliveries, new or standing already, and the days they hold for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from census_app.archive.model import PartManifest
from census_app.archive.sorting import Delivery


@dataclass
class Brought:
    """`parts` by table, in the order they were delivered.

    `days`: the newest day a part was delivered for, where it is later than the day it was made for; `corrections`:
    parts of rejected rows that come back mended; `again`: parts of the catalogue whose bytes came once more.
    """

    parts: dict[str, list[PartManifest]] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    corrections: set[str] = field(default_factory=set)
    again: set[str] = field(default_factory=set)

    def take(self, delivery: Delivery, parts: Sequence[PartManifest]) -> None:
        """The parts written or found again for `delivery` are counted in."""
        self.parts.setdefault(delivery.table, []).extend(parts)
        if delivery.correction:
            self.corrections |= {part.part for part in parts}
        for part in parts:
            if delivery.day > self.days.get(part.part, part.data_date):
                self.days[part.part] = delivery.day

    def names_of(self, table: str) -> set[str]:
        """The names of one table's parts."""
        return {part.part for part in self.parts.get(table, ())}

    def names(self) -> set[str]:
        """The names of all parts."""
        return {part.part for parts in self.parts.values() for part in parts}
