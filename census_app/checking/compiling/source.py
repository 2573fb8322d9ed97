"""What the compiler may ask of the data: relations, facts of columns, coverage."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from census_app.archive.model import FieldFacts, TableCoverage
from census_app.archive.snapshot import Snapshot
from census_app.dictionary.model import Dictionary

DataDays = tuple[tuple[int, date | None], ...]
"""(first row id, day) of runs of rows in the order of their ids: the day their data stand for, None for rows of the
newest delivery, for which 今日 is that day."""


class Source(Protocol):
    """Tables as DuckDB sees them; every relation has `row_id`, its fields, `_flags`, `_source_file`,
    `_sheet`, `_source_row`.

    `partition` names a column that splits every relation into worlds which must not see each other (worked
    examples run side by side); None when there is one world.
    """

    @property
    def partition(self) -> str | None:
        """The column that tells worlds apart."""
        ...

    def relation(self, table: str, read: str | None = None) -> str:
        """SQL that may stand in FROM; fields that the SQL `read` over it does not name may be missing."""
        ...

    def columns(self, table: str) -> frozenset[str]:
        """The fields the relation really has."""
        ...

    def facts(self, table: str, field_id: str) -> FieldFacts:
        """Counts of empty and defective values of a column the relation has."""
        ...

    def partly_absent(self, table: str, field_id: str) -> bool:
        """Whether some rows come from files without this column (token `-field` in `_flags`)."""
        ...

    def coverage(self, table: str) -> TableCoverage:
        """What is known of the table; absent when it was never imported."""
        ...

    def rows_of(self, table: str) -> int:
        """Number of rows."""
        ...

    def key_unique(self, table: str) -> bool:
        """Whether the dictionary key is surely unique."""
        ...

    def data_days(self, table: str) -> DataDays:
        """How old the rows are, by row id; empty when all are of the newest delivery."""
        ...


@dataclass
class SnapshotSource:
    """A snapshot's part files as views of one connection."""

    snapshot: Snapshot
    dictionary: Dictionary
    partition: str | None = None
    _columns: dict[str, frozenset[str]] = field(default_factory=dict)
    _facts: dict[tuple[str, str], FieldFacts] = field(default_factory=dict)
    _partly_absent: dict[tuple[str, str], bool] = field(default_factory=dict)

    def relation(self, table: str, read: str | None = None) -> str:
        """The subquery over the table's parts: a hundred columns, named as often as the table is read, are work."""
        entry = self.dictionary.table(table)
        fields = [name for name in self.columns(table) if entry.has_field(name) and (read is None or name in read)]
        return f"({self.snapshot.table_sql(entry, sorted(fields))})"

    def columns(self, table: str) -> frozenset[str]:
        """The fields any part has."""
        if table not in self._columns:
            parts = self.snapshot.table_parts(table)
            self._columns[table] = frozenset(name for part in parts for name in part.fields)
        return self._columns[table]

    def facts(self, table: str, field_id: str) -> FieldFacts:
        """Summed over the parts, once: a library asks seven thousand times about some hundreds of columns."""
        key = (table, field_id)
        if key not in self._facts:
            self._facts[key] = self.snapshot.facts(table, field_id) or FieldFacts()
        return self._facts[key]

    def partly_absent(self, table: str, field_id: str) -> bool:
        """Whether some part, or some of the files a part was made from, lacks the column."""
        key = (table, field_id)
        if key not in self._partly_absent:
            parts = self.snapshot.table_parts(table)
            found = any(field_id not in part.fields or part.fields[field_id].missing for part in parts)
            self._partly_absent[key] = found
        return self._partly_absent[key]

    def coverage(self, table: str) -> TableCoverage:
        """As the manifest states it."""
        return self.snapshot.coverage(table)

    def rows_of(self, table: str) -> int:
        """Summed over the parts."""
        return self.snapshot.rows(table)

    def key_unique(self, table: str) -> bool:
        """As far as the manifests know."""
        return self.snapshot.key_unique(table)

    def data_days(self, table: str) -> DataDays:
        """Of parts inherited from older deliveries; the newest are those of the snapshot's own day, or later ones."""
        newest, first = self.snapshot.manifest.data_date, 0
        runs: list[tuple[int, date | None]] = []
        for part in self.snapshot.table_parts(table):
            day = self.snapshot.day(part)
            told = None if day >= newest else day
            if not runs or runs[-1][1] != told:
                runs.append((first, told))
            first += part.rows
        return tuple(runs) if any(day is not None for _, day in runs) else ()
