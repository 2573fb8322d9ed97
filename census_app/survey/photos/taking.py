"""A folder of photos comes in: every picture kept by its content, placed where it can be, and told where it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from census_app.archive.extract import readable_name
from census_app.archive.sheets import Sheet
from census_app.foundation.canonical import sha256_file
from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext
from census_app.survey.photos.circumstances import with_notes
from census_app.survey.photos.kept import SeenPhoto, known_contents, new_rows
from census_app.survey.photos.meter_boxes import BoxMeters, meters_around
from census_app.survey.photos.names import read_name
from census_app.survey.photos.placing import Placed, place_photo, tasks_named
from census_app.survey.photos.process import read_photos
from census_app.survey.photos.reading import PhotoFacts
from census_app.survey.photos.settings import photo_settings
from census_app.survey.results.circumstances import Circumstances, circumstances
from census_app.survey.results.sources import PhotoFolder
from census_app.survey.results.submission import Mark, Standing
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.people.permissions import require_in
from census_app.workspace.people.settings import people_settings
from census_app.workspace.received import PHOTO_KIND, Received, keep_file, not_yet_registered

if TYPE_CHECKING:
    from census_app.workspace.leases import Lease
    from census_app.workspace.workspace import Workspace

PHOTOS_RECEIVED = "photos.received"
LIST_SHEET = "照片"
_LOST = "照片留下了，不知道是哪一户"
_HEADERS = ("文件", "归到任务", "拍摄时间", "条码")


@dataclass(frozen=True)
class PhotosTaken:
    """What became of a folder. `listed` are its files as a sheet, `marks` one for each row; act 0: nothing was new."""

    listed: Sheet
    marks: tuple[Mark, ...]
    new: int
    refused: int
    act: int


@dataclass
class _File:
    """One file on its way."""

    path: Path
    name: str
    sha256: str
    facts: PhotoFacts = field(default_factory=PhotoFacts)
    placed: Placed = field(default_factory=lambda: Placed("", ""))
    known: bool = False


def take_photos(
    workspace: Workspace, folder: PhotoFolder, lease: Lease, context: JobContext, now: datetime
) -> PhotosTaken:
    """Every picture of the folder is kept; the same pictures again change nothing.

    A large folder is taken in portions, each in one transaction: what was taken stays when the job is stopped, and
    goes on from there next time. `BadInput` when there are more than the settings allow, or when whoever takes them
    may not.
    """
    settings = photo_settings()
    if len(folder.files) > settings.most_files:
        raise BadInput(
            f"{folder.name} 有 {len(folder.files):,} 个文件，一次最多收 {settings.most_files:,} 个", "分几个文件夹交"
        )
    done = _Done(folder)
    for start in range(0, len(folder.files), settings.at_once):
        portion = replace(folder, files=folder.files[start : start + settings.at_once])
        context.progress(start, len(folder.files), "收照片")
        _take_portion(workspace, portion, lease, context, now, done)
    return done.told()


def _take_portion(
    workspace: Workspace, folder: PhotoFolder, lease: Lease, context: JobContext, now: datetime, done: _Done
) -> None:
    files = [_File(path, readable_name(path.name), sha256_file(path)) for path in folder.files]
    _skip_known(workspace, files)
    new = [file for file in files if not file.known]
    for file, facts in zip(new, read_photos([file.path for file in new], context), strict=True):
        file.facts = facts
    codes = RowCodes.of(workspace)
    named = tasks_named([file.name for file in files], [file.facts for file in files], codes)
    with reading(workspace.engine) as connection:
        meters = _meters(workspace, circumstances(connection, named, now))
    kept = {file.sha256: keep_file(workspace, file.path, PHOTO_KIND) for file in new if not file.facts.refused}
    with writing(workspace.engine) as connection:
        lease.confirm_in(connection)
        known = circumstances(connection, named, now)
        for file in new:
            file.placed = place_photo(file.name, file.facts, known.tasks, codes)
        seen = [_seen(file, kept[file.sha256]) for file in new if file.sha256 in kept]
        noted = with_notes(seen, known.tasks, known.dispatched, meters, known.today)
        stored, act = _stored(connection, folder, noted, known, now, sum(bool(file.facts.refused) for file in new))
    done.add(files, noted, stored, act)


def _seen(file: _File, kept: Received) -> SeenPhoto:
    placed = file.placed
    received = replace(kept, name=file.name)
    return SeenPhoto(received, file.facts, placed.task_no, "", placed.name, placed.signature, placed.notes)


@dataclass
class _Done:
    """What became of the files so far."""

    folder: PhotoFolder
    rows: list[tuple[int, list[str]]] = field(default_factory=lambda: [(1, list(_HEADERS))])
    marks: list[Mark] = field(default_factory=list)
    new: int = 0
    act: int = 0

    def add(self, files: Sequence[_File], seen: Sequence[SeenPhoto], stored: int, act: int) -> None:
        """A portion more."""
        notes = {(one.received.sha256, one.received.name): one.notes for one in seen}
        for number, file in enumerate(files, start=len(self.rows) + 1):
            codes = "、".join(file.facts.barcodes)
            self.rows.append((number, [file.name, file.placed.task_no, file.facts.taken_at, codes]))
            self.marks.append(_mark(number, file, notes.get((file.sha256, file.name), ())))
        self.new, self.act = self.new + stored, act or self.act

    def told(self) -> PhotosTaken:
        """All of it."""
        refused = sum(mark.standing is Standing.REFUSED for mark in self.marks)
        listed = Sheet(self.folder.name, LIST_SHEET, self.rows)
        return PhotosTaken(listed, tuple(self.marks), self.new, refused, self.act)


def _skip_known(workspace: Workspace, files: Sequence[_File]) -> None:
    """A picture that its task has already is not looked at again."""
    with reading(workspace.engine) as connection:
        stored = known_contents(connection, {file.sha256 for file in files})
    for file in files:
        named = read_name(file.name)
        tasks = stored.get(file.sha256, ())
        file.known = bool(tasks) and (named is None or named.task_no in tasks)
        if file.known:
            file.placed = Placed(next((task for task in tasks if task), ""), "")


def _meters(workspace: Workspace, known: Circumstances) -> dict[str, BoxMeters]:
    return meters_around(workspace, {task.customer: task.tg_no for task in known.tasks.values() if task.customer})


def _stored(
    connection: Connection,
    folder: PhotoFolder,
    seen: Sequence[SeenPhoto],
    known: Circumstances,
    now: datetime,
    refused: int,
) -> tuple[int, int]:
    """(new rows, act); nothing is written when no picture is new."""
    rows = new_rows(connection, seen)
    if not rows:
        return 0, 0
    units = {known.tasks[one.task_no].unit for one in seen if one.task_no}
    if units:
        require_in(connection, people_settings().permission_of(PHOTOS_RECEIVED), sorted(units))
    files = [one.row() for one in not_yet_registered(connection, [one.received for one in seen])]
    payload = {"folder": folder.name, "files": len(folder.files), "photos": len(rows), "refused": refused}
    sealed = {"photos": rows, "received_files": files}
    return len(rows), append_with_rows(connection, PHOTOS_RECEIVED, folder.name, payload, sealed, now=now).seq


def _mark(row: int, file: _File, notes: Sequence[str]) -> Mark:
    standing, says = Standing.TAKEN, "；".join(notes)
    if file.known:
        standing, says = Standing.KNOWN, "" if file.placed.task_no else f"{_LOST}；{file.placed.advice}"
    elif file.facts.refused:
        standing, says = Standing.REFUSED, file.facts.refused
    elif not file.placed.task_no:
        standing, says = Standing.REFUSED, "；".join((*notes, _LOST, file.placed.advice))
    return Mark(LIST_SHEET, row, standing, says, name=file.name)
