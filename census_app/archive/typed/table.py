"""Raw tables of one dictionary table become one typed relation in DuckDB.

Per raw table: one profiling scan counts what the fast path does not settle; the distinct unsettled texts are read
by `cells.py` into small mapping tables. Nothing is read row by row in Python.

DuckDB loses the order of rows in joins, and sorting wide rows costs more than everything else here. So small
mappings are looked up by a scalar expression (the text's place in an enum picks the value from a list), which
keeps the order; large ones are joined, and only columns that need it (see `parts.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_name, quote_text, sql_type
from census_app.archive.model import FieldFacts
from census_app.archive.raw import RawTable
from census_app.archive.typed.cells import Cell, ReadingContext, cell_reader
from census_app.archive.typed.column import TypedColumn, TypedSource
from census_app.archive.typed.lost_zeros import Restored
from census_app.archive.typed.sql import fast_path
from census_app.dictionary.model import FieldEntry, TableEntry

if TYPE_CHECKING:
    import duckdb

_BATCH = 50_000
_MOST_LOOKED_UP = 4_000
# a text that is not among them is held against each for a likeness, which DuckDB would tell of if it were asked
_MOST_BYTES_LOOKED_UP = 20_000
_NO_VALUE = "没有值"


class TypedTable:
    """The typed relation of all raw tables that feed one dictionary table at one data date."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: TableEntry,
        raws: Sequence[RawTable],
        context: ReadingContext,
        name: str,
        restored: Sequence[Mapping[str, Restored]] = (),
    ) -> None:
        """`restored`: per source the columns, by field, whose short numbers get their zeros back."""
        self.connection = connection
        self.table = table
        self.name = name
        self.restored = restored
        self.sources = [self._typed_source(raw, number, context) for number, raw in enumerate(raws)]
        present = {name for source in self.sources for name in source.columns}
        self.fields = [entry for entry in table.fields if entry.id in present]

    def _typed_source(self, raw: RawTable, number: int, context: ReadingContext) -> TypedSource:
        columns = {}
        for field_id, raw_column in raw.field_columns().items():
            if not self.table.has_field(field_id):
                continue
            entry = self.table.field(field_id)
            reading = replace(context, header_unit=raw_column.unit)
            fast = fast_path(entry, f"r.c{raw_column.index}", reading)
            columns[field_id] = TypedColumn(entry, raw_column, fast)
        for field_id, restored in (self.restored[number] if self.restored else {}).items():
            columns[field_id].restored = restored
        source = TypedSource(raw, number, columns)
        self._profile(source)
        for column in columns.values():
            if column.unsettled:
                self._map(source, column, replace(context, header_unit=column.raw.unit))
        return source

    def _profile(self, source: TypedSource) -> None:
        if not source.columns:
            return
        counts = []
        for column in source.columns.values():
            counts.append(f"count(*) - count({column.text})")
            counts.append(f"count(*) FILTER ({column.text} IS NOT NULL AND NOT {column.fast.settles})")
            counts.append(f"count(*) FILTER ({column.fast.masked})" if column.fast.masked else "0")
        row = self.connection.execute(f"SELECT {', '.join(counts)} FROM ({source.raw.scan}) r").fetchone()
        for position, column in enumerate(source.columns.values()):
            column.empty, column.unsettled, column.masked = (
                (int(row[position * 3 + k]) for k in range(3)) if row else (0, 0, 0)
            )

    def _map(self, source: TypedSource, column: TypedColumn, context: ReadingContext) -> None:
        """Make the mapping table of the column's unsettled texts, each distinct text read once."""
        mapping = f"map_{self.name}_{source.number}_{column.raw.index}"
        kind = sql_type(column.entry)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {mapping} (raw VARCHAR, value {kind}, mark VARCHAR, reason VARCHAR, "
            "placeholder BOOLEAN, rounded BOOLEAN, normalised BOOLEAN)"
        )
        for texts in self._unsettled(source, column):
            read = cell_reader(column.entry, context.beside(column.entry, texts))
            cells = [read(text) for text in texts]
            self._insert(mapping, column, texts, cells)
            column.kinds.update(*(_kinds(cell) for cell in cells))
        column.mapping = mapping
        self._choose_lookup(column)

    def _choose_lookup(self, column: TypedColumn) -> None:
        mapping = column.mapping
        size = self.connection.execute(f"SELECT count(*), coalesce(sum(strlen(raw)), 0) FROM {mapping}").fetchone()
        column.joins = size is None or int(size[0]) > _MOST_LOOKED_UP or int(size[1]) > _MOST_BYTES_LOOKED_UP
        if column.joins:
            return
        self.connection.execute(f"CREATE TYPE {mapping}_texts AS ENUM (SELECT raw FROM {mapping} ORDER BY raw)")
        wanted = ["value"] + ["mark"] * bool(column.kinds & {"*", "?", "!"}) + ["reason"] * ("!" in column.kinds)
        for what in wanted:
            self.connection.execute(
                f"SET VARIABLE {mapping}_{what} = (SELECT list({what} ORDER BY raw) FROM {mapping})"
            )

    def _unsettled(self, source: TypedSource, column: TypedColumn) -> Iterator[list[str]]:
        cursor = self.connection.cursor()
        cursor.execute(
            f"SELECT DISTINCT {column.text} FROM ({source.raw.scan}) r "
            f"WHERE {column.text} IS NOT NULL AND NOT {column.fast.settles}"
        )
        while rows := cursor.fetchmany(_BATCH):
            yield [str(text) for (text,) in rows]

    def _insert(self, mapping: str, column: TypedColumn, texts: list[str], cells: list[Cell]) -> None:
        import numpy

        def array(values: list[str | None]) -> object:
            return numpy.array(values, dtype=object)

        name = column.entry.id
        batch = {
            "raw": array(list(texts)),
            "value": array([cell.value for cell in cells]),
            "mark": array([f"{cell.mark}{name}," if cell.mark else None for cell in cells]),
            "reason": array([cell.reason or None for cell in cells]),
            "placeholder": numpy.array([cell.placeholder for cell in cells], dtype=bool),
            "rounded": numpy.array([cell.rounded for cell in cells], dtype=bool),
            "normalised": numpy.array([cell.normalised for cell in cells], dtype=bool),
        }
        self.connection.register("unsettled_batch", batch)
        kind = sql_type(column.entry)
        self.connection.execute(
            f"INSERT INTO {mapping} SELECT raw::VARCHAR, CAST(value::VARCHAR AS {kind}), mark::VARCHAR, "
            "reason::VARCHAR, placeholder, rounded, normalised FROM unsettled_batch"
        )
        self.connection.unregister("unsettled_batch")

    def joined_fields(self) -> list[str]:
        """The fields of which some source has a large mapping: selecting them loses the order of rows."""
        return [
            entry.id
            for entry in self.fields
            if any(entry.id in source.columns and source.columns[entry.id].joins for source in self.sources)
        ]

    def select(self, fields: Collection[str], flags: bool, period: str | None = None) -> str:
        """SQL of all rows (of a month): `fields`, `_source`, `_source_row`, with `flags` also `_flags`.

        In source order as long as no large mapping is needed, that is none of `joined_fields` is in `fields` and
        none of them needs a flag. Rows without a key and repeated rows are still in it.
        """
        chosen = [entry for entry in self.fields if entry.id in fields]
        return "\nUNION ALL\n".join(self._select_source(source, chosen, flags, period) for source in self.sources)

    def _select_source(self, source: TypedSource, chosen: Sequence[FieldEntry], flags: bool, period: str | None) -> str:
        needed = {entry.id for entry in (self.fields if flags else chosen)}
        cells = [f"{self._value(source, entry)} AS {quote_name(entry.id)}" for entry in chosen]
        cells += [f"{source.number}::INTEGER AS _source", "r._row::INTEGER AS _source_row"]
        if flags:
            cells.append(f"{self._flags(source)} AS _flags")
        where = ""
        if period is not None:
            needed.add(str(self.table.period_field))
            where = f" WHERE {self.period(source)} = {quote_text(period)}"
        return f"SELECT {', '.join(cells)} {source.joined(needed)}{where}"

    def _value(self, source: TypedSource, entry: FieldEntry) -> str:
        column = source.columns.get(entry.id)
        return column.value if column is not None else f"CAST(NULL AS {sql_type(entry)})"

    def _flags(self, source: TypedSource) -> str:
        """`,` + tokens of the row's cells + of the columns this source lacks; NULL without any."""
        tokens = []
        for entry in self.fields:
            column = source.columns.get(entry.id)
            tokens += column.flags if column is not None else [quote_text(f"-{entry.id},")]
        return f"',' || nullif(concat({', '.join(tokens)}), '')" if tokens else "CAST(NULL AS VARCHAR)"

    def present_key(self) -> list[str]:
        """The key fields the sources have and a row must have, in dictionary order."""
        present = {entry.id for entry in self.fields}
        return [name for name in self.table.needed_key if name in present]

    def rejects_anything(self) -> bool:
        """Whether some row may lack a key."""
        return any(
            column is None or column.empty or column.kinds & {"!", "empty"}
            for source in self.sources
            for column in (source.columns.get(name) for name in self.present_key())
        )

    def rejected_select(self) -> str:
        """SQL of the rows without a whole key: `_source`, `_source_row`, `period`, `header`, `reason` (Chinese)."""
        selects = []
        for source in self.sources:
            reasons, conditions = [], []
            for name in self.present_key():
                header, value, reason = self._key_column(source, name)
                conditions.append(f"({value}) IS NULL")
                reasons.append(f"WHEN ({value}) IS NULL THEN [{quote_text(header)}, {reason}]")
            selects.append(
                f"SELECT {source.number}::INTEGER AS _source, r._row::INTEGER AS _source_row, "
                f"{self.period(source)} AS period, CASE {' '.join(reasons)} END AS why "
                f"{source.joined({*self.present_key(), str(self.table.period_field)})} WHERE {' OR '.join(conditions)}"
            )
        union = " UNION ALL ".join(selects)
        return f"SELECT _source, _source_row, period, why[1] AS header, why[2] AS reason FROM ({union})"

    def period(self, source: TypedSource) -> str:
        """SQL of the month a row belongs to; NULL for tables that are not kept by month."""
        column = source.columns.get(self.table.period_field or "")
        return column.value if column is not None else "CAST(NULL AS VARCHAR)"

    def _key_column(self, source: TypedSource, name: str) -> tuple[str, str, str]:
        column = source.columns.get(name)
        zh = self.table.field(name).zh
        if column is None:
            return zh, "NULL", quote_text(f"关键列“{zh}”不在这张表里")
        missing = quote_text(f"关键列“{zh}”{_NO_VALUE}")
        reason = missing if column.reason is None else f"coalesce({column.reason}, {missing})"
        return column.raw.header, column.value, reason

    @cached_property
    def unreadable(self) -> str | None:
        """The name of a table of the unreadable cells, made when first asked for; None when there are none.

        Columns: `_source`, `_source_row`, `field`, `header`, `raw`, `reason` (Chinese).
        """
        select = self._unreadable_select()
        if select is None:
            return None
        name = f"unreadable_{self.name}"
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {select}")
        return name

    def _unreadable_select(self) -> str | None:
        selects = [
            f"SELECT {source.number}::INTEGER AS _source, r._row::INTEGER AS _source_row, "
            f"{quote_text(column.entry.id)} AS field, {quote_text(column.raw.header)} AS header, "
            f"ltrim({column.text}, chr(1)) AS raw, m.reason FROM ({source.raw.scan}) r "
            f"JOIN {column.mapping} m ON {column.text} = m.raw WHERE starts_with(m.mark, '!')"
            for source in self.sources
            for column in source.columns.values()
            if "!" in column.kinds
        ]
        return " UNION ALL ".join(selects) if selects else None

    def noted(self) -> dict[str, FieldFacts]:
        """Per field: how many cells were placeholders, rounded, normalised (over all sources)."""
        facts: dict[str, FieldFacts] = {}
        for source in self.sources:
            for name, column in source.columns.items():
                if column.mapping is None or not column.kinds & {"placeholder", "rounded", "normalised"}:
                    continue
                row = self.connection.execute(
                    "SELECT count(*) FILTER (m.placeholder), count(*) FILTER (m.rounded), "
                    f"count(*) FILTER (m.normalised) FROM ({source.raw.scan}) r "
                    f"JOIN {column.mapping} m ON {column.text} = m.raw"
                ).fetchone() or (0, 0, 0)
                known = facts.get(name, FieldFacts())
                facts[name] = FieldFacts(
                    placeholders=known.placeholders + int(row[0]),
                    rounded=known.rounded + int(row[1]),
                    normalised=known.normalised + int(row[2]),
                )
        return facts

    def row_texts(self, labels: Sequence[str]) -> str:
        """SQL of every row's raw texts under the labels of `row_labels`, `period`, `_source`, `_source_row`."""
        selects = []
        for source in self.sources:
            columns = _labelled(source)
            cells = [
                f"r.c{columns[label]} AS {quote_name(label)}" if label in columns else f"NULL AS {quote_name(label)}"
                for label in labels
            ]
            selects.append(
                f"SELECT {', '.join(cells)}, {self.period(source)} AS period, {source.number}::INTEGER AS _source, "
                f"r._row::INTEGER AS _source_row {source.joined({str(self.table.period_field)})}"
            )
        return " UNION ALL ".join(selects)

    def row_labels(self) -> list[str]:
        """What identifies columns across sources: the field id, else the header; in order of appearance."""
        return list(dict.fromkeys(label for source in self.sources for label in _labelled(source)))


def _labelled(source: TypedSource) -> dict[str, int]:
    labels: dict[str, int] = {}
    for column in source.raw.columns:
        label = column.field if column.field is not None else f"列:{column.header}"
        while label in labels:
            label += "'"
        labels[label] = column.index
    return labels


def _kinds(cell: Cell) -> set[str]:
    kinds = {cell.mark} if cell.mark else set()
    if cell.value is None and not cell.mark:
        kinds.add("empty")
    if cell.value is None and cell.mark == "*":
        kinds.add("empty")
    kinds |= {name for name in ("placeholder", "rounded", "normalised") if getattr(cell, name)}
    return kinds
