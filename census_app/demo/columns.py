"""Which tables and columns of the grown county are delivered: those the dictionary knows, in its order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.dictionary.model import Dictionary, FieldEntry, TableEntry, TableKind

if TYPE_CHECKING:
    import duckdb

BILLS = "billing_month"
_TIE_BREAKERS = ("cons_no", "mp_no")


@dataclass(frozen=True)
class DeliveredTable:
    """A table with the fields the county has for it."""

    entry: TableEntry
    fields: tuple[FieldEntry, ...]

    @property
    def id(self) -> str:
        """The table's id."""
        return self.entry.id

    def selection(self, where: str = "") -> str:
        """SQL: the delivered columns, ordered by key so that the files come out the same every time."""
        columns = ", ".join(field.id for field in self.fields)
        condition = f" WHERE {where}" if where else ""
        return f"SELECT {columns} FROM {self.id}{condition} ORDER BY {', '.join(self.order())}"

    def order(self) -> list[str]:
        """Field ids that put the rows in order, the key first."""
        delivered = {field.id for field in self.fields}
        return [name for name in dict.fromkeys((*self.entry.key, *_TIE_BREAKERS)) if name in delivered]


def delivered_tables(connection: duckdb.DuckDBPyConnection, dictionary: Dictionary) -> list[DeliveredTable]:
    """Every table of the dictionary that was grown; derived ones are computed later and never delivered."""
    grown: dict[str, set[str]] = {}
    for table, column in connection.execute("SELECT table_name, column_name FROM duckdb_columns()").fetchall():
        grown.setdefault(table, set()).add(column)
    found = []
    for entry in dictionary.tables.values():
        if entry.kind is not TableKind.DERIVED and entry.id in grown:
            found.append(DeliveredTable(entry, tuple(field for field in entry.fields if field.id in grown[entry.id])))
    return found
