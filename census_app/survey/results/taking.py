"""Results come in: every document in one transaction of its own, or nothing of it; the same document again changes
nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.extract import readable_name
from census_app.archive.sheets import SheetReader
from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput, Cancelled
from census_app.foundation.files import said_plainly
from census_app.foundation.jobs import JobContext, silent
from census_app.survey.photos.kept import SeenPhoto, names_of_photos
from census_app.survey.photos.meter_boxes import BoxMeters, meters_around
from census_app.survey.photos.process import read_photos
from census_app.survey.photos.taking import take_photos
from census_app.survey.results.circumstances import Named, circumstances
from census_app.survey.results.contents import Content, read_ahead
from census_app.survey.results.issued_rows import IssuedRows
from census_app.survey.results.phone import read_export
from census_app.survey.results.report import FileOutcome, TakeReport
from census_app.survey.results.returned.copies import Copies
from census_app.survey.results.returned.summary import counts_of
from census_app.survey.results.sources import PhotoFolder, sort_out
from census_app.survey.results.storing import RESULTS_RECEIVED, Stored, store
from census_app.survey.results.submission import Submission
from census_app.survey.results.verifying import Verifier
from census_app.survey.results.workbook import read_form
from census_app.survey.words import TaskState
from census_app.workspace.people.permissions import require_in
from census_app.workspace.people.settings import Scope, people_settings
from census_app.workspace.received import PHOTO_KIND, keep_file, sweep_unregistered

if TYPE_CHECKING:
    from census_app.workspace.leases import Lease
    from census_app.workspace.workspace import Workspace

RESULTS_LEASE = "results"
COPIES_FOLDER = "收回结果"
FORM_FILE, EXPORT_FILE = "form", "export"
_AT_ONCE = 50
_ABSENT_NAMED = 3
_SETTLED = timedelta(days=1)


@dataclass(frozen=True)
class TakeRequest:
    """Files and folders to take; written-back copies go to `out` (default: the workspace's `exports/收回结果`)."""

    files: Sequence[Path]
    out: Path | None = None


def take_results(
    workspace: Workspace, request: TakeRequest, context: JobContext | None = None, *, now: datetime | None = None
) -> TakeReport:
    """Every row of every document is taken, in conflict, or sent back with the reason; the report says which.

    A document that cannot be read, or that whoever takes it may not take, is told and does not stop the others.
    """
    _confirm(workspace)
    sources = sort_out(request.files)
    moment = now or datetime.now().astimezone()
    out = request.out or workspace.folder / "exports" / COPIES_FOLDER
    with said_plainly(out):
        if out.exists() and not out.is_dir():
            raise BadInput(f"这不是文件夹：{out}", "换一个文件夹")
        out.mkdir(parents=True, exist_ok=True)
    with workspace.lease(RESULTS_LEASE, what="收回普查结果") as lease, IssuedRows(workspace) as issued:
        sweep_unregistered(workspace, _SETTLED)
        taking = _Taking(workspace, context or silent(), moment, lease, issued, Copies(out, moment))
        taking.given = {path.name: path for folder in sources.photos for path in folder.files}
        try:
            outcomes = taking.documents(sources.documents)
            outcomes += [outcome for folder in sources.photos for outcome in taking.photos(folder)]
        except Cancelled as cancelled:
            if not taking.written:
                raise
            raise Cancelled(f"已取消：{taking.written:,} 份已经收下，其余没有写入；再收一次接着来") from cancelled
    return TakeReport((*outcomes, *(_strange(path) for path in sources.strange)))


@dataclass
class _Read:
    """A document as read: what it says, or why it cannot be taken."""

    content: Content
    submissions: list[Submission] = field(default_factory=list)
    refusal: BadInput | None = None


@dataclass
class _Taking:
    workspace: Workspace
    context: JobContext
    now: datetime
    lease: Lease
    issued: IssuedRows
    copies: Copies
    given: dict[str, Path] = field(default_factory=dict)
    claimed: set[Path] = field(default_factory=set)
    named: Named = field(default_factory=Named)
    written: int = 0

    def documents(self, paths: Sequence[Path]) -> list[FileOutcome]:
        """The outcomes of all documents, in their order."""
        if not paths:
            return []
        verifier = Verifier(self.workspace, self.issued, self.now.date())
        outcomes: list[FileOutcome] = []
        with SheetReader(self.context) as reader, read_ahead(reader, paths, self.context) as contents:
            for start in range(0, len(paths), _AT_ONCE):
                read = [self._read(one) for _ in paths[start : start + _AT_ONCE] for one in next(contents)]
                verifier.prepare(submission for one in read for submission in one.submissions)
                for one in read:
                    self.context.raise_if_cancelled()
                    outcomes += self._outcomes(one, verifier)
        self.context.progress(len(paths), len(paths), "收回普查结果")
        return outcomes

    def photos(self, folder: PhotoFolder) -> list[FileOutcome]:
        """The outcome of a folder of photos, without those that an export claimed; nothing when none is left."""
        left = replace(folder, files=tuple(path for path in folder.files if path not in self.claimed))
        if not left.files:
            return []
        try:
            taken = take_photos(self.workspace, left, self.lease, self.context, self.now)
            self.written += bool(taken.act)
        except BadInput as refusal:
            return [FileOutcome(folder.name, refused=refusal.message, advice=refusal.advice)]
        outcome = FileOutcome(
            folder.name, counts=counts_of(taken.marks), photos=taken.new, photos_refused=taken.refused, act=taken.act
        )
        copy, notes = _copied(lambda: self.copies.of_photos(folder.name, taken.listed, taken.marks, outcome))
        return [replace(outcome, copy=copy, notes=notes)]

    def _read(self, content: Content) -> _Read:
        if content.refusal is not None or content.photos:
            return _Read(content, refusal=content.refusal)
        try:
            kept = keep_file(self.workspace, content.path, FORM_FILE if content.is_form else EXPORT_FILE)
            kept = replace(kept, name=content.name)
            if content.is_form:
                return _Read(content, [read_form(content.path, kept, content.sheets, self.issued)])
            found = read_export(content.path, kept, replace(content, media=self._media(content)), self.issued)
            self.claimed |= {photo.file for submission in found for photo in submission.photos}
            return _Read(content, found)
        except BadInput as refusal:
            return _Read(content, refusal=refusal)

    def _media(self, content: Content) -> dict[str, Path]:
        return {**self.given, **content.media}

    def _outcomes(self, read: _Read, verifier: Verifier) -> list[FileOutcome]:
        if read.content.photos:
            return self.photos(PhotoFolder(read.content.name, read.content.photos))
        if read.refusal is not None:
            return [FileOutcome(read.content.name, refused=read.refusal.message, advice=read.refusal.advice)]
        done: list[tuple[Submission, Stored]] = []
        outcomes = []
        for submission in read.submissions:
            try:
                stored = self._stored(submission, verifier)
            except BadInput as refusal:
                told = FileOutcome(read.content.name, submission.document, submission.person)
                outcomes.append(replace(told, refused=refusal.message, advice=refusal.advice))
                continue
            done.append((submission, stored))
            outcomes.append(_outcome(read.content.name, submission, stored))
        if not done:
            return outcomes
        copied = _copied(lambda: self.copies.of_document(read.content, done))
        return [
            one if one.refused else replace(one, copy=copied[0], notes=(*one.notes, *copied[1])) for one in outcomes
        ]

    def _stored(self, submission: Submission, verifier: Verifier) -> Stored:
        photos, refused = self._pictures(submission)
        meters = self._meters(submission) if photos else {}
        stored = store(self.workspace, submission, verifier, photos, meters, self.lease, self.now, self.named)
        stored.verified.notes += [*refused, *self._absent(submission)]
        self.written += bool(stored.act)
        return stored

    def _pictures(self, submission: Submission) -> tuple[list[SeenPhoto], list[str]]:
        """The pictures that came with the document, kept; those that are none are told."""
        facts = read_photos([photo.file for photo in submission.photos], self.context)
        seen, refused = [], []
        for photo, found in zip(submission.photos, facts, strict=True):
            if found.refused:
                refused.append(f"{photo.name}：{found.refused}")
                continue
            received = replace(keep_file(self.workspace, photo.file, PHOTO_KIND), name=photo.name)
            seen.append(SeenPhoto(received, found, photo.task_no, photo.item, photo.name, photo.signature))
        return seen, refused

    def _absent(self, submission: Submission) -> list[str]:
        """What is to be said of pictures whose files neither came along nor came before."""
        with reading(self.workspace.engine) as connection:
            known = names_of_photos(connection, submission.absent)
        absent = [name for name in dict.fromkeys(submission.absent) if name not in known]
        if not absent:
            return []
        more = f" 等 {len(absent)} 张" if len(absent) > _ABSENT_NAMED else ""
        listed = "、".join(absent[:_ABSENT_NAMED])
        return [f"{listed}{more} 只有文件名，照片没有来：和照片放进同一个文件夹或 zip，再交一次；收过的不会重复"]

    def _meters(self, submission: Submission) -> dict[str, BoxMeters]:
        with reading(self.workspace.engine) as connection:
            known = circumstances(connection, {photo.task_no for photo in submission.photos}, self.now)
        return meters_around(
            self.workspace, {task.customer: task.tg_no for task in known.tasks.values() if task.customer}
        )


def _confirm(workspace: Workspace) -> None:
    """Asked before any file is read: somebody who may take results over some unit; over which, each document asks."""
    asked = people_settings().permission_of(RESULTS_RECEIVED)
    with reading(workspace.engine) as connection:
        require_in(connection, asked.model_copy(update={"scope": Scope.ANY}))


def _copied(write: Callable[[], Path]) -> tuple[str, tuple[str, ...]]:
    """(where the copy is, what is to be said): what was taken stays taken when its copy cannot be written."""
    try:
        return str(write()), ()
    except BadInput as refusal:
        return "", (f"已经收下，但写回的副本没有写成：{refusal}；再收一次会补写",)


def _outcome(name: str, submission: Submission, stored: Stored) -> FileOutcome:
    return FileOutcome(
        name,
        submission.document,
        submission.person,
        counts_of(stored.verified.marks),
        surveyed=stored.moved(TaskState.SURVEYED),
        unreached=stored.moved(TaskState.UNREACHED),
        photos=stored.photos,
        notes=tuple(stored.verified.notes),
        act=stored.act,
    )


def _strange(path: Path) -> FileOutcome:
    return FileOutcome(
        readable_name(path.name),
        refused="既不是普查表、手机导出，也不是照片",
        advice="旧版 .xls、.et 在 Excel 或 WPS 里另存为 xlsx；别的文件不用交",
    )
