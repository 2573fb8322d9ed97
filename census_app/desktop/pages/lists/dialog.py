"""Ctrl+E: choose the week and the folder, watch, then open what was written."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from census_app.desktop import commands
from census_app.desktop.frame.status import step_text
from census_app.desktop.jobs import JobRecord
from census_app.desktop.language import count, say
from census_app.desktop.pages.lists.result import listed_files, listed_problems
from census_app.desktop.session import Session
from census_app.desktop.theme.icons import icon
from census_app.desktop.theme.look import scaled, tokens
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.cells import KeyMark
from census_app.desktop.widgets.layout import row, set_role, text_label
from census_app.desktop.widgets.links import open_file
from census_app.desktop.widgets.working import WorkingView
from census_app.foundation.weeks import week_of

_WIDTH, _HEIGHT, _ROW = 600, 380, 32


class ListsDialog(QDialog):
    """Does not block the window: while it writes, everything else can be used."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(say("lists.title"))
        self.setMinimumSize(_WIDTH, _HEIGHT)
        self._session = session
        self._record: JobRecord | None = None
        self.week = QComboBox()
        self.week.addItems(_weeks(session.facts.week if session.facts else ""))
        self.folder = QLineEdit(str(self._default_folder()))
        self.message = text_label("", "mute", wrap=True)
        self.stack = QStackedWidget()
        self.working = WorkingView()
        self.files = QListWidget()
        self.files.setItemDelegate(KeyMark(self.files))
        self.files.setObjectName("framed")
        self.files.itemActivated.connect(lambda item: open_file(Path(item.data(Qt.ItemDataRole.UserRole))))
        self.start_button = Button(say("lists.start"), "Enter", primary=True)
        self.open_button = Button(say("lists.open"), primary=True)
        self.stop_button = Button(say("action.cancel_job"))
        self.close_button = Button(say("common.close"), "Esc")
        for widget in (self._form(), self.working, self.files):
            self.stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(text_label(say("lists.title"), "heading"))
        column.addWidget(self.message)
        column.addWidget(self.stack, 1)
        column.addLayout(row(None, self.close_button, self.stop_button, self.open_button, self.start_button))
        self.start_button.clicked.connect(self.start)
        self.stop_button.clicked.connect(session.jobs.cancel)
        self.close_button.clicked.connect(self.close)
        self.open_button.clicked.connect(lambda: open_file(Path(self.folder.text())))
        self.start_button.setDefault(True)
        session.jobs.progress.connect(self._progress)
        session.jobs.finished.connect(self._finished)
        session.jobs.failed.connect(self._failed)
        session.jobs.cancelled.connect(self._cancelled)
        self._show(0, say("lists.text"))

    def _default_folder(self) -> Path:
        folder = self._session.folder
        return (folder or Path.home()) / "exports" / f"{say('lists.folder')}-{self.week.currentText()}"

    def _form(self) -> QWidget:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        browse = Button(say("common.change"))
        browse.clicked.connect(self._browse)
        self.week.currentTextChanged.connect(lambda _text: self.folder.setText(str(self._default_folder())))
        self.week.setAccessibleName(say("lists.week"))
        self.folder.setAccessibleName(say("lists.out"))
        self.files.setAccessibleName(say("lists.title"))
        grid.addWidget(text_label(say("lists.week")), 0, 0)
        grid.addWidget(self.week, 0, 1)
        grid.addWidget(text_label(say("lists.out")), 1, 0)
        grid.addWidget(self.folder, 1, 1)
        grid.addWidget(browse, 1, 2)
        grid.setRowStretch(2, 1)
        grid.setColumnStretch(1, 1)
        return form

    def _browse(self) -> None:
        name = QFileDialog.getExistingDirectory(self, say("lists.out"), self.folder.text())
        if name:
            self.folder.setText(name)

    def _show(self, page: int, text: str, role: str = "mute") -> None:
        self.stack.setCurrentIndex(page)
        self.message.setText(text)
        set_role(self.message, role)
        self.start_button.setVisible(page == 0)
        self.stop_button.setVisible(page == 1)
        self.open_button.setVisible(page == 2)

    def start(self) -> None:
        """Write the lists in a child process."""
        folder = self._session.folder
        if folder is None:
            return
        job = commands.lists(folder, self.week.currentText(), Path(self.folder.text()))
        self._record = self._session.jobs.start(job)
        if self._record is None:
            self._show(0, say("job.busy"), "mid")
        else:
            self._show(1, say("lists.running"))

    def _progress(self, record: JobRecord) -> None:
        if record is self._record:
            self.working.show_step(step_text(record), record.done, record.total)

    def _finished(self, record: JobRecord) -> None:
        if record is not self._record:
            return
        found = listed_files(record.result)
        self.files.clear()
        for path in found:
            self.files.addItem(path.name)
            item = self.files.item(self.files.count() - 1)
            item.setData(Qt.ItemDataRole.UserRole, str(path))
            item.setToolTip(str(path))
            item.setIcon(icon("file", tokens()["accent"]))
            item.setSizeHint(QSize(0, scaled(_ROW)))
        told: dict[str, Any] = {"files": len(found), "problems": count(listed_problems(record.result))}
        self._show(2, say("lists.done", **told), "ok")

    def _failed(self, record: JobRecord) -> None:
        if record is self._record:
            text = "  ".join(filter(None, (record.message or say("error.unknown"), record.advice)))
            self._show(0, text, "high")

    def _cancelled(self, record: JobRecord) -> None:
        if record is self._record:
            self._show(0, say("lists.cancelled"), "mid")


def _weeks(of_run: str) -> list[str]:
    today = date.today()
    offered = [of_run, week_of(today), week_of(today + timedelta(days=7))]
    return list(dict.fromkeys(week for week in offered if week))
