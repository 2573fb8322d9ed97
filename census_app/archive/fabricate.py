"""Snapshots from plain rows, without files or an importer: for rules' cases, tests and benchmarks."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_name, quote_path, quote_value, sql_type
from census_app.archive.model import Completeness, FieldFacts, PartManifest, SnapshotManifest, SourceFile, TableCoverage
from census_app.archive.parts.facts import PartFacts, part_facts
from census_app.archive.snapshot import PART_FILE, Snapshot
from census_app.dictionary.model import Dictionary, FieldEntry, FieldType, TableEntry
from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput

if TYPE_CHECKING:
    import duckdb

Row = Mapping[str, object]
_ROWS_PER_STATEMENT = 500
_DATE = date(2026, 11, 20)


@dataclass(frozen=True)
class Masked:
    """A masked cell such as `张*`: text fields keep the text, others are null; flagged `*`."""

    text: str


@dataclass(frozen=True)
class Unreadable:
    """A cell that could not be typed, such as `1900-02-30` in a date: null, flagged `!`."""

    text: str = ""


@dataclass(frozen=True)
class Uncoded:
    """A label outside the field's code list: kept as text, flagged `?`."""

    text: str


def build_snapshot(
    tables: Mapping[str, Sequence[Row] | Path],
    folder: Path,
    dictionary: Dictionary,
    *,
    columns: Mapping[str, Sequence[str]] | None = None,
    coverage: Mapping[str, TableCoverage] | None = None,
    data_date: date = _DATE,
    snapshot_id: str = "fabricated",
    connection: duckdb.DuckDBPyConnection | None = None,
) -> Snapshot:
    """A readable snapshot whose part files stand in `folder`; nothing is put into any catalogue.

    `tables`: table id → rows as dicts by field id (None = empty cell; `Masked`, `Unreadable`, `Uncoded` cells),
    or a Parquet file with columns named by field id (cast to the dictionary's types; optional `_flags`, `_unit`,
    `_source_row`). A table has the columns its rows mention, or those of `columns[table]`: any other field of the
    dictionary counts as not imported. Every given table is covered completely unless `coverage` says otherwise;
    tables not given are absent. `_unit` is taken from the row's `_unit` or its `org_no`.
    Opening DuckDB takes most of the time for small tables: give a `connection` when building many.
    An unknown table or field raises `BadInput`; a value that does not fit its field raises what DuckDB says.
    """
    parts: dict[str, PartManifest] = {}
    opened = nullcontext(connection) if connection is not None else kept_engine(1)
    with opened as database:
        for table_id, content in tables.items():
            if table_id not in dictionary.tables:
                raise BadInput(f"字典里没有表 {table_id}", "检查表的英文编号")
            table = dictionary.table(table_id)
            wanted = (columns or {}).get(table_id)
            part = _write_part(database, table, content, wanted, folder / f"{snapshot_id}-{table_id}")
            parts[part.part] = part.model_copy(update={"data_date": data_date, "dictionary": dictionary.version})
    covered = {part.table: _complete(part) for part in parts.values()} | dict(coverage or {})
    manifest = SnapshotManifest(
        snapshot=snapshot_id,
        created_at=datetime.combine(data_date, datetime.min.time()),
        data_date=data_date,
        parts={part.table: (part.part,) for part in parts.values()},
        coverage=covered,
        dictionary=dictionary.version,
    )
    return Snapshot(manifest, parts, folder)


def _complete(part: PartManifest) -> TableCoverage:
    return TableCoverage(
        completeness=Completeness.COMPLETE,
        data_date=part.data_date,
        fields=tuple(part.fields),
        rows=part.rows,
    )


def _write_part(
    connection: duckdb.DuckDBPyConnection,
    table: TableEntry,
    content: Sequence[Row] | Path,
    wanted: Sequence[str] | None,
    target: Path,
) -> PartManifest:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    file = target / PART_FILE
    copied = f"TO {quote_path(file)} (FORMAT parquet, COMPRESSION zstd)"
    if isinstance(content, Path):
        fields, select = _from_parquet(connection, table, content, wanted)
        connection.execute(f"COPY ({select}) {copied}")
        facts = part_facts(connection, table, file, fields)
    else:
        chosen = _chosen_fields(table, content, wanted)
        _fill(connection, chosen, content)
        connection.execute(f"COPY fabricated {copied}")
        facts = _facts_of(table, chosen, content)
    return PartManifest(
        part=target.name,
        table=table.id,
        data_date=_DATE,
        imported_at=datetime.combine(_DATE, datetime.min.time()),
        completeness=Completeness.COMPLETE,
        rows=facts.rows,
        read=facts.rows,
        rejected=0,
        sources=(SourceFile(file=f"{table.zh}.xlsx", sheet="Sheet1"),),
        fields=facts.fields,
        units=facts.units,
        key_unique=facts.key_unique,
    )


