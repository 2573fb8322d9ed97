"""What was read from files of corrections."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from census_app.checking.rehearsal.corrections import Correction


@dataclass
class ReadCorrections:
    """Corrections of all files, rows refused with the reason, and how many answered rows bring no corrected value."""

    corrections: list[Correction] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    without_value: int = 0

    def as_json(self) -> dict[str, Any]:
        """What the command line adds to its JSON object."""
        return {"rows_refused": self.refused, "rows_without_value": self.without_value}

    def lines(self) -> list[str]:
        """For the terminal; nothing when all rows were taken."""
        lines = [f"清单里没有填整改后值的 {self.without_value} 行不预演"] if self.without_value else []
        return [*lines, *(["没有读的行："] if self.refused else []), *(f"  {line}" for line in self.refused)]
