"""Backup into one file, and restore from it into a new folder.

The database is copied consistently first; the files it names never change afterwards, so the archive is one
moment of the workspace however many processes go on working. Restoring checks every hash before the
workspace appears under its name, and never touches an existing one.
"""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

from sqlalchemy import delete
from sqlalchemy.exc import DatabaseError

from census_app import __version__
from census_app.foundation.canonical import canonical_json, sha256_file
from census_app.foundation.database import open_database, writing
from census_app.foundation.errors import BadInput, DiskRefusal
from census_app.foundation.files import publish, publish_folder, said_plainly
from census_app.foundation.jobs import JobContext, silent
from census_app.workspace import acts
from census_app.workspace.engine import scratch_folder
from census_app.workspace.migrate import back_up_database
from census_app.workspace.people.permissions import require
from census_app.workspace.runs.rebuild import MAINTENANCE_LEASE
from census_app.workspace.schema import leases
from census_app.workspace.workspace import DATABASE_NAME, Workspace

MANIFEST = "census-backup.json"
BACKUP_MADE = "backup.made"
FORMAT = 1
_COPIED_FOLDERS = (
    "parts",
    "runs",
    "mappings",
    "packs",
    "drafts",
    "keys",
    "imports",
    "links",
    "link_models",
    "received",
    "forms",
    "scenes",
)
_STORED_SUFFIXES = (".parquet", ".zip", ".xlsx")
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, OSError, EOFError, NotImplementedError,
    RuntimeError, ValueError, OverflowError,
)  # fmt: skip
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 64 << 20


@dataclass(frozen=True)
class BackupReport:
    """What a backup holds, or what a restore brought back."""

    file: str
    workspace: str
    files: int
    bytes: int
    restored: bool

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return dict(self.__dict__)

    def lines(self) -> list[str]:
        """The report in a Chinese line."""
        if self.restored:
            return [f"已从 {self.file} 恢复到 {self.workspace}：{self.files} 个文件，{self.bytes:,} 字节，哈希全部相符"]
        return [f"已备份到 {self.file}：{self.files} 个文件，{self.bytes:,} 字节（含个人信息，请妥善保管）"]


@dataclass(frozen=True)
class BackupMade:
    """A backup the log tells of; `there`: the file still stands where it was written."""

    at: str
    actor: str
    file: str
    files: int
    bytes: int
    there: bool


def backups_made(workspace: Workspace) -> list[BackupMade]:
    """Backups made of this workspace, newest first."""
    return [
        BackupMade(
            act.at,
            act.actor,
            act.payload["file"],
            int(act.payload["files"]),
            int(act.payload["bytes"]),
            Path(act.payload["file"]).is_file(),
        )
        for act in reversed(acts.list_acts(workspace.engine, kinds=[BACKUP_MADE]))
    ]


def back_up(workspace: Workspace, out: Path, context: JobContext | None = None) -> BackupReport:
    """`out` durably holds the whole workspace with a hash per file, and the log says so: personal data went there.

    An existing file is not overwritten.
    """
    context = context or silent()
    if out.exists():
        raise BadInput(f"文件已经存在：{out}", "换一个文件名；备份从不覆盖旧的备份")
    require(workspace, "storage.keep")
    with (
        workspace.lease(MAINTENANCE_LEASE, what="备份"),
        said_plainly(workspace.folder),
        scratch_folder(workspace.cache) as scratch,
    ):
        copy = scratch / DATABASE_NAME
        back_up_database(workspace.folder / DATABASE_NAME, copy)
        members = [(DATABASE_NAME, copy), *_members(workspace.folder, copy)]
        with publish(out) as temporary:
            entries = _write_archive(temporary, workspace, members, context)
        size = sum(entry["size"] for entry in entries)
        made = {"file": str(out.absolute()), "sha256": sha256_file(out), "files": len(entries), "bytes": size}
        acts.append(workspace.engine, BACKUP_MADE, "", made)
    return BackupReport(str(out), str(workspace.folder), len(entries), size, False)


def restore(archive: Path, folder: Path, context: JobContext | None = None) -> BackupReport:
    """`folder` is the workspace the archive was made of, every hash checked; refused when anything stands there."""
    context = context or silent()
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(f"这里已经有东西：{folder}", "恢复到一个新的或空的文件夹；恢复从不覆盖现有的工作区")
    try:
        with zipfile.ZipFile(archive) as opened:
            manifest = _manifest(opened, archive)
            if folder.exists():
                folder.rmdir()
            with publish_folder(folder) as temporary:
                for number, entry in enumerate(manifest["files"]):
                    context.raise_if_cancelled()
                    context.progress(number, len(manifest["files"]), "恢复")
                    _extract(opened, entry, temporary, archive)
                _let_go_of_leases(temporary / DATABASE_NAME, archive)
    except _BROKEN as error:
        raise BadInput(f"备份读不出来：{archive}：{error}", "换一份备份") from error
    Workspace.open(folder).close()
    size = sum(entry["size"] for entry in manifest["files"])
    return BackupReport(str(archive), str(folder), len(manifest["files"]), size, True)


