"""Which parts and snapshots exist: rows in the workspace's database, manifests as JSON with their hash.

A part folder without a row does not exist (architecture decision 21): an import first publishes its part
folders, then commits parts, snapshot and batch in one write transaction; what a killed import left behind is
swept when the next one starts.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Column, Connection, ForeignKey, Integer, MetaData, String, Table, Text, insert, select, update
from sqlalchemy.engine import Engine

from census_app.archive.model import PartManifest, SnapshotManifest, Stored
from census_app.archive.snapshot import PART_FILE, Snapshot
from census_app.foundation.canonical import canonical_json, sha256_file, sha256_text
from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput, CensusError
from census_app.foundation.files import sweep_unfinished

archive_metadata = MetaData()

part_table = Table(
    "part",
    archive_metadata,
    Column("part", String(64), primary_key=True),
    Column("table_id", String(64), nullable=False, index=True),
    Column("data_date", String(10), nullable=False),
    Column("manifest", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("pruned_at", String(40)),
)

snapshot_table = Table(
    "snapshot",
    archive_metadata,
    Column("snapshot", String(64), primary_key=True),
    Column("data_date", String(10), nullable=False),
    Column("manifest", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
)

import_batch_table = Table(
    "import_batch",
    archive_metadata,
    Column("batch", Integer, primary_key=True, autoincrement=True),
    Column("snapshot", String(64), ForeignKey("snapshot.snapshot"), nullable=False),
    Column("imported_at", String(40), nullable=False),
    Column("report", Text, nullable=False),
)

PARTS_FOLDER = "parts"
IMPORTS_FOLDER = "imports"
SCRATCH_FOLDER = "scratch"


@dataclass(frozen=True)
class ImportBatch:
    """One committed import: its number, the snapshot it made newest, when, and its report as JSON text."""

    batch: int
    snapshot: str
    imported_at: str
    report: str


class Catalogue:
    """The archive of one workspace: database rows in `engine`, part folders under `folder/parts`."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine = engine
        self.folder = folder

    @property
    def parts_folder(self) -> Path:
        """Where part folders stand."""
        return self.folder / PARTS_FOLDER

    @property
    def imports_folder(self) -> Path:
        """Where each import leaves its rejected list."""
        return self.folder / IMPORTS_FOLDER

    @property
    def scratch_folder(self) -> Path:
        """Where a running import keeps what nobody needs afterwards."""
        return self.folder / SCRATCH_FOLDER

    def parts(self, names: Iterable[str] | None = None) -> dict[str, PartManifest]:
        """Manifests by part id: all, or only `names` (unknown ones are left out)."""
        query = select(part_table.c.part, part_table.c.manifest, part_table.c.sha256)
        if names is not None:
            query = query.where(part_table.c.part.in_(list(names)))
        with reading(self.engine) as connection:
            rows = connection.execute(query.order_by(part_table.c.part)).all()
        return {part: PartManifest.model_validate_json(_intact(text, digest, part)) for part, text, digest in rows}

    def snapshots(self) -> list[SnapshotManifest]:
        """All snapshots, in the order in which imports made them newest for the first time."""
        with reading(self.engine) as connection:
            rows = connection.execute(
                select(snapshot_table.c.snapshot, snapshot_table.c.manifest, snapshot_table.c.sha256)
            ).all()
        manifests = [SnapshotManifest.model_validate_json(_intact(text, digest, name)) for name, text, digest in rows]
        return sorted(manifests, key=lambda manifest: (manifest.created_at, manifest.snapshot))

    def latest(self) -> SnapshotManifest | None:
        """The snapshot the last import made newest; None before the first import."""
        query = select(import_batch_table.c.snapshot).order_by(import_batch_table.c.batch.desc()).limit(1)
        with reading(self.engine) as connection:
            name = connection.execute(query).scalar()
        return None if name is None else self.manifest(name)

    def manifest(self, snapshot_id: str) -> SnapshotManifest:
        """The manifest of a snapshot; `BadInput` when there is none of that id."""
        query = select(snapshot_table.c.manifest, snapshot_table.c.sha256)
        with reading(self.engine) as connection:
            row = connection.execute(query.where(snapshot_table.c.snapshot == snapshot_id)).one_or_none()
        if row is None:
            raise BadInput(f"没有这个快照：{snapshot_id}", "用 census storage 查看已有的快照")
        return SnapshotManifest.model_validate_json(_intact(row.manifest, row.sha256, snapshot_id))

    def open(self, snapshot_id: str | None = None) -> Snapshot:
        """A snapshot (the latest when none is named), ready to read; `BadInput` before the first import."""
        manifest = self.latest() if snapshot_id is None else self.manifest(snapshot_id)
        if manifest is None:
            raise BadInput("工作区里还没有数据", "先用 census import 导入文件")
        names = [part for parts in manifest.parts.values() for part in parts]
        parts = self.parts(names)
        for name in names:
            if name not in parts or not (self.parts_folder / name / PART_FILE).is_file():
                raise BadInput(f"快照 {manifest.snapshot} 的数据分片 {name} 不在了", "从备份恢复，或重新导入")
        return Snapshot(manifest, parts, self.parts_folder)

    def batches(self) -> list[ImportBatch]:
        """All committed imports, oldest first."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(import_batch_table).order_by(import_batch_table.c.batch)).all()
        return [ImportBatch(row.batch, row.snapshot, row.imported_at, row.report) for row in rows]

    def commit_import(
        self,
        parts: Sequence[PartManifest],
        snapshot: SnapshotManifest,
        report: str,
        also: Callable[[Connection], None] | None = None,
    ) -> int:
        """Make parts, snapshot and batch exist in one transaction; returns the batch number.

        `also` runs first inside the same transaction: what it writes, or refuses by raising, holds for the import.

        The part folders stand already under their final names. Rows that exist are left as they are, so that the
        same bytes may be imported again; a pruned part that comes again is live again.
        """
        with writing(self.engine) as connection:
            if also is not None:
                also(connection)
            for manifest in parts:
                self._store_part(connection, manifest)
            _store_snapshot(connection, snapshot)
            inserted = connection.execute(
                insert(import_batch_table).values(snapshot=snapshot.snapshot, imported_at=_now(), report=report)
            ).inserted_primary_key
        if inserted is None:
            raise CensusError("数据库没有给出批次号", "重试导入")
        return int(inserted[0])

    def _store_part(self, connection: Connection, manifest: PartManifest) -> None:
        file = self.parts_folder / manifest.part / PART_FILE
        if not file.is_file():
            raise CensusError(f"数据分片的文件不见了：{file}", "重试导入；检查是否有别的程序在清理文件")
        known = connection.execute(select(part_table.c.pruned_at).where(part_table.c.part == manifest.part)).first()
        if known is None:
            text = _text(manifest)
            connection.execute(
                insert(part_table).values(
                    part=manifest.part,
                    table_id=manifest.table,
                    data_date=manifest.data_date.isoformat(),
                    manifest=text,
                    sha256=sha256_text(text),
                )
            )
        elif known.pruned_at is not None:
            connection.execute(update(part_table).where(part_table.c.part == manifest.part).values(pruned_at=None))

    def live_parts(self) -> set[str]:
        """Ids of the parts whose folders must stand."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(part_table.c.part).where(part_table.c.pruned_at.is_(None))).all()
        return {row.part for row in rows}

    def sweep(self) -> int:
        """Remove what killed imports left: unfinished writes, scratch folders, part folders without a row.

        Call it only while holding the workspace's import lease; returns how many things were removed.
        """
        removed = sweep_unfinished(self.folder) if self.folder.is_dir() else 0
        live = self.live_parts()
        for orphan in _children(self.parts_folder):
            if orphan.name not in live:
                shutil.rmtree(orphan, ignore_errors=True)
                removed += 1
        for orphan in _children(self.scratch_folder):
            shutil.rmtree(orphan, ignore_errors=True)
            removed += 1
        return removed

    def verify(self) -> list[str]:
        """What is wrong with the archive's files, in Chinese sentences; empty when every hash agrees."""
        wrong = []
        live = self.live_parts()
        for name, manifest in self.parts().items():
            file = self.parts_folder / name / PART_FILE
            if name in live and not file.is_file():
                wrong.append(f"数据分片 {name}（{manifest.table}）的文件不见了")
            elif name in live and sha256_file(file) != manifest.file_sha256:
                wrong.append(f"数据分片 {name}（{manifest.table}）的文件被改动过")
        return wrong

    def prune(self, part: str) -> None:
        """The part's files are gone and its manifest stays."""
        with writing(self.engine) as connection:
            connection.execute(update(part_table).where(part_table.c.part == part).values(pruned_at=_now()))
        shutil.rmtree(self.parts_folder / part, ignore_errors=True)


def _store_snapshot(connection: Connection, snapshot: SnapshotManifest) -> None:
    known = select(snapshot_table.c.snapshot).where(snapshot_table.c.snapshot == snapshot.snapshot)
    if connection.execute(known).first() is None:
        text = _text(snapshot)
        connection.execute(
            insert(snapshot_table).values(
                snapshot=snapshot.snapshot,
                data_date=snapshot.data_date.isoformat(),
                manifest=text,
                sha256=sha256_text(text),
            )
        )


def _text(document: Stored) -> str:
    return canonical_json(document.model_dump(mode="json"))


def _intact(text: str, digest: str, name: str) -> str:
    if sha256_text(text) != digest:
        raise BadInput(f"{name} 的清单被改动过，和登记的哈希不符", "从备份恢复工作区")
    return text


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _children(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
