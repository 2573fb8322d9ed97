"""Voiding a run: first what would change, then the reason, then it is done, or refused in the same place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from census_app.desktop import commands
from census_app.desktop.jobs import JobRecord
from census_app.desktop.language import count, say
from census_app.desktop.pages.check.reads import RunLine
from census_app.desktop.session import Session
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, set_role, text_label
from census_app.desktop.widgets.leaving import gives_up, typed_in

_WIDTH = 520


class VoidDialog(QDialog):
    """Accepted once the run is voided."""

    def __init__(self, parent: QWidget, session: Session, folder: Path, line: RunLine) -> None:
        super().__init__(parent)
        self._session, self._folder, self._run = session, folder, line
        self._known = False
        self.setWindowTitle(say("check.void.title", run=line.run))
        self.setMinimumWidth(_WIDTH)
        self.effect = text_label(say("check.void.looking"), "mute-body", wrap=True)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(say("check.void.reason"))
        self.reason.setAccessibleName(say("check.void.reason_name"))
        self.message = text_label("", "high", wrap=True)
        self.yes = Button(say("check.void.act"), primary=True)
        self.no = Button(say("common.close"), "Esc")
        self.yes.setEnabled(False)
        self.no.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(text_label(say("check.void.title", run=line.run), "heading"))
        column.addWidget(self.effect)
        column.addWidget(text_label(say("check.void.kept"), "mute", wrap=True))
        column.addWidget(self.reason)
        column.addWidget(self.message)
        column.addLayout(row(None, self.no, self.yes))
        self.reason.textChanged.connect(lambda _text: self._enable())
        self.reason.returnPressed.connect(lambda: self.yes.setFocus())
        self.yes.clicked.connect(self._void)
        self.no.clicked.connect(self.reject)
        jobs = session.jobs
        jobs.finished.connect(self._finished)
        jobs.failed.connect(self._failed)
        jobs.cancelled.connect(self._cancelled)
        if not line.official:
            self._tell({"official": False})
        elif jobs.start(commands.void_preview(folder, line.run)) is None:
            self.effect.setText(say("job.busy"))
        self.reason.setFocus()

    def _mine(self, record: JobRecord) -> bool:
        return record.job.kind in (commands.VOID, commands.VOID_PREVIEW) and self._run.run in record.job.arguments

    def _tell(self, effect: dict[str, Any]) -> None:
        self._known = True
        if not effect.get("official"):
            self.effect.setText(say("check.void.trial"))
        else:
            lines = [
                say("check.void.live", before=count(effect["live_before"]), after=count(effect["live_after"])),
                say("check.void.vanishing", number=count(effect["vanishing"])),
            ]
            if effect.get("changed"):
                lines.append(
                    say("check.void.later", number=len(effect["changed"]), runs="、".join(effect["changed"][:3]))
                )
            if effect.get("lists"):
                lines.append(say("check.void.lists", number=effect["lists"]))
            self.effect.setText("\n".join(f"·  {line}" for line in lines))
        set_role(self.effect, "")
        self._enable()

    def _enable(self) -> None:
        self.yes.setEnabled(self._known and bool(self.reason.text().strip()) and self._session.jobs.current is None)

    def _void(self) -> None:
        job = commands.void(self._folder, self._run.run, self.reason.text().strip())
        if self._session.jobs.start(job) is None:
            self.message.setText(say("job.busy"))
            return
        self.yes.setEnabled(False)
        self.message.setText("")

    def _finished(self, record: JobRecord) -> None:
        if not self._mine(record):
            return
        if record.job.kind == commands.VOID:
            self.accept()
        else:
            self._tell(record.result)

    def _failed(self, record: JobRecord) -> None:
        if self._mine(record):
            self.message.setText("\n".join(filter(None, (record.message or say("error.unknown"), record.advice))))
            if record.job.kind == commands.VOID_PREVIEW:
                self.effect.setText("")
            self._enable()

    def _cancelled(self, record: JobRecord) -> None:
        if self._mine(record):
            super().reject()

    def reject(self) -> None:
        """Closed without being voided: asked about when a reason was typed."""
        if not typed_in(self) or gives_up(self):
            super().reject()

    def done(self, result: int) -> None:
        """Closed: it listens no more, and the look at the consequences stops."""
        jobs = self._session.jobs
        jobs.finished.disconnect(self._finished)
        jobs.failed.disconnect(self._failed)
        jobs.cancelled.disconnect(self._cancelled)
        if jobs.current is not None and jobs.current.job.kind == commands.VOID_PREVIEW:
            jobs.cancel()
        super().done(result)
        self.deleteLater()
