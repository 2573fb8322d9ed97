"""One import, all or nothing: gate and read, recognise, type, write parts, compose the snapshot, commit.

Call it while holding the workspace's import lease. Until the one transaction at the end nothing exists: part
folders without a row are removed when the import fails and swept when a killed one is followed by the next.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.brought import Brought
from census_app.archive.catalogue import Catalogue
from census_app.archive.disk import ensure_space
from census_app.archive.model import PartManifest, SkipKind, SnapshotManifest
from census_app.archive.next_snapshot import NextSnapshot
from census_app.archive.parts.writing import (
    PartOrigin,
    PartWriter,
    WrittenTable,
    part_name,
    skipped_rows,
    source_content,
)
from census_app.archive.questions import Question, merged
from census_app.archive.raw import Extraction, RawTable
from census_app.archive.rejected_list.writing import RejectedRows, write_rejected
from census_app.archive.report import ImportReport, ImportRequest, SourceCount, TableReport
from census_app.archive.settings import ImportSettings, load_settings
from census_app.archive.snapshot import Snapshot
from census_app.archive.sorting import Delivery, Sorted, sort_sources
from census_app.archive.typed.cells import ReadingContext
from census_app.archive.typed.lost_zeros import LostZeros, Restored
from census_app.archive.typed.table import TypedTable
from census_app.archive.units import UnitFinder, import_order
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.loader import dictionary_hash
from census_app.dictionary.model import Dictionary
from census_app.dictionary.names import only_table
from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.errors import BadInput, Cancelled
from census_app.foundation.files import plain_reason, publish_folder, said_plainly
from census_app.foundation.jobs import JobContext

if TYPE_CHECKING:
    import duckdb
    from sqlalchemy import Connection

REJECTED_FILE = "拒收清单.xlsx"
_MEMORY = "1GB"
_MOST_THREADS = 4


def import_files(
    request: ImportRequest,
    catalogue: Catalogue,
    dictionary: Dictionary,
    context: JobContext,
    when_committing: Callable[[Connection, ImportReport], None] | None = None,
) -> ImportReport:
    """Everything usable of the request's sources is a new snapshot, or nothing has changed.

    `when_committing` runs inside the transaction that makes the snapshot exist; raising there undoes the import.

    Refused files and sheets are listed in the report while the others go in; when none is usable, `BadInput`
    names every reason. `Cancelled` when the user stops it.
    """
    settings = load_settings()
    catalogue.sweep()
    ensure_space(catalogue.folder, request.files, settings)
    scratch = catalogue.scratch_folder / f"import-{os.getpid()}-{datetime.now(UTC):%H%M%S%f}"
    try:
        with said_plainly(scratch):
            scratch.mkdir(parents=True)
        with _engine(scratch, context) as connection:
            return _Import(
                request, catalogue, dictionary, context, settings, connection, scratch, when_committing
            ).run()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _engine(scratch: Path, context: JobContext) -> Iterator[duckdb.DuckDBPyConnection]:
    """A bounded DuckDB that spills into `scratch` and stops at once when the job is cancelled."""
    import duckdb

    threads = max(1, min(_MOST_THREADS, os.cpu_count() or 1))
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": _MEMORY,
        "temp_directory": str(scratch / "spill"),
        "preserve_insertion_order": True,
    }
    with duckdb.connect(config=config) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        forget = context.on_cancel(connection.interrupt)
        try:
            yield connection
        except duckdb.InterruptException as error:
            raise Cancelled from error
        except duckdb.IOException as error:
            raise BadInput(
                f"读写文件时出错：{plain_reason(error)}", "检查磁盘空间和文件夹权限后重试；没有写入任何内容"
            ) from error
        except duckdb.OutOfMemoryException as error:
            raise BadInput(
                "内存或临时空间不够完成这次导入", "关闭别的程序、清理磁盘，或分几次导入；没有写入任何内容"
            ) from error
        finally:
            forget()


@dataclass
class _Import:
    """The state of one import; `run` is the story."""

    request: ImportRequest
    catalogue: Catalogue
    dictionary: Dictionary
    context: JobContext
    settings: ImportSettings
    connection: duckdb.DuckDBPyConnection
    scratch: Path
    when_committing: Callable[[Connection, ImportReport], None] | None = None
    now: datetime = field(default_factory=lambda: datetime.now().replace(microsecond=0))
    known: dict[str, PartManifest] = field(default_factory=dict)
    tables: dict[str, TableReport] = field(default_factory=dict)
    brought: Brought = field(default_factory=Brought)
    listed: list[RejectedRows] = field(default_factory=list)
    left_out: list[SourceCount] = field(default_factory=list)
    explaining: list[SourceCount] = field(default_factory=list)
    restored: list[Restored] = field(default_factory=list)
    zeros: LostZeros = field(init=False)

    def run(self) -> ImportReport:
        """Read, type, write, compose, commit; on any failure the parts written here are gone again."""
        latest = self.catalogue.latest()
        previous = None if latest is None else self.catalogue.open(latest.snapshot)
        sources = sort_sources(self._extract(), self.request, self.dictionary, _newest_dates(previous))
        if not sources.deliveries:
            reasons = "；".join(f"{f'{item.file} {item.sheet}'.rstrip()}：{item.reason}" for item in sources.refused)
            advice = "；".join(dict.fromkeys(item.advice for item in sources.refused if item.advice))
            raise BadInput(
                f"没有一个文件可以导入：{reasons}" if reasons else "没有数据可以导入", advice or "按原因处理后重试"
            )
        standing = self.catalogue.live_parts()
        self.known = {name: part for name, part in self.catalogue.parts().items() if name in standing}
        try:
            return self._finish(sources, previous)
        except BaseException:
            self._remove_uncommitted()
            raise

    def _finish(self, sources: Sorted, previous: Snapshot | None) -> ImportReport:
        self._write_tables(sources, previous)
        manifest, questions, written = self._next_snapshot(previous)
        folder = self._publish_rejected()
        report = ImportReport(
            snapshot=manifest.snapshot,
            parts=sorted(self.brought.names()),
            tables=self.tables,
            coverage=manifest.coverage,
            refused=list(sources.refused),
            left_out=self.left_out,
            explaining=self.explaining,
            questions=merged(questions),
            mapping=[self._with_restored(told) for told in sources.mapping],
            rejected_list=self._earlier_list() if folder is None else folder / REJECTED_FILE,
        )
        self.context.raise_if_cancelled()
        new = [part for parts in self.brought.parts.values() for part in parts]

        def record(connection: Connection) -> None:
            if self.when_committing is not None:
                self.when_committing(connection, report)

        self.catalogue.commit_import([*new, *written], manifest, canonical_json(report.as_json()), record)
        return report

    def _with_restored(self, told: dict[str, Any]) -> dict[str, Any]:
        """What is told of a source's mapping, with the numbers of it that got their zeros back."""
        own = [str(one) for one in self.restored if (one.file, one.sheet) == (told["file"], told["sheet"])]
        return {**told, "notes": [*told["notes"], *own]}

    def _earlier_list(self) -> Path | None:
        """The list of an earlier import that rejected what comes again, byte for byte, now."""
        if not any(report.rejected or report.unreadable for report in self.tables.values()):
            return None
        for batch in reversed(self.catalogue.batches()):
            told = json.loads(batch.report)
            if told.get("rejected_list") and self.brought.again & set(told["parts"]):
                listed = self.catalogue.imports_folder / Path(told["rejected_list"]).parent.name / REJECTED_FILE
                if listed.is_file():
                    return listed
        return None

    def _extract(self) -> Extraction:
        from census_app.archive.databases import extract_database
        from census_app.archive.extract import extract_sources
        from census_app.archive.recognition.mapping import load_written

        dictionary = self.dictionary
        forced = self.request.force_table
        if forced is not None:
            dictionary = only_table(dictionary, forced)
        mapping = self.request.mapping
        if isinstance(mapping, Path):
            mapping = load_written(mapping, self.dictionary)
        found = extract_sources(self.request.files, dictionary, mapping, self.scratch / "sources", self.context)
        tables, refused = list(found.tables), list(found.refused)
        for number, address in enumerate(self.request.databases):
            folder = self.scratch / f"database{number}"
            read = extract_database(address, dictionary, mapping, folder, self.context)
            tables += read.tables
            refused += read.refused
        self.context.raise_if_cancelled()
        return Extraction(tuple(self._wanted(tables)), tuple(refused))

    def _wanted(self, tables: Sequence[RawTable]) -> Iterator[RawTable]:
        """The tables a person did not leave out, without covers and explanations; both are counted apart."""
        for table in tables:
            if table.explains:
                self.explaining.append(_source_count(table))
            elif (table.source.file, table.source.sheet) in self.request.left_out:
                self.left_out.append(_source_count(table))
            else:
                yield table

    def _write_tables(self, sources: Sorted, previous: Snapshot | None) -> None:
        units = UnitFinder(self.connection, self.dictionary, previous)
        self.zeros = LostZeros(self.connection, self.dictionary, units, self.settings.restored_share)
        writer = PartWriter(self.connection, self.catalogue.parts_folder, units, self.context)
        order = import_order(self.dictionary, [delivery.table for delivery in sources.deliveries])
        for table_id in order:
            for delivery in sources.of_table(table_id):
                self._write_delivery(delivery, writer)
                self.zeros.forget(table_id)
                for part in self.brought.parts[table_id]:
                    units.add_part(table_id, self._part_file(part.part), frozenset(part.fields))

    @cached_property
    def _dictionary_mark(self) -> str:
        """Hashing the whole dictionary once for every delivery cost more than writing a small one."""
        return sha256_text(dictionary_hash(self.dictionary))

    def _write_delivery(self, delivery: Delivery, writer: PartWriter) -> None:
        table = self.dictionary.table(delivery.table)
        origin = PartOrigin(table, delivery.day, self.now, self.dictionary.version, self._dictionary_mark)
        restored = self.zeros.of(table, delivery.raws)
        self.restored += [one for columns in restored for one in columns.values()]
        whole = part_name(origin, source_content(delivery.raws, restored))
        if whole in self.known and self.known[whole].period is None:
            self._count_again(delivery, self.known[whole])
            return
        reading = ReadingContext(self.settings, CodeBook(self.dictionary), delivery.day)
        self.context.progress(0, 0, f"转换 {table.zh}")
        name = f"{table.id}_{delivery.day:%Y%m%d}{'_correction' * delivery.correction}"
        typed = TypedTable(self.connection, table, delivery.raws, reading, name, restored)
        written = writer.write(origin, typed, set(self.known))
        self._count(delivery, written)
        self._list_rejected(typed, delivery.raws)
        self.brought.again |= set(written.kept)
        found = [*written.parts, *(self.known[name] for name in sorted(written.kept))]
        self._take(delivery, found)

    def _take(self, delivery: Delivery, parts: Sequence[PartManifest]) -> None:
        self.brought.take(delivery, parts)
        for part in parts:
            self.tables[delivery.table].unreadable += sum(facts.unreadable for facts in part.fields.values())
            counted = self.tables[delivery.table].unreadable_in
            for name, facts in part.fields.items():
                if facts.unreadable:
                    counted[name] = counted.get(name, 0) + facts.unreadable
            self.known[part.part] = part

    def _count(self, delivery: Delivery, written: WrittenTable) -> None:
        report = self.tables.setdefault(delivery.table, TableReport())
        skipped = skipped_rows(delivery.raws)
        if written.repeated:
            skipped[SkipKind.REPEATED] = written.repeated
        read = sum(raw.read for raw in delivery.raws)
        rejected = written.rejected + sum(raw.rejected_rows for raw in delivery.raws)
        _add(report, read, read - rejected - sum(skipped.values()), rejected, skipped, delivery.raws)

    def _count_again(self, delivery: Delivery, part: PartManifest) -> None:
        """The same bytes came again: what was counted then holds now."""
        report = self.tables.setdefault(delivery.table, TableReport())
        _add(report, part.read, part.rows, part.rejected, dict(part.skipped), delivery.raws)
        self.brought.again.add(part.part)
        self._take(delivery, [part])

    def _list_rejected(self, typed: TypedTable, raws: Sequence[RawTable]) -> None:
        """Remember, per source, which rows the rejected list shows; the readers' files live until the end."""
        from census_app.archive.rejected_list.rows import rejected_rows

        self.listed += rejected_rows(self.connection, typed, raws, self.settings.unreadable_rows_listed)

    def _publish_rejected(self) -> Path | None:
        if not self.listed:
            return None
        target = self.catalogue.imports_folder / f"{self.now:%Y%m%d-%H%M%S}-{self.scratch.name.rsplit('-', 1)[-1]}"
        with publish_folder(target) as folder:
            write_rejected(self.connection, self.listed, folder / REJECTED_FILE)
        return target

    def _next_snapshot(self, previous: Snapshot | None) -> tuple[SnapshotManifest, list[Question], list[PartManifest]]:
        maker = NextSnapshot(
            self.connection,
            self.catalogue.parts_folder,
            self.dictionary,
            self.settings,
            self.request.completeness,
            self.now,
        )
        return maker.make(self.brought, self.known, previous)

    def _part_file(self, name: str) -> Path:
        from census_app.archive.snapshot import PART_FILE

        return self.catalogue.parts_folder / name / PART_FILE

    def _remove_uncommitted(self) -> None:
        """Asks the database anew: an interrupt may have come after the commit. Unanswered, the next sweep removes."""
        with suppress(Exception):
            self.catalogue.sweep()


def _newest_dates(snapshot: Snapshot | None) -> dict[str, date]:
    """Of each table of the snapshot the newest data date."""
    if snapshot is None:
        return {}
    return {
        table_id: coverage.data_date
        for table_id, coverage in snapshot.manifest.coverage.items()
        if coverage.data_date is not None
    }


def _add(
    report: TableReport, read: int, rows: int, rejected: int, skipped: dict[SkipKind, int], raws: Sequence[RawTable]
) -> None:
    report.read += read
    report.rows += rows
    report.rejected += rejected
    for kind, count in skipped.items():
        report.skipped[kind] = report.skipped.get(kind, 0) + count
    report.sources += [_source_count(raw) for raw in raws]


def _source_count(raw: RawTable) -> SourceCount:
    return SourceCount(file=raw.source.file, sheet=raw.source.sheet, sha256=raw.source.sha256, read=raw.read)
