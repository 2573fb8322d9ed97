"""派发 from the problem list: the dialog of the task page, held to the chosen problems."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from census_app.desktop import survey_commands
from census_app.desktop.jobs import JobRecord
from census_app.desktop.language import say
from census_app.desktop.pages.page import Context
from census_app.desktop.pages.problems.acting import unit_names
from census_app.desktop.pages.problems.chosen import Chosen
from census_app.desktop.pages.problems.flow import ProblemFlow
from census_app.desktop.pages.tasks.dispatch_dialog import DispatchDialog
from census_app.desktop.reads import Reader
from census_app.foundation.temporary import temporary_folder


class GivingOut(QObject):
    """The chosen numbers stand in a scratch file while the dialog is open."""

    def __init__(self, page: QWidget, context: Context, flow: ProblemFlow, chosen: Chosen, reader: Reader) -> None:
        super().__init__(page)
        self._page, self._context, self._flow, self._chosen, self._reader = page, context, flow, chosen, reader
        self.dialog: DispatchDialog | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        context.session.jobs.finished.connect(self._finished)

    def start(self) -> None:
        """Read which problems are chosen and which units there are."""
        folder, stretches = self._context.session.folder, self._chosen.stretches
        if folder is None or not stretches:
            return
        self._drop()

        def with_numbers(numbers: list[str]) -> None:
            self._reader.ask("units", partial(unit_names, folder), partial(self._open, numbers), self._refused)

        self._flow.read_numbers(stretches, with_numbers)

    def _open(self, numbers: list[str], units: dict[str, str]) -> None:
        self._scratch = temporary_folder("chosen")
        listed = Path(self._scratch.name) / "problems.txt"
        listed.write_text("\n".join(numbers), encoding="utf-8")
        dialog = DispatchDialog(self._page, self._context.session, units)
        dialog.only_problems(listed, len(numbers))
        self.dialog = dialog
        dialog.open()

    def _refused(self, error: Exception) -> None:
        self._context.shell.toast(str(getattr(error, "message", error)))

    def _finished(self, record: JobRecord) -> None:
        mine = self.dialog is not None and record is self.dialog.record
        if mine and record.job.kind == survey_commands.TASK_DISPATCH:
            self._context.session.reload_asked.emit()
            if act := record.result.get("act"):
                self._context.shell.toast(say("problems.doing.given_out"), partial(self._take_back, int(act)))

    def _take_back(self, act: int) -> Any:
        folder = self._context.session.folder
        if folder is not None and self._context.session.jobs.start(survey_commands.undo_task_act(folder, act)) is None:
            self._context.shell.toast(say("job.busy"))

    def _drop(self) -> None:
        old, self.dialog = self.dialog, None
        if old is not None:
            old.close()
            old.deleteLater()
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def close(self) -> None:
        """No dialog and no scratch file is left."""
        self._context.session.jobs.finished.disconnect(self._finished)
        self._drop()
