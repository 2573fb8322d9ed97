"""What the newest snapshot has in each column: how often it is empty, and which columns nobody imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.archive.snapshot import Snapshot
from census_app.dictionary.model import Dictionary, TableEntry

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class FieldState:
    """`imported`: at least some rows have the column. `empty` is the share of rows without a value, 0…1; None when
    that is not known (no rows, or a column that is computed)."""

    imported: bool
    empty: float | None = None


def field_states(workspace: Workspace) -> dict[tuple[str, str], FieldState]:
    """(table, field) → its state in the newest snapshot; nothing is imported in a workspace without one.

    Columns of derived tables are as imported as those they are made of.
    """
    manifest = workspace.catalogue.latest()
    dictionary = workspace.dictionary
    snapshot = workspace.catalogue.open(manifest.snapshot) if manifest is not None else None
    return {
        (table.id, field.id): _state(snapshot, dictionary, table, field.id)
        for table in dictionary.tables.values()
        for field in table.fields
    }


def _state(snapshot: Snapshot | None, dictionary: Dictionary, table: TableEntry, field: str) -> FieldState:
    if snapshot is None:
        return FieldState(imported=False)
    source = _source(dictionary, table)
    if source is not table:
        return FieldState(not source.has_field(field) or _imported(snapshot, source.id, field))
    rows, facts = snapshot.rows(table.id), snapshot.facts(table.id, field)
    if facts is None:
        return FieldState(imported=False)
    lacking = sum(part.rows for part in snapshot.table_parts(table.id) if field not in part.fields)
    return FieldState(imported=True, empty=(facts.nulls + lacking) / rows if rows else None)


def _imported(snapshot: Snapshot, table: str, field: str) -> bool:
    return snapshot.facts(table, field) is not None


def _source(dictionary: Dictionary, table: TableEntry) -> TableEntry:
    """The table the rows come from in the end."""
    while True:
        if table.latest is not None:
            table = dictionary.table(table.latest.source)
        elif table.periods is not None:
            table = dictionary.table(table.periods.source)
        elif table.linked is not None:
            table = dictionary.table(table.linked.target)
        else:
            return table
