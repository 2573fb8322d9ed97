"""A pack's way: tried by a job, brought into force by another, taken back by a third."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QFileDialog, QWidget

from census_app.desktop import commands
from census_app.desktop.conditions import PACK_READY
from census_app.desktop.jobs import JobRecord
from census_app.desktop.language import say
from census_app.desktop.pages.page import Context
from census_app.desktop.pages.rules.pack import PackView


class PackFlow(QObject):
    """`opened` when a pack is on its way, `changed` when other rules are in force."""

    opened = Signal()
    changed = Signal()

    def __init__(self, page: QWidget, context: Context, view: PackView) -> None:
        super().__init__(page)
        self._page, self._context, self._view = page, context, view
        self._session = context.session
        self._pack: Path | None = None
        self._answers = (False, False)
        view.again.connect(self._again)
        for signal, slot in self._listened():
            signal.connect(slot)

    def _listened(self) -> tuple[tuple[SignalInstance, object], ...]:
        jobs = self._session.jobs
        return (
            (jobs.progress, self._progress),
            (jobs.finished, self._finished),
            (jobs.failed, self._failed),
            (jobs.cancelled, self._cancelled),
        )

    def choose(self) -> None:
        """Ask for a file and try it."""
        name, _ = QFileDialog.getOpenFileName(self._page, say("action.choose_pack"), "", say("rules.pack.filter"))
        if name:
            self.try_pack(Path(name))

    def pack_among(self, paths: list[str]) -> Path | None:
        """The one dropped file or folder that looks like a pack."""
        if len(paths) != 1 or self._session.folder is None:
            return None
        found = Path(paths[0])
        return found if (found / "pack.yaml").is_file() or found.suffix.lower() == ".zip" else None

    def try_pack(self, pack: Path, accept_unsigned: bool = False, drop_unfit: bool = False) -> None:
        """Send a pack through every stage short of activation."""
        folder = self._session.folder
        if folder is None:
            return
        if self._session.jobs.start(commands.try_pack(folder, pack, accept_unsigned, drop_unfit)) is None:
            self._context.shell.toast(say("job.busy"))
            return
        self._pack, self._answers = pack, (accept_unsigned, drop_unfit)
        self._session.flag(PACK_READY, False)
        # what is hidden now may have had the keys
        self._page.setFocus()
        self._view.show_running(pack.name)
        self.opened.emit()

    def _again(self, accept_unsigned: bool, drop_unfit: bool) -> None:
        if self._pack is not None:
            # what was agreed to for this file stays agreed to
            unsigned, unfit = self._answers
            self.try_pack(self._pack, accept_unsigned or unsigned, drop_unfit or unfit)

    def install(self) -> None:
        """After a question: the tried pack comes into force."""
        folder, pack = self._session.folder, self._pack
        if folder is None or pack is None:
            return
        label = str((self._view.report.get("pack") or {}).get("label", pack.name))
        question = say("rules.pack.question", pack=label)
        if self._context.shell.ask(question, say("rules.pack.question_text"), say("action.install_pack")):
            if self._session.jobs.start(commands.install_pack(folder, pack, *self._answers)) is None:
                self._context.shell.toast(say("job.busy"))
            else:
                self._view.show_running(pack.name)

    def roll_back(self) -> None:
        """After a question: what was in force before is in force again."""
        folder = self._session.folder
        question, text = say("rules.back.question"), say("rules.back.text")
        if folder is None or not self._context.shell.ask(question, text, say("action.roll_back_pack")):
            return
        if self._session.jobs.start(commands.roll_back_pack(folder)) is None:
            self._context.shell.toast(say("job.busy"))

    def _progress(self, record: JobRecord) -> None:
        if record.job.kind in (commands.PACK_TRY, commands.PACK_INSTALL) and self._pack is not None:
            self._view.show_running(self._pack.name, record.text)

    def _finished(self, record: JobRecord) -> None:
        kind = record.job.kind
        if kind == commands.PACK_TRY:
            self._view.show_report(record.result)
            self._session.flag(PACK_READY, bool(record.result.get("passed")))
        elif kind == commands.PACK_INSTALL:
            self._session.flag(PACK_READY, False)
            self._view.show_report(record.result, installed=True)
            self.changed.emit()
        elif kind == commands.PACK_ROLLBACK:
            # what it says of the pack that was in force until now is no longer so
            self._view.left.emit()
            self._context.shell.toast(say("rules.back.done"))
            self.changed.emit()

    def _failed(self, record: JobRecord) -> None:
        if record.job.kind in (commands.PACK_TRY, commands.PACK_INSTALL):
            text = "\n".join(filter(None, (record.message or say("error.unknown"), record.advice)))
            self._view.show_failure(text)

    def _cancelled(self, record: JobRecord) -> None:
        if record.job.kind in (commands.PACK_TRY, commands.PACK_INSTALL):
            self._view.show_failure(say("rules.pack.cancelled"))

    def close(self) -> None:
        """Nobody listens any more."""
        for signal, slot in self._listened():
            signal.disconnect(slot)
