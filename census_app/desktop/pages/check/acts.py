"""What is done to runs: tried, measured, compared, saved, voided; every one a job of the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from census_app.desktop import commands
from census_app.desktop.jobs import Job, JobRecord
from census_app.desktop.language import say
from census_app.desktop.pages.check.compare import CompareView
from census_app.desktop.pages.check.reads import RunLine
from census_app.desktop.pages.check.void_dialog import VoidDialog
from census_app.desktop.pages.page import Context


def refusal_text(error: Exception) -> str:
    """What a read was refused with, and what to do."""
    return f"{getattr(error, 'message', error)}\n{getattr(error, 'advice', '')}".strip()


def failure_text(record: JobRecord) -> str:
    """What a job failed with, and what to do."""
    return "\n".join(filter(None, (record.message or say("error.unknown"), record.advice)))


class RunActs:
    """Jobs are started on the open workspace; while another one runs a toast says so."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        self._parent, self._session, self._shell = parent, context.session, context.shell

    def start(self, job: Callable[[Path], Job]) -> bool:
        """The job runs; False when there is no workspace or another job is running."""
        folder = self._session.folder
        if folder is None:
            return False
        started = self._session.jobs.start(job(folder)) is not None
        if not started:
            self._shell.toast(say("job.busy"))
        return started

    def compare(self, view: CompareView) -> None:
        """The two runs of the view are being compared."""
        if not self.start(lambda folder: commands.compare(folder, view.before_run, view.after, view.file)):
            view.show_failed(say("job.busy"), "")

    def save(self, view: CompareView) -> None:
        """Ask where to, and write the comparison for people."""
        proposed = say("check.compare.file", before=view.before_run, after=view.after)
        name, _ = QFileDialog.getSaveFileName(self._parent, say("action.save_comparison"), proposed, "*.csv")
        if name:
            target = Path(name if name.endswith(".csv") else f"{name}.csv")
            self.start(lambda folder: commands.save_comparison(folder, view.before_run, view.after, target))

    def void(self, line: RunLine | None) -> None:
        """Tell the consequences and ask for the reason."""
        folder = self._session.folder
        if line is not None and folder is not None:
            VoidDialog(self._parent, self._session, folder, line).open()
