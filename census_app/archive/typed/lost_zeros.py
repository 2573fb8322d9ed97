"""Numbers that lost their leading zeros: a spreadsheet that takes a customer number for a number stores it without.

They point at nobody, and whoever they belong to is accused of having nothing. Where the table they point at is known,
they are found again: it has no such number, and has it with the zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_name
from census_app.archive.raw import RawColumn, RawTable
from census_app.archive.units import UnitFinder
from census_app.dictionary.model import Dictionary, FieldEntry, RelationEntry, TableEntry

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Restored:
    """A column of one source whose short numbers get zeros up to `length`; `cells` of them."""

    file: str
    sheet: str
    header: str
    field: str
    length: int
    shortest: int
    cells: int

    def value(self, text: str) -> str:
        """SQL of the number behind a text: with its zeros where it is short."""
        short = is_short(text, self.shortest, self.length)
        return f"CASE WHEN {short} THEN lpad({text}, {self.length}, '0') ELSE {text} END"

    def __str__(self) -> str:
        return f"“{self.header}”有 {self.cells:,} 个编号丢了前面的 0，已按 {self.length} 位补上"


@dataclass(frozen=True)
class _Keys:
    """A table of known numbers that are all of one length; `shortest` without their zeros."""

    name: str
    length: int
    shortest: int


@dataclass
class LostZeros:
    """Finds such columns; the known numbers of a table are collected once, until it gets a new part."""

    connection: duckdb.DuckDBPyConnection
    dictionary: Dictionary
    units: UnitFinder
    share: float
    _known: dict[tuple[str, str], _Keys | None] = field(default_factory=dict)

    def forget(self, table_id: str) -> None:
        """A part of the table was written: what was known of its numbers is collected anew."""
        for key in [key for key in self._known if key[0] == table_id]:
            del self._known[key]

    def of(self, table: TableEntry, raws: Sequence[RawTable]) -> list[dict[str, Restored]]:
        """Per source, by field: the columns whose short numbers are zeros short."""
        return [self._of_source(table, raw) for raw in raws]

    def _of_source(self, table: TableEntry, raw: RawTable) -> dict[str, Restored]:
        found = {}
        for name, column in raw.field_columns().items():
            target = self._target(table, name)
            keys = None if target is None else self._keys(*target)
            restored = None if keys is None else self._restored(raw, name, column, keys)
            if restored is not None:
                found[name] = restored
        return found

    def _target(self, table: TableEntry, name: str) -> tuple[str, str] | None:
        """Table and field whose numbers the field repeats; a key repeats those of the data before."""
        if not table.has_field(name) or not _is_number(table.field(name)):
            return None
        if table.key == (name,):
            return table.id, name
        for relation in table.relations:
            if _points(relation, name) and self.dictionary.table(relation.target).key == (relation.fields[0][1],):
                return relation.target, relation.fields[0][1]
        return None

    def _keys(self, table_id: str, name: str) -> _Keys | None:
        if (table_id, name) not in self._known:
            self._known[table_id, name] = self._collect(table_id, name)
        return self._known[table_id, name]

    def _collect(self, table_id: str, name: str) -> _Keys | None:
        rows = self.units.known_rows(self.dictionary.table(table_id), [name])
        if rows is None:
            return None
        column = quote_name(name)
        found = self.connection.execute(
            f"SELECT mode(strlen(k)), min(strlen(ltrim(k, '0'))) FROM (SELECT {column} AS k FROM ({rows})) "
            "WHERE regexp_full_match(k, '[0-9]+')"
        ).fetchone()
        if found is None or found[0] is None or found[0] <= found[1] or not found[1]:
            return None
        length, shortest = int(found[0]), int(found[1])
        place = f"known_{table_id}_{name}"
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {place} AS SELECT DISTINCT {column} AS k FROM ({rows}) "
            f"WHERE {column} IS NOT NULL"
        )
        return _Keys(place, length, shortest)

    def _restored(self, raw: RawTable, name: str, column: RawColumn, keys: _Keys) -> Restored | None:
        """Short numbers most of which are no known number as they stand, and one with the zeros."""
        text = f"trim(r.c{column.index}, ' ''')"
        short = (
            f"SELECT {text} AS k FROM ({raw.scan}) r WHERE r.c{column.index} IS NOT NULL "
            f"AND strlen(r.c{column.index}) < {keys.length + 4} AND {is_short(text, keys.shortest, keys.length)}"
        )
        padded = f"lpad(s.k, {keys.length}, '0')"
        known = f"(SELECT k FROM {keys.name})"
        counted = self.connection.execute(
            f"SELECT count(*), count(*) FILTER (s.k IN {known}), count(*) FILTER ({padded} IN {known}) FROM ({short}) s"
        ).fetchone()
        cells, as_they_stand, with_zeros = counted or (0, 0, 0)
        if not cells or as_they_stand or with_zeros < self.share * cells:
            return None
        source = raw.source
        return Restored(source.file, source.sheet, column.header, name, keys.length, keys.shortest, int(cells))


def is_short(text: str, shortest: int, length: int) -> str:
    """SQL: whether the text is digits that may be a number of that length without its zeros."""
    return f"(strlen({text}) BETWEEN {shortest} AND {length - 1} AND regexp_full_match({text}, '[1-9][0-9]*'))"


def _is_number(entry: FieldEntry) -> bool:
    return entry.identifier and entry.code_list is None


def _points(relation: RelationEntry, name: str) -> bool:
    return len(relation.fields) == 1 and relation.fields[0][0] == name and not relation.link
