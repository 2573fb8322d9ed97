"""Counts of measures under any heading: week, unit of any level, rule, category, severity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from census_app.reporting.measures import ARRIVALS, LEAVINGS, MEASURES

if TYPE_CHECKING:
    import duckdb

Counts = Mapping[str, int]
Key = tuple[str | int, ...]
_HEADINGS = {
    "step": "c.step",
    "unit": "u.node",
    "own_unit": "c.unit",
    "rule": "c.rule_id",
    "category": "coalesce(r.category, '')",
    "severity": "c.severity",
}
STOCKS = ("closing", "long_standing", "overdue", "repeated", "not_rechecked")
"""Counted at the end of a period; `opening` at its start; everything else adds up over its steps."""


class CountTable:
    """The table `cells` of a connection with the table `unit_nodes` (unit → node) and `rule_names` (rule, category)."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, steps: int) -> None:
        self._connection, self._steps = connection, steps

    def by_step(self, *headings: str) -> dict[Key, dict[str, int]]:
        """(step, *headings) → counts of that step; without headings every step has an entry, found or not."""
        found = self._grouped(("step", *headings), range(self._steps))
        nothing: dict[Key, dict[str, int]] = (
            {} if headings else {(step,): dict(NO_COUNTS) for step in range(self._steps)}
        )
        return nothing | found

    def over(self, steps: Iterable[int], *headings: str) -> dict[Key, dict[str, int]]:
        """Headings → counts over consecutive steps: flows added up, stocks as at the end, `opening` as at the start."""
        chosen = sorted(steps)
        found: dict[Key, dict[str, int]] = {}
        for (step, *rest), counts in self._grouped(("step", *headings), chosen).items():
            total = found.setdefault(tuple(rest), dict.fromkeys(MEASURES, 0))
            for name, count in counts.items():
                if name == "opening":
                    total[name] += count if step == chosen[0] else 0
                elif name in STOCKS:
                    total[name] += count if step == chosen[-1] else 0
                else:
                    total[name] += count
        for total in found.values():
            total["due"] = sum(total[name] for name in ARRIVALS)
        return found

    def _grouped(self, headings: tuple[str, ...], steps: Iterable[int]) -> dict[Key, dict[str, int]]:
        listed = ", ".join(str(step) for step in steps) or "-1"
        keys = ", ".join(_HEADINGS[heading] for heading in headings)
        sums = ", ".join(f'sum(c."{name}")::BIGINT' for name in MEASURES)
        rows = self._connection.execute(
            f"SELECT {keys}, {sums} FROM cells c LEFT JOIN unit_nodes u ON u.unit = c.unit "
            f"LEFT JOIN rule_names r ON r.rule_id = c.rule_id WHERE c.step IN ({listed}) "
            f"GROUP BY {keys} ORDER BY {keys}"
        ).fetchall()
        width = len(headings)
        return {row[:width]: dict(zip(MEASURES, row[width:], strict=True)) for row in rows}


NO_COUNTS: Counts = dict.fromkeys(MEASURES, 0)


def balance(counts: Counts) -> int:
    """Opening + arrivals − leavings; equals closing."""
    return sum(counts[name] for name in ARRIVALS) - sum(counts[name] for name in LEAVINGS)