def _members(folder: Path, database: Path) -> Iterator[tuple[str, Path]]:
    """Files the copied database knows, and the people's own (mappings, packs, public keys); nothing half made."""
    known = _known_folders(database)
    for name in _COPIED_FOLDERS:
        for path in sorted((folder / name).rglob("*")):
            relative = path.relative_to(folder)
            if not path.is_file() or any(part.startswith(".") for part in relative.parts):
                continue
            if name in known and relative.parts[1] not in known[name]:
                continue
            yield relative.as_posix(), path


def _known_folders(database: Path) -> dict[str, set[str]]:
    import sqlite3

    with closing(sqlite3.connect(database)) as connection:
        runs = {row[0] for row in connection.execute("SELECT run FROM runs")}
        parts = {row[0] for row in connection.execute("SELECT part FROM part WHERE pruned_at IS NULL")}
    return {"runs": runs, "parts": parts}


def _write_archive(
    target: Path, workspace: Workspace, members: list[tuple[str, Path]], context: JobContext
) -> list[dict[str, Any]]:
    entries = []
    with zipfile.ZipFile(target, "w", allowZip64=True) as archive:
        for number, (name, path) in enumerate(members):
            context.raise_if_cancelled()
            context.progress(number, len(members), "备份")
            stored = name.endswith(_STORED_SUFFIXES)
            archive.write(path, name, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
            entries.append({"name": name, "size": path.stat().st_size, "sha256": sha256_file(path)})
        manifest = {
            "format": FORMAT,
            "program": __version__,
            "workspace_id": workspace.information("workspace_id"),
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": entries,
        }
        archive.writestr(MANIFEST, canonical_json(manifest), zipfile.ZIP_DEFLATED)
    return entries


def _manifest(opened: zipfile.ZipFile, archive: Path) -> dict[str, Any]:
    """The archive's list of files, which must be exactly the archive's content, with harmless names."""
    refusal = BadInput(f"这不是完整的 census 备份：{archive}", "换一份备份")
    names = opened.namelist()
    if names.count(MANIFEST) != 1 or opened.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
        raise refusal
    try:
        manifest: dict[str, Any] = json.loads(opened.read(MANIFEST))
        listed = [str(entry["name"]) for entry in manifest["files"]]
        sizes = {str(entry["name"]): int(entry["size"]) for entry in manifest["files"]}
        version = manifest["format"]
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise refusal from error
    if version != FORMAT:
        raise BadInput(f"备份的格式 {version} 比本程序新：{archive}", "请升级本程序")
    if sorted([*listed, MANIFEST]) != sorted(names) or DATABASE_NAME not in listed:
        raise refusal
    if any(not _harmless(name) or opened.getinfo(name).file_size != sizes[name] for name in listed):
        raise refusal
    return manifest


def _harmless(name: str) -> bool:
    path = PurePosixPath(name)
    # beside the database nothing stands: what SQLite finds there it takes for the database's own journal
    placed = name == DATABASE_NAME or "/" in name
    plain = placed and not path.is_absolute() and "\\" not in name and ":" not in name
    return plain and all(part not in ("", "..", ".") for part in name.split("/"))


def _extract(opened: zipfile.ZipFile, entry: dict[str, Any], folder: Path, archive: Path) -> None:
    target = folder / entry["name"]
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = sha256()
    with opened.open(entry["name"]) as source, target.open("wb") as sink:
        _copy(source, sink, digest, int(entry["size"]))
    if digest.hexdigest() != entry["sha256"]:
        raise BadInput(f"备份里的 {entry['name']} 与登记的哈希不符：{archive}", "这份备份已损坏，换一份")


def _copy(source: IO[bytes], sink: IO[bytes], digest: Any, size: int) -> None:
    remaining = size
    while remaining and (chunk := source.read(min(_CHUNK, remaining))):
        digest.update(chunk)
        sink.write(chunk)
        remaining -= len(chunk)


def _let_go_of_leases(database: Path, archive: Path) -> None:
    try:
        engine = open_database(database)
        try:
            with writing(engine) as connection:
                connection.execute(delete(leases))
        finally:
            engine.dispose()
    except DiskRefusal:
        raise
    except (BadInput, DatabaseError) as error:
        raise BadInput(f"备份里的数据库不是工作区的，或已损坏：{archive}", "换一份备份") from error
