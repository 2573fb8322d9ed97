"""How old each table is and which units it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.dictionary.model import TableKind
from census_app.reporting.week_board.model import Freshness

if TYPE_CHECKING:
    from census_app.archive.model import SnapshotManifest, TableCoverage
    from census_app.workspace.workspace import Workspace

_WORST_FIRST = ("stale", "inherited", "partial", "complete")


def freshness_of(workspace: Workspace, manifest: SnapshotManifest) -> tuple[tuple[Freshness, ...], tuple[str, ...]]:
    """The snapshot's tables, those that need care first; and the archive tables nobody delivered."""
    customers = manifest.coverage.get("customer")
    everywhere = len(customers.unit_dates) if customers is not None else 0
    found = []
    for table_id, coverage in manifest.coverage.items():
        table = workspace.dictionary.tables.get(table_id)
        if table is None:
            continue
        oldest = min(coverage.unit_dates.values(), default=coverage.data_date)
        day = coverage.data_date or oldest or manifest.data_date
        found.append(
            Freshness(
                table_id,
                table.zh,
                day.isoformat(),
                (manifest.data_date - (oldest or day)).days,
                coverage.rows,
                len(coverage.unit_dates) if coverage.unit_dates else None,
                everywhere,
                _state(coverage),
            )
        )
    missing = tuple(
        table.zh
        for table in workspace.dictionary.tables.values()
        if table.kind is TableKind.ARCHIVE and table.id not in manifest.coverage
    )
    return tuple(sorted(found, key=lambda one: (_WORST_FIRST.index(one.state), -one.days, -one.rows))), missing


def _state(coverage: TableCoverage) -> str:
    if coverage.stale:
        return "stale"
    if coverage.inherited or coverage.inherited_units:
        return "inherited"
    return "partial" if coverage.completeness.value == "partial" else "complete"
