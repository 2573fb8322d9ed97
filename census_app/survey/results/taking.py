"""Results come in: every document in one transaction of its own, or nothing of it; the same document again changes
nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from census_app.archive.extract import readable_name
from census_app.archive.sheets import FileContent, Sheet, SheetReader
from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.survey.results.circumstances import circumstances
from census_app.survey.results.issued_rows import IssuedRows
from census_app.survey.results.reading_ahead import read_ahead
from census_app.survey.results.report import FileOutcome, TakeReport
from census_app.survey.results.returned.copying import write_copy
from census_app.survey.results.returned.listing import write_listing
from census_app.survey.results.returned.summary import counts_of, summary_lines
from census_app.survey.results.sources import sort_out
from census_app.survey.results.submission import Submission
from census_app.survey.results.verifying import Verified, Verifier
from census_app.survey.results.workbook import is_form, read_form
from census_app.survey.words import TaskState
from census_app.workspace.people.permissions import require_in
from census_app.workspace.people.settings import people_settings
from census_app.workspace.received import keep_file, not_yet_registered
from census_app.workspace.sealed_rows import append_with_rows

if TYPE_CHECKING:
    from census_app.workspace.leases import Lease
    from census_app.workspace.workspace import Workspace

RESULTS_RECEIVED = "results.received"
RESULTS_LEASE = "results"
COPIES_FOLDER = "收回结果"
FORM_FILE = "form"
_AT_ONCE = 50
_NOT_A_FORM = "不是普查表：没有 普查项、核对结果、现场值、行号 这些列"


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
    sources = sort_out(request.files)
    moment = now or datetime.now().astimezone()
    with workspace.lease(RESULTS_LEASE, what="收回普查结果") as lease, IssuedRows(workspace) as issued:
        taking = _Taking(workspace, request, context or silent(), moment, lease, issued)
        outcomes = taking.documents(sources.documents)
        outcomes += [_strange(path) for path in sources.strange]
    return TakeReport(tuple(outcomes))


@dataclass
class _Read:
    """A document as read: what it says, or why it cannot be taken."""

    name: str
    path: Path
    sheets: tuple[Sheet, ...] = ()
    submission: Submission | None = None
    refusal: BadInput | None = None


class _Taking:
    def __init__(
        self,
        workspace: Workspace,
        request: TakeRequest,
        context: JobContext,
        now: datetime,
        lease: Lease,
        issued: IssuedRows,
    ) -> None:
        self._workspace, self._context, self._now, self._lease = workspace, context, now, lease
        self._out = request.out or workspace.folder / "exports" / COPIES_FOLDER
        self._issued = issued
        self._copied: set[Path] = set()

    def documents(self, paths: Sequence[Path]) -> list[FileOutcome]:
        """The outcomes of all documents, in their order."""
        if not paths:
            return []
        verifier = Verifier(self._workspace, self._issued, self._now.date())
        outcomes: list[FileOutcome] = []
        with SheetReader(self._context) as reader, read_ahead(reader, paths, self._context) as contents:
            for start in range(0, len(paths), _AT_ONCE):
                read = list(self._read(contents, paths[start : start + _AT_ONCE]))
                verifier.prepare(one.submission for one in read if one.submission is not None)
                for one in read:
                    self._context.raise_if_cancelled()
                    outcomes.append(self._outcome(one, verifier))
        self._context.progress(len(paths), len(paths), "收回普查结果")
        return outcomes

    def _read(self, contents: Iterator[FileContent | BadInput], paths: Sequence[Path]) -> Iterator[_Read]:
        for path in paths:
            name, content = readable_name(path.name), next(contents)
            if isinstance(content, BadInput):
                yield _Read(name, path, refusal=content)
                continue
            try:
                if not is_form(content.sheets):
                    raise BadInput(f"{name} {_NOT_A_FORM}", "给出系统发出、填好的普查表")
                kept = replace(keep_file(self._workspace, path, FORM_FILE), name=name)
                yield _Read(name, path, content.sheets, read_form(path, kept, content.sheets, self._issued))
            except BadInput as refusal:
                yield _Read(name, path, refusal=refusal)

    def _outcome(self, read: _Read, verifier: Verifier) -> FileOutcome:
        submission = read.submission
        if submission is None:
            reason = read.refusal or BadInput("读不了")
            return FileOutcome(read.name, refused=reason.message, advice=reason.advice)
        try:
            verified, act = self._written(submission, verifier)
        except BadInput as refusal:
            return FileOutcome(
                read.name, submission.document, submission.person, refused=refusal.message, advice=refusal.advice
            )
        outcome = FileOutcome(
            read.name,
            submission.document,
            submission.person,
            counts_of(verified.marks),
            surveyed=_moved(verified, TaskState.SURVEYED),
            unreached=_moved(verified, TaskState.UNREACHED),
            photos=len(submission.photos),
            notes=tuple(verified.notes),
            act=act,
        )
        return replace(outcome, copy=str(self._copy(read, submission, verified, outcome)))

    def _written(self, submission: Submission, verifier: Verifier) -> tuple[Verified, int]:
        """The document verified and stored in one transaction; act 0 when there was nothing new."""
        with writing(self._workspace.engine) as connection:
            self._lease.confirm_in(connection)
            known = circumstances(connection, verifier.tasks_of(submission), self._now)
            verified = verifier.verify(submission, known)
            rows = self._rows(connection, submission, verified)
            if not any(rows.values()):
                return verified, 0
            require_in(connection, people_settings().permission_of(RESULTS_RECEIVED), sorted(verified.units))
            payload = _payload(submission, verified)
            act = append_with_rows(connection, RESULTS_RECEIVED, submission.document, payload, rows, now=self._now)
            return verified, act.seq

    def _rows(self, connection: Connection, submission: Submission, verified: Verified) -> dict[str, Any]:
        return {
            "visits": verified.visits,
            "answers": [answer.row() for answer in verified.answers],
            "task_changes": verified.changes,
            "received_files": [one.row() for one in not_yet_registered(connection, [submission.kept])],
        }

    def _copy(self, read: _Read, submission: Submission, verified: Verified, outcome: FileOutcome) -> Path:
        head = [f"表号 {submission.document}　普查员 {submission.person}　{self._now:%Y-%m-%d %H:%M} 收"]
        if outcome.unchanged:
            head.append("以前收过，这次什么都没有变")
        lines = summary_lines(f"收回结果　{read.name}", head, verified.marks, verified.notes)
        target = self._target(read.path)
        if not write_copy(read.path, target, verified.marks, submission.beside, lines):
            write_listing(target, read.sheets, verified.marks, lines)
        return target

    def _target(self, source: Path) -> Path:
        """A name of its own for every document of this take, never the source itself."""
        number, stem = 1, readable_name(source.stem).removesuffix(f".{COPIES_FOLDER}")
        while True:
            more = "" if number == 1 else f"({number})"
            target = self._out / f"{stem}{more}.{COPIES_FOLDER}.xlsx"
            if target not in self._copied and target.absolute() != source.absolute():
                self._copied.add(target)
                return target
            number += 1


def _payload(submission: Submission, verified: Verified) -> dict[str, Any]:
    counts = {standing.value: count for standing, count in counts_of(verified.marks).items()}
    return {
        "source": submission.source.value,
        "file": submission.kept.name,
        "sha256": submission.kept.sha256,
        "surveyor": submission.person,
        "counts": counts,
        "problems": sorted(set(verified.problems)),
    }


def _moved(verified: Verified, state: TaskState) -> int:
    return sum(change["state"] == state.value for change in verified.changes)


def _strange(path: Path) -> FileOutcome:
    return FileOutcome(
        readable_name(path.name),
        refused="既不是普查表、手机导出，也不是照片",
        advice="旧版 .xls、.et 在 Excel 或 WPS 里另存为 xlsx；别的文件不用交",
    )
