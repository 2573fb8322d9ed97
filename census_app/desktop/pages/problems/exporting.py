"""The view as it is on screen, as a workbook: its rows, its order; a job with progress that can be cancelled."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from census_app.desktop import commands
from census_app.desktop.jobs import JobRecord
from census_app.desktop.language import count, say
from census_app.desktop.pages.page import Context
from census_app.desktop.pages.problems.flow import ProblemFlow
from census_app.foundation.temporary import temporary_folder


class ViewExport(QObject):
    """The numbers of the view stand in a scratch file while the job runs."""

    def __init__(self, page: QWidget, context: Context, flow: ProblemFlow) -> None:
        super().__init__(page)
        self._page, self._context, self._flow = page, context, flow
        self._record: JobRecord | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        jobs = context.session.jobs
        for ended in (jobs.finished, jobs.failed, jobs.cancelled):
            ended.connect(self._ended)

    def ask(self) -> None:
        """Where the workbook shall stand."""
        facts = self._context.session.facts
        if facts is None or not self._flow.everything():
            return
        proposed = say("problems.export.file", date=facts.run_date)
        name, _ = QFileDialog.getSaveFileName(
            self._page, say("action.export_view"), proposed, say("problems.export.filter")
        )
        if name:
            self.write(Path(name) if name.endswith(".xlsx") else Path(f"{name}.xlsx"))

    def write(self, target: Path) -> None:
        """The workbook of every row of the view."""
        self._flow.read_numbers(self._flow.everything(), lambda numbers: self._start(numbers, target))

    def _start(self, numbers: list[str], target: Path) -> None:
        folder, jobs = self._context.session.folder, self._context.session.jobs
        if folder is None:
            return
        scratch = temporary_folder("export")
        listed = Path(scratch.name) / "problems.txt"
        listed.write_text("\n".join(numbers), encoding="utf-8")
        record = jobs.start(commands.export_problems(folder, listed, target))
        if record is None:
            scratch.cleanup()
            self._context.shell.toast(say("job.busy"))
            return
        self._record, self._scratch = record, scratch

    def _ended(self, record: JobRecord) -> None:
        if record is not self._record:
            return
        self._drop()
        if record.result.get("file"):
            told = {"number": count(int(record.result.get("count") or 0)), "file": str(record.result["file"])}
            self._context.shell.toast(say("problems.export.done", **told))

    def _drop(self) -> None:
        self._record = None
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def close(self) -> None:
        """Nobody listens any more and no scratch file is left."""
        jobs = self._context.session.jobs
        for ended in (jobs.finished, jobs.failed, jobs.cancelled):
            ended.disconnect(self._ended)
        self._drop()
