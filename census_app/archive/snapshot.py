"""A snapshot opened for reading: its parts as one relation per table with dense row ids."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from census_app.archive.columns import quote_name, quote_path, quote_text, sql_type
from census_app.archive.model import FieldFacts, PartManifest, SnapshotManifest, TableCoverage
from census_app.dictionary.model import FieldEntry, TableEntry

PART_FILE = "rows.parquet"
ABSENT_COVERAGE = TableCoverage.model_validate({"completeness": "absent"})


@dataclass(frozen=True)
class Snapshot:
    """Manifest plus the part folders; everything checking needs, and nothing that can change.

    `parts_folder/<part>/rows.parquet` is the data of a part. Temporary snapshots (cases, benchmarks)
    are built by giving the manifests directly.
    """

    manifest: SnapshotManifest
    parts: dict[str, PartManifest]
    parts_folder: Path

    def table_parts(self, table: str) -> list[PartManifest]:
        """The table's parts in row_id order; empty when nothing was imported."""
        return [self.parts[part] for part in self.manifest.parts.get(table, ())]

    def part_file(self, part: str) -> Path:
        """The Parquet file of a part."""
        return self.parts_folder / part / PART_FILE

    def coverage(self, table: str) -> TableCoverage:
        """The table's coverage; absent when it was never imported."""
        return self.manifest.coverage.get(table, ABSENT_COVERAGE)

    def day(self, part: PartManifest) -> date:
        """The day the part's data stand for: the newest it was delivered with."""
        return self.manifest.delivered.get(part.part, part.data_date)

    def rows(self, table: str) -> int:
        """Number of rows of the table in this snapshot."""
        return sum(part.rows for part in self.table_parts(table))

    def facts(self, table: str, field: str) -> FieldFacts | None:
        """Summed facts of a column over the parts that have it; None when no part has it."""
        found = [part.fields[field] for part in self.table_parts(table) if field in part.fields]
        if not found:
            return None
        return FieldFacts(
            nulls=sum(fact.nulls for fact in found),
            masked=sum(fact.masked for fact in found),
            uncoded=sum(fact.uncoded for fact in found),
            unreadable=sum(fact.unreadable for fact in found),
        )

    def parts_without(self, table: str, field: str) -> list[str]:
        """Parts of the table whose files did not have the column (its values there are unknown)."""
        return [part.part for part in self.table_parts(table) if field not in part.fields]

    def key_unique(self, table: str) -> bool:
        """Whether the table's key is surely unique: one part whose own key is unique, or proven over all parts."""
        parts = self.table_parts(table)
        return table in self.manifest.keys_unique or (len(parts) <= 1 and all(part.key_unique for part in parts))

    def table_sql(
        self, table: TableEntry, fields: Sequence[str] | None = None, rows: Collection[int] | None = None
    ) -> str:
        """A DuckDB SELECT over the table's rows in this snapshot.

        Columns: `row_id` BIGINT (dense from 0, source order within and across parts), the dictionary's fields
        (or only `fields`, in that order) with their types, NULL where a part does not have the column,
        `_unit`, `_flags` (with `-field` tokens, among the selected fields, for columns the row's part lacks),
        `_source_file`, `_sheet`, `_source_row`. A table without parts gives the same columns and no rows.
        Given `rows`, only the rows of these ids; parts that hold none of them are not read.
        """
        chosen = [table.field(name) for name in fields] if fields is not None else list(table.fields)
        selects, first_row = [], 0
        for parts in self._alike(table.id):
            if rows is None:
                selects.append(self._rows_of(parts, chosen, first_row))
                first_row += sum(part.rows for part in parts)
                continue
            for part in parts:
                mine = sorted(row - first_row for row in rows if 0 <= row - first_row < part.rows)
                if mine:
                    only = f" WHERE file_row_number IN ({', '.join(map(str, mine))})"
                    selects.append(self._rows_of([part], chosen, first_row) + only)
                first_row += part.rows
        return "\nUNION ALL\n".join(selects) if selects else _no_rows(chosen)

    def _alike(self, table: str) -> list[list[PartManifest]]:
        """The table's parts in row_id order, those that follow each other and have the same columns together."""
        return [list(parts) for _, parts in groupby(self.table_parts(table), key=lambda part: frozenset(part.fields))]

    def _rows_of(self, parts: Sequence[PartManifest], chosen: Sequence[FieldEntry], first_row: int) -> str:
        """A SELECT over the rows of parts with the same columns, read as one: as a union of as many readings every
        grouping of them would be begun anew for each, and the groups of all put together afterwards."""
        here = parts[0].fields
        columns = [_column(entry.id, sql_type(entry), entry.id in here) for entry in chosen]
        missing = [entry.id for entry in chosen if entry.id not in here]
        firsts = [first_row + sum(part.rows for part in parts[:place]) for place in range(len(parts))]
        files = [quote_path(self.part_file(part.part)) for part in parts]
        read = files[0] if len(files) == 1 else f"[{', '.join(files)}], union_by_name=true"
        return (
            f"SELECT (file_row_number + {_by_part(list(map(str, firsts)))})::BIGINT AS row_id, "
            f"{''.join(f'{name}, ' for name in columns)}_unit, {_flags(parts, missing)} AS _flags, "
            f"{_source(parts, 'file')} AS _source_file, {_source(parts, 'sheet')} AS _sheet, _source_row "
            f"FROM read_parquet({read}, file_row_number=true)"
        )


def _by_part(values: list[str]) -> str:
    """SQL that stands for each part's own value on that part's rows."""
    return values[0] if len(set(values)) == 1 else f"[{', '.join(values)}][CAST(file_index AS BIGINT) + 1]"


def _column(name: str, kind: str, present: bool) -> str:
    return quote_name(name) if present else f"CAST(NULL AS {kind}) AS {quote_name(name)}"


def _flags(parts: Sequence[PartManifest], missing: list[str]) -> str:
    tokens = "".join(f"-{name}," for name in missing)
    clean = not any(
        facts.masked or facts.uncoded or facts.unreadable or facts.missing
        for part in parts
        for facts in part.fields.values()
    )
    if clean:
        return quote_text("," + tokens) if tokens else "CAST(NULL AS VARCHAR)"
    return f"coalesce(_flags, ',') || {quote_text(tokens)}" if tokens else "_flags"


def _source(parts: Sequence[PartManifest], attribute: str) -> str:
    texts = [[quote_text(getattr(source, attribute)) for source in part.sources] or ["''"] for part in parts]
    if all(len(set(own)) == 1 for own in texts):
        return _by_part([own[0] for own in texts])
    return f"({_by_part(['[' + ', '.join(own) + ']' for own in texts])})[_source + 1]"


def _no_rows(chosen: list[FieldEntry]) -> str:
    columns = "".join(f"{_column(entry.id, sql_type(entry), False)}, " for entry in chosen)
    texts = "".join(f", CAST(NULL AS VARCHAR) AS {name}" for name in ("_flags", "_source_file", "_sheet"))
    return (
        f"SELECT CAST(NULL AS BIGINT) AS row_id, {columns}CAST(NULL AS VARCHAR) AS _unit{texts}, "
        "CAST(NULL AS INTEGER) AS _source_row WHERE FALSE"
    )
