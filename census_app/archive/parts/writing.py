"""Writing parts: one folder per table × data date (× month), named by the hash of what it was made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_name, quote_path, quote_text
from census_app.archive.model import Completeness, FieldFacts, PartManifest, SkipKind
from census_app.archive.parts.facts import part_facts
from census_app.archive.raw import RawTable
from census_app.archive.snapshot import PART_FILE
from census_app.archive.typed.lost_zeros import Restored
from census_app.archive.typed.table import TypedTable
from census_app.archive.units import UnitFinder
from census_app.dictionary.model import TableEntry
from census_app.foundation.canonical import canonical_json, sha256_file, sha256_text
from census_app.foundation.files import publish_folder
from census_app.foundation.jobs import JobContext

if TYPE_CHECKING:
    import duckdb

UNREADABLE_FILE = "unreadable.parquet"
PART_NAME_LENGTH = 40
# Raised whenever the same bytes would be typed differently than before.
TYPING_VERSION = 1
COPY_OPTIONS = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 61440)"
EXCLUDED = "excluded"


@dataclass(frozen=True)
class PartOrigin:
    """What all parts of one table and data date have in common."""

    table: TableEntry
    data_date: date
    imported_at: datetime
    dictionary_version: str
    fingerprint: str


@dataclass
class WrittenTable:
    """The parts of one table and data date and what became of every source row.

    `kept` are parts that stood in the archive already. `rejected` has the columns `_source`, `_source_row`,
    `header`, `reason` and is the name of a temporary table; None when nothing was rejected or unreadable.
    """

    table: TableEntry
    parts: list[PartManifest] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    rows: int = 0
    repeated: int = 0
    rejected: int = 0
    listed: str | None = None


def part_name(origin: PartOrigin, content: object) -> str:
    """The content address of a part."""
    return sha256_text(canonical_json([TYPING_VERSION, origin.fingerprint, origin.table.id, content]))[
        :PART_NAME_LENGTH
    ]


def source_content(raws: Sequence[RawTable], restored: Sequence[Mapping[str, Restored]] = ()) -> list[object]:
    """What a part is made from: bytes and mapping of each source, in order, and the numbers that got zeros back."""
    sources: list[object] = [
        [raw.source.sha256, raw.source.sheet, raw.source.file if not raw.source.sha256 else "", _mapping(raw)]
        for raw in raws
    ]
    lengths = _lengths(restored)
    return [*sources, lengths] if lengths else sources


def _lengths(restored: Sequence[Mapping[str, Restored]]) -> list[str]:
    return sorted(
        f"{number}:{name}={one.shortest}-{one.length}"
        for number, columns in enumerate(restored)
        for name, one in columns.items()
    )


def _mapping(raw: RawTable) -> list[list[str | int | None]]:
    return [[column.index, column.field, column.unit] for column in raw.columns if column.field is not None]


class PartWriter:
    """Writes the parts of one table at one data date into `parts_folder`."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, parts_folder: Path, units: UnitFinder, context: JobContext
    ) -> None:
        self.connection = connection
        self.parts_folder = parts_folder
        self.units = units
        self.context = context

    def write(self, origin: PartOrigin, typed: TypedTable, known: set[str]) -> WrittenTable:
        """Write every part that is not `known` already and count what became of each row."""
        written = WrittenTable(origin.table)
        self._exclude(typed, written)
        raws = [source.raw for source in typed.sources]
        if origin.table.period_field is None or origin.table.period_field not in {entry.id for entry in typed.fields}:
            names: dict[str | None, str] = {None: part_name(origin, source_content(raws, typed.restored))}
        else:
            names = self._month_names(origin, typed)
        noted: dict[str, FieldFacts] | None = typed.noted()
        for number, (period, name) in enumerate(names.items()):
            self.context.raise_if_cancelled()
            self.context.progress(number, len(names), f"写入 {origin.table.zh}" + (f" {period}" if period else ""))
            if name in known:
                written.kept.add(name)
                continue
            part = self._write_part(origin, typed, name, period, noted or {})
            part = self._with_counts(part, raws, period, first=noted is not None)
            noted = None
            written.parts.append(part)
            known.add(name)
        return written

    def _exclude(self, typed: TypedTable, written: WrittenTable) -> None:
        """Make the table of rows that do not enter: repeated ones first, then those without a key."""
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {EXCLUDED} (_source INTEGER, _source_row INTEGER, period VARCHAR, "
            "repeated BOOLEAN, header VARCHAR, reason VARCHAR)"
        )
        labels = typed.row_labels()
        texts = typed.row_texts(labels)
        listed = ", ".join(quote_name(label) for label in labels)
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE repeated_hashes AS SELECT h FROM "
            f"(SELECT hash({listed}) AS h FROM ({texts})) GROUP BY h HAVING count(*) > 1"
        )
        if self._count("SELECT count(*) FROM repeated_hashes"):
            self.connection.execute(
                f"INSERT INTO {EXCLUDED} SELECT _source, _source_row, period, TRUE, NULL, NULL FROM (SELECT _source, "
                f"_source_row, period, row_number() OVER (PARTITION BY {listed} ORDER BY _source, _source_row) AS n "
                f"FROM ({texts}) WHERE hash({listed}) IN (SELECT h FROM repeated_hashes)) WHERE n > 1"
            )
        written.repeated = self._count(f"SELECT count(*) FROM {EXCLUDED}")
        if typed.rejects_anything():
            self.connection.execute(
                f"INSERT INTO {EXCLUDED} SELECT j._source, j._source_row, j.period, FALSE, j.header, j.reason "
                f"FROM ({typed.rejected_select()}) j ANTI JOIN {EXCLUDED} e "
                "ON j._source = e._source AND j._source_row = e._source_row"
            )
        written.rejected = self._count(f"SELECT count(*) FROM {EXCLUDED} WHERE NOT repeated")

    def _month_names(self, origin: PartOrigin, typed: TypedTable) -> dict[str | None, str]:
        """Month → part name, from the content of the month's rows: a month that did not change keeps its name."""
        labels = typed.row_labels()
        listed = ", ".join(quote_name(label) for label in labels)
        mapping = [[label for label in labels if typed.table.has_field(label)], _units_of(typed)]
        found = self.connection.execute(
            f"SELECT period, count(*), sum(h)::VARCHAR, bit_xor(h)::VARCHAR FROM "
            f"(SELECT period, hash({listed}) AS h FROM ({typed.row_texts(labels)}) t "
            f"ANTI JOIN {EXCLUDED} e ON t._source = e._source AND t._source_row = e._source_row) "
            "WHERE period IS NOT NULL GROUP BY period ORDER BY period"
        ).fetchall()
        return {period: part_name(origin, [period, mapping, count, *sums]) for period, count, *sums in found}

    def _write_part(
        self, origin: PartOrigin, typed: TypedTable, name: str, period: str | None, noted: dict[str, FieldFacts]
    ) -> PartManifest:
        fields = [entry.id for entry in typed.fields]
        with publish_folder(self.parts_folder / name) as folder:
            file = folder / PART_FILE
            self._copy_in_order(self._rows_sql(origin.table, typed, fields, period), file)
            unreadable_hash = self._write_unreadable(typed, file, folder / UNREADABLE_FILE)
            facts = part_facts(self.connection, origin.table, file, fields)
            digest = sha256_file(file)
        merged = {
            name: found.model_copy(update=noted[name].model_dump(include=_NOTED)) if name in noted else found
            for name, found in facts.fields.items()
        }
        return PartManifest(
            part=name,
            table=origin.table.id,
            data_date=origin.data_date,
            imported_at=origin.imported_at,
            completeness=Completeness.COMPLETE,
            rows=facts.rows,
            read=facts.rows,
            rejected=0,
            sources=tuple(source.raw.source for source in typed.sources),
            fields=merged,
            units=facts.units,
            period=period,
            key_unique=facts.key_unique,
            file_sha256=digest,
            unreadable_sha256=unreadable_hash,
            dictionary=origin.dictionary_version,
        )

    def _rows_sql(self, table: TableEntry, typed: TypedTable, fields: Sequence[str], period: str | None) -> str:
        """SQL of the part's rows, in source order.

        What needs a join (units of other tables, large mappings) is joined and sorted apart, as few columns, and put
        beside the wide rows by position: both sides have the same rows in the same order.
        """
        unit, joins = self.units.unit_sql(table, fields, "t")
        apart = set(typed.joined_fields())
        staying = self._staying()
        if not joins and not apart:
            columns = ", ".join(f"t.{quote_name(name)}" for name in fields)
            rows = typed.select(fields, True, period)
            return f"SELECT {columns}, {unit} AS _unit, t._source, t._source_row, t._flags FROM ({rows}) t {staying}"
        own = {path[0] for path in table.unit_path if len(path) == 1}
        narrow = typed.select(fields if joins else [name for name in fields if name in apart | own], True, period)
        extra = "".join(f"t.{quote_name(name)}, " for name in fields if name in apart)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE apart AS SELECT {extra}{unit} AS _unit, t._flags FROM ({narrow}) t "
            f"{' '.join(joins)} {staying} ORDER BY t._source, t._source_row"
        )
        wide = typed.select([name for name in fields if name not in apart], False, period)
        columns = ", ".join(f"{'a' if name in apart else 't'}.{quote_name(name)}" for name in fields)
        return (
            f"SELECT {columns}, a._unit, t._source, t._source_row, a._flags FROM "
            f"(SELECT t.* FROM ({wide}) t {staying}) t POSITIONAL JOIN apart a"
        )

    def _staying(self) -> str:
        """Condition on rows `t` that leaves the excluded ones out without a join."""
        places = f"SELECT DISTINCT ({_PLACE})::VARCHAR AS place FROM {EXCLUDED}"
        if not self._count(f"SELECT count(*) FROM {EXCLUDED}"):
            return ""
        self.connection.execute("DROP TYPE IF EXISTS excluded_places")
        self.connection.execute(f"CREATE TYPE excluded_places AS ENUM ({places} ORDER BY place)")
        return "WHERE TRY_CAST(((t._source::BIGINT << 32) + t._source_row)::VARCHAR AS excluded_places) IS NULL"

    def _copy_in_order(self, select: str, file: Path) -> None:
        """Write the rows; should DuckDB not have kept their order, write them again sorted."""
        self.connection.execute(f"COPY ({select}) TO {quote_path(file)} {COPY_OPTIONS}")
        backwards = self._count(
            f"SELECT count(*) FROM (SELECT {_PLACE} AS place, lag({_PLACE}) OVER () AS before "
            f"FROM read_parquet({quote_path(file)})) WHERE place < before"
        )
        if backwards:
            unsorted = file.with_suffix(".unsorted")
            file.rename(unsorted)
            self.connection.execute(
                f"COPY (SELECT * FROM read_parquet({quote_path(unsorted)}) ORDER BY _source, _source_row) "
                f"TO {quote_path(file)} {COPY_OPTIONS}"
            )
            unsorted.unlink()

    def _write_unreadable(self, typed: TypedTable, rows: Path, file: Path) -> str:
        """Keep the raw text of the part's unreadable cells; returns the file's hash, empty without any."""
        if typed.unreadable is None:
            return ""
        self.connection.execute(
            f"COPY (SELECT u.* FROM {typed.unreadable} u SEMI JOIN (SELECT _source, _source_row FROM "
            f"read_parquet({quote_path(rows)}) WHERE _flags IS NOT NULL) p ON u._source = p._source AND "
            f"u._source_row = p._source_row ORDER BY ALL) TO {quote_path(file)} {COPY_OPTIONS}"
        )
        if not self._count(f"SELECT count(*) FROM read_parquet({quote_path(file)})"):
            file.unlink()
            return ""
        return sha256_file(file)

    def _with_counts(
        self, part: PartManifest, raws: Sequence[RawTable], period: str | None, first: bool
    ) -> PartManifest:
        """Read, rejected and skipped rows of the part; what belongs to no month is counted with the first one."""
        own = "TRUE" if period is None else f"period = {quote_text(period)}" + (" OR period IS NULL" if first else "")
        repeated = self._count(f"SELECT count(*) FROM {EXCLUDED} WHERE repeated AND ({own})")
        rejected = self._count(f"SELECT count(*) FROM {EXCLUDED} WHERE NOT repeated AND ({own})")
        skipped = skipped_rows(raws) if first else {}
        if repeated:
            skipped[SkipKind.REPEATED] = skipped.get(SkipKind.REPEATED, 0) + repeated
        rejected += sum(raw.rejected_rows for raw in raws) if first else 0
        read = part.rows + rejected + sum(skipped.values())
        return part.model_copy(update={"read": read, "rejected": rejected, "skipped": skipped})

    def _count(self, query: str) -> int:
        row = self.connection.execute(query).fetchone()
        return int(row[0]) if row else 0


_PLACE = "(_source::BIGINT << 32) + _source_row"
_NOTED = {"placeholders", "rounded", "normalised"}


def skipped_rows(raws: Sequence[RawTable]) -> dict[SkipKind, int]:
    """Rows the readers skipped, summed per kind."""
    skipped: dict[SkipKind, int] = {}
    for raw in raws:
        for kind, count in raw.skipped.items():
            if count:
                skipped[kind] = skipped.get(kind, 0) + count
    return skipped


def _units_of(typed: TypedTable) -> list[str]:
    units = sorted(
        f"{name}={column.raw.unit}"
        for source in typed.sources
        for name, column in source.columns.items()
        if column.raw.unit
    )
    return units + _lengths(typed.restored)
