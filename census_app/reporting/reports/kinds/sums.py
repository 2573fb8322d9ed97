"""Counts of the problems' own units, added up to any unit above them."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.reporting.measures import MEASURES
from census_app.reporting.reports.counts import Counts
from census_app.reporting.reports.ground import Ground


def units_counted(ground: Ground, places: range) -> dict[str, Counts]:
    """Own unit → counts over these steps."""
    return {str(unit): counts for (unit,), counts in ground.counts.over(places, "own_unit").items()}


def sum_of(by_unit: dict[str, Counts], units: Iterable[str]) -> dict[str, int]:
    """The sum over these own units."""
    found = [by_unit[unit] for unit in units if unit in by_unit]
    return {measure: sum(counts[measure] for counts in found) for measure in MEASURES}
