"""How old each table is and which units it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.dictionary.model import TableKind
from census_app.reporting.week_board.model import Freshness

if TYPE_CHECKING:
    from census_app.archive.model import SnapshotManifest, TableCoverage
    from census_app.workspace.workspace import Workspace

_WORST_FIRST = ("stale", "inherited", "partly_inherited", "partial", "complete")


def freshness_of(workspace: Workspace, manifest: SnapshotManifest) -> tuple[tuple[Freshness, ...], tuple[str, ...]]:
    """The snapshot's tables, those that need care first; and the archive tables nobody delivered."""
    customers = manifest.coverage.get("customer")
    everywhere = frozenset(customers.unit_dates if customers is not None else ())
    found = []
    for table_id, coverage in manifest.coverage.items():
        table = workspace.dictionary.tables.get(table_id)
        if table is None:
            continue
        # the oldest part is what a table is judged by: the day must be that one's too
        day = min(coverage.unit_dates.values(), default=coverage.data_date) or manifest.data_date
        found.append(
            Freshness(
                table_id,
                table.zh,
                day.isoformat(),
                (manifest.data_date - day).days,
                coverage.rows,
                len(everywhere & coverage.unit_dates.keys()) if coverage.unit_dates else None,
                len(everywhere),
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
    if coverage.inherited:
        return "inherited"
    if coverage.inherited_units:
        return "partly_inherited"
    return "partial" if coverage.completeness.value == "partial" else "complete"
