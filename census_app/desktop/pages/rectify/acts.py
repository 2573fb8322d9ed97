"""What is done beside deciding: lists in, notices out, letting wait, corrections, review workbooks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from census_app.desktop import survey_commands
from census_app.desktop.jobs import Job, JobRecord
from census_app.desktop.language import count, say
from census_app.desktop.pages.page import Context
from census_app.desktop.pages.rectify.defer_dialog import DeferDialog
from census_app.desktop.pages.rectify.flow import ReviewFlow
from census_app.desktop.pages.rectify.reads import defer, name_given, press_again, withdraw
from census_app.desktop.pages.rectify.sampling import SampleDialog
from census_app.desktop.widgets.line_dialog import LineDialog, needs
from census_app.desktop.widgets.links import open_file


class RectifyActs(QObject):
    """`done(record)` when a job of this page has ended well, `refused(record)` when it has not."""

    done = Signal(object)
    refused = Signal(object)

    def __init__(self, page: QWidget, context: Context, flow: ReviewFlow) -> None:
        super().__init__(page)
        self._page, self._context, self._flow = page, context, flow
        self._session = context.session
        self.dialog: QDialog | None = None
        self._session.jobs.finished.connect(self._finished)
        self._session.jobs.failed.connect(self._failed)

    def take_lists(self, paths: Sequence[str] = ()) -> None:
        """Lists come in: those given, or those chosen now."""
        if not paths:
            title, pattern = say("action.take_answered_lists"), say("rectify.lists_filter")
            paths, _ = QFileDialog.getOpenFileNames(self._page, title, "", pattern)
        if paths and self._session.folder is not None:
            self._start(survey_commands.take_lists(self._session.folder, [Path(path) for path in paths]))

    def write_notices(self) -> None:
        """One notice per unit into a folder."""
        if (out := self._folder("action.write_notices")) and self._session.folder is not None:
            self._start(survey_commands.overdue_notices(self._session.folder, out))

    def make_corrections(self) -> None:
        """Accepted values are rehearsed and filed."""
        if self._session.folder is not None:
            self._start(survey_commands.make_corrections(self._session.folder))

    def release(self, held: Sequence[Any]) -> None:
        """Held values are filed all the same, with the reason why."""
        keys = [str(one["key"]) for one in held if one.get("key") and not one.get("refused")]
        reason = self._reason("action.release_held", say("rectify.batch.release", number=count(len(keys))))
        if keys and reason and self._session.folder is not None:
            self._start(survey_commands.make_corrections(self._session.folder, keys, reason))

    def export_corrections(self, batch: str = "") -> None:
        """The files of what has not gone out, or of a batch again."""
        if (out := self._folder("action.export_corrections")) and self._session.folder is not None:
            self._start(survey_commands.export_corrections(self._session.folder, out, batch))

    def withdraw(self, batch: str) -> None:
        """A batch that has not gone out is taken back."""
        folder = self._session.folder
        reason = self._reason("action.withdraw_batch", say("rectify.batch.withdraw", batch=batch)) if batch else ""
        if folder is not None and reason:
            work = partial(withdraw, folder, batch, reason)
            self._flow.write(work, lambda name: self._context.shell.toast(say("rectify.batch.withdrawn", batch=name)))

    def export_reviews(self) -> None:
        """What waits, as a workbook."""
        name, _ = QFileDialog.getSaveFileName(self._page, say("action.export_reviews"), say("rectify.reviews_name"))
        if name and self._session.folder is not None:
            path = Path(name) if name.endswith(".xlsx") else Path(f"{name}.xlsx")
            self._start(survey_commands.export_reviews(self._session.folder, path))

    def take_reviews(self) -> None:
        """Filled review workbooks come in."""
        title, pattern = say("action.take_reviews"), say("rectify.lists_filter")
        names, _ = QFileDialog.getOpenFileNames(self._page, title, "", pattern)
        if names and self._session.folder is not None:
            files = [Path(name) for name in names]
            self._start(
                survey_commands.take_reviews(
                    self._session.folder, files, name_given(self._session.folder, self._flow.reviewer)
                )
            )

    def sample(self) -> None:
        """Accepted tasks are looked at again by lot."""
        folder, ground = self._session.folder, self._flow.ground
        if folder is None or ground is None:
            return
        self._drop()
        self.dialog = SampleDialog(self._page, self._flow, folder, ground.units)
        self.dialog.open()

    def defer(self, numbers: Sequence[str]) -> None:
        """The problems may wait until a day."""
        if not numbers or self._session.folder is None:
            return
        self._drop()
        dialog = DeferDialog(self._page, len(numbers))
        folder = self._session.folder
        dialog.accepted.connect(lambda: self._defer(folder, list(numbers), dialog))
        self.dialog = dialog
        dialog.open()

    def _defer(self, folder: Path, numbers: list[str], dialog: DeferDialog) -> None:
        until, reason = dialog.day, dialog.reason.text().strip()

        def back() -> None:
            work = partial(press_again, folder, numbers, say("rectify.undo_reason"))
            self._flow.write(work, lambda number: self._said("rectify.defer.undone", number))

        def told(number: int) -> None:
            words = say("rectify.defer.done", number=count(number), until=until.isoformat())
            self._context.shell.toast(words, back)

        self._flow.write(partial(defer, folder, numbers, reason, until), told)

    def press_again(self, numbers: Sequence[str]) -> None:
        """Problems that were allowed to wait are pressed for again."""
        folder = self._session.folder
        if not numbers or folder is None:
            return
        reason = self._reason("action.press_again", say("rectify.defer.again", number=count(len(numbers))))
        if reason:
            work = partial(press_again, folder, list(numbers), reason)
            self._flow.write(work, lambda number: self._said("rectify.defer.undone", number))

    def _said(self, key: str, number: int) -> None:
        self._context.shell.toast(say(key, number=count(number)))

    def open_receipts(self) -> None:
        """The folder of what goes back to the units."""
        if self._session.folder is not None:
            open_file(self._session.folder / "exports" / "receipts")

    def _folder(self, title: str) -> Path | None:
        name = QFileDialog.getExistingDirectory(self._page, say(title))
        return Path(name) if name else None

    def _reason(self, title: str, text: str) -> str:
        faults = needs(say("rectify.defer.no_reason"))
        reason, given = LineDialog.ask_for(self._page, say(title), text, faults=faults)
        return reason if given else ""

    def _start(self, job: Job) -> None:
        if self._session.jobs.start(job) is None:
            self._context.shell.toast(say("job.busy"))

    def _finished(self, record: JobRecord) -> None:
        words = _SAID.get(record.job.kind)
        if words is None:
            return
        self._context.shell.toast(words(record))
        self.done.emit(record)

    def _failed(self, record: JobRecord) -> None:
        if record.job.kind in survey_commands.RECTIFY_JOBS:
            self.refused.emit(record)

    def _drop(self) -> None:
        old, self.dialog = self.dialog, None
        if old is not None:
            old.close()
            old.deleteLater()

    def close(self) -> None:
        """No dialog is open and nobody listens any more."""
        self._session.jobs.finished.disconnect(self._finished)
        self._session.jobs.failed.disconnect(self._failed)
        self._drop()


def _lists_taken(record: JobRecord) -> str:
    rows = record.result.get("rows") or {}
    told = {name: count(int(rows.get(name) or 0)) for name in ("taken", "conflict", "refused", "unanswered", "already")}
    taken = [one for one in record.result.get("files") or () if not one.get("refused")]
    return say("rectify.returned.done", files=count(len(taken)), **told)


def _notices(record: JobRecord) -> str:
    return say("rectify.ladder.written", files=count(len(record.result.get("files") or ())))


def _made(record: JobRecord) -> str:
    made, held = record.result.get("made") or {}, record.result.get("held") or ()
    if not made and not held:
        return say("rectify.batch.nothing")
    batch = str(record.result.get("batch") or "—")
    solved = count(int(record.result.get("solved") or 0))
    return say("rectify.batch.made", batch=batch, made=count(len(made)), solved=solved, held=count(len(held)))


def _exported(record: JobRecord) -> str:
    batches = record.result.get("batches") or ()
    rows = sum(int(one.get("rows") or 0) for one in batches)
    return say("rectify.batch.exported", batches=count(len(batches)), rows=count(rows))


def _reviews_out(record: JobRecord) -> str:
    return say("rectify.reviews_out")


def _reviews_in(record: JobRecord) -> str:
    return say("rectify.reviews_in", refused=count(len(record.result.get("refused") or ())))


_SAID: dict[str, Callable[[JobRecord], str]] = {
    survey_commands.LISTS_TAKE: _lists_taken,
    survey_commands.OVERDUE: _notices,
    survey_commands.CORRECTIONS_MAKE: _made,
    survey_commands.CORRECTIONS_EXPORT: _exported,
    survey_commands.REVIEWS_EXPORT: _reviews_out,
    survey_commands.REVIEWS_TAKE: _reviews_in,
}