def _chosen_fields(table: TableEntry, rows: Sequence[Row], wanted: Sequence[str] | None) -> list[FieldEntry]:
    mentioned = {name for row in rows for name in row if not name.startswith("_")} | set(wanted or ())
    unknown = sorted(name for name in mentioned if not table.has_field(name))
    if unknown:
        raise BadInput(f"表 {table.zh} 没有字段 {'、'.join(unknown)}", "检查字段的英文编号")
    return [entry for entry in table.fields if entry.id in (wanted if wanted is not None else mentioned)]


def _fill(connection: duckdb.DuckDBPyConnection, chosen: Sequence[FieldEntry], rows: Sequence[Row]) -> None:
    definition = "".join(f"{quote_name(entry.id)} {sql_type(entry)}, " for entry in chosen)
    tail = "_unit VARCHAR, _source INTEGER, _source_row INTEGER, _flags VARCHAR"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE fabricated ({definition}{tail})")
    for start in range(0, len(rows), _ROWS_PER_STATEMENT):
        chunk = rows[start : start + _ROWS_PER_STATEMENT]
        values = ",".join(_row_literal(row, chosen, start + number) for number, row in enumerate(chunk))
        connection.execute(f"INSERT INTO fabricated VALUES {values}")


def _row_literal(row: Row, chosen: Sequence[FieldEntry], number: int) -> str:
    cells = [quote_value(_stored(row.get(entry.id), entry)) for entry in chosen]
    flags = [_mark(row.get(entry.id)) + entry.id for entry in chosen if _mark(row.get(entry.id))]
    marks = f",{','.join(flags)}," if flags else None
    return f"({', '.join([*cells, quote_value(_unit(row)), '0', str(number + 2), quote_value(marks)])})"


def _stored(value: object, field: FieldEntry) -> object:
    if isinstance(value, Masked | Uncoded):
        return value.text if field.type in (FieldType.TEXT, FieldType.CODE) else None
    return None if isinstance(value, Unreadable) else value


def _mark(value: object) -> str:
    if isinstance(value, Masked):
        return "*"
    if isinstance(value, Uncoded):
        return "?"
    return "!" if isinstance(value, Unreadable) else ""


def _unit(row: Row) -> str | None:
    unit = row.get("_unit", row.get("org_no"))
    return unit if isinstance(unit, str) else None


def _facts_of(table: TableEntry, chosen: Sequence[FieldEntry], rows: Sequence[Row]) -> PartFacts:
    fields = {}
    for entry in chosen:
        marks = Counter(_mark(row.get(entry.id)) for row in rows)
        nulls = sum(_stored(row.get(entry.id), entry) is None for row in rows)
        fields[entry.id] = FieldFacts(nulls=nulls, masked=marks["*"], uncoded=marks["?"], unreadable=marks["!"])
    keys = {tuple(str(_stored(row.get(name), table.field(name))) for name in table.key) for row in rows}
    whole = bool(table.key) and all(name in fields for name in table.key)
    units = tuple(sorted({unit for row in rows if (unit := _unit(row)) is not None}))
    return PartFacts(len(rows), fields, units, whole and len(keys) == len(rows))


def _from_parquet(
    connection: duckdb.DuckDBPyConnection, table: TableEntry, file: Path, wanted: Sequence[str] | None
) -> tuple[list[str], str]:
    source = f"read_parquet({quote_path(file)}, file_row_number=true)"
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    present = {str(row[0]) for row in described}
    chosen = [entry for entry in table.fields if entry.id in present and (wanted is None or entry.id in wanted)]
    if not chosen:
        raise BadInput(f"{file.name} 没有表 {table.zh} 的任何字段", f"列名用字段的英文编号，例如 {table.fields[0].id}")
    cells = "".join(
        f"CAST({quote_name(entry.id)} AS {sql_type(entry)}) AS {quote_name(entry.id)}, " for entry in chosen
    )
    unit = next((name for name in ("_unit", "org_no") if name in present), "NULL")
    row = "_source_row" if "_source_row" in present else "file_row_number + 2"
    flags = "_flags" if "_flags" in present else "NULL"
    select = (
        f"SELECT {cells}CAST({unit} AS VARCHAR) AS _unit, 0::INTEGER AS _source, "
        f"CAST({row} AS INTEGER) AS _source_row, CAST({flags} AS VARCHAR) AS _flags FROM {source}"
    )
    return [entry.id for entry in chosen], select
