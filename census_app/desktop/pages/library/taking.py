"""收别县的经验: what would become of every entry of the files, then they are taken; diverging wordings wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from census_app.desktop import keeping_commands
from census_app.desktop.jobs import Job, JobRecord
from census_app.desktop.keeping_commands import TAKE_ENTRIES_PREVIEW
from census_app.desktop.language import count, say
from census_app.desktop.pages.tasks.job_dialog import FORM, RESULT, JobDialog
from census_app.desktop.session import Session
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.cells import KeyMark
from census_app.desktop.widgets.layout import row, text_label

_SIZE = (720, 480)
_FATES = ("added", "updated", "same", "ours_newer", "conflict", "waiting")
_ENTRY = int(Qt.ItemDataRole.UserRole)


class TakeEntriesDialog(JobDialog):
    """`taken` after something came in; `looked_at(entry id)` when a diverging wording is opened to be settled."""

    taken = Signal()
    looked_at = Signal(str)

    def __init__(self, parent: QWidget, session: Session, paths: Sequence[str] = ()) -> None:
        super().__init__(parent, session, say("action.take_entries"), say("library.take.look"), _SIZE)
        self.setAcceptDrops(True)
        self.given = QListWidget()
        self.given.setItemDelegate(KeyMark(self.given))
        self.given.setObjectName("framed")
        self.given.setAccessibleName(say("library.take.files"))
        self.counts = text_label("", "strong", wrap=True)
        self.lines = QListWidget()
        self.lines.setItemDelegate(KeyMark(self.lines))
        self.lines.setObjectName("framed")
        self.lines.setAccessibleName(say("library.take.waiting"))
        self.lines.itemActivated.connect(self._open)
        self.take_button = Button(say("library.take.take"), "Enter", primary=True)
        self.take_button.clicked.connect(self.take)
        self.buttons.addWidget(self.take_button)
        self.assemble(self._form(), self._result(), say("library.take.text"))
        self.add(paths)

    def _form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        files = Button(say("tasks.take.add_files"))
        files.clicked.connect(self._choose)
        remove = Button(say("tasks.take.clear"))
        remove.clicked.connect(self.given.clear)
        column.addLayout(row(files, remove, None))
        column.addWidget(self.given, 1)
        return form

    def _result(self) -> QWidget:
        result = QWidget()
        column = QVBoxLayout(result)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.counts)
        column.addWidget(self.lines, 1)
        return result

    def add(self, paths: Sequence[str]) -> None:
        """These files are taken too."""
        known = {self.given.item(place).text() for place in range(self.given.count())}
        self.given.addItems([path for path in paths if path not in known])

    def _choose(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, say("library.take.files"), "", say("library.take.filter"))
        self.add(names)

    def files(self) -> list[Path]:
        """The files given."""
        return [Path(self.given.item(place).text()) for place in range(self.given.count())]

    def job(self) -> Job | None:
        """A look at what would become of the entries."""
        workspace = self.session.folder
        if workspace is None or not self.files():
            self.show_step(FORM, say("library.take.no_files"), "mid")
            return None
        return keeping_commands.take_entries(workspace, self.files(), preview=True)

    def take(self) -> None:
        """They come in."""
        if (workspace := self.session.folder) is not None:
            self.run_job(keeping_commands.take_entries(workspace, self.files(), preview=False))

    def show_step(self, step: int, text: str, role: str = "mute") -> None:
        """Only what was looked at can be taken."""
        super().show_step(step, text, role)
        self.take_button.setVisible(False)

    def show_result(self, record: JobRecord) -> None:
        """What would become, or became, of every entry; diverging wordings and refusals one by one."""
        result, preview = record.result, record.job.kind == TAKE_ENTRIES_PREVIEW
        told = [say(f"library.fate.{fate}", number=count(len(result[fate]))) for fate in _FATES if result[fate]]
        self.counts.setText(" · ".join(told) or say("library.take.nothing"))
        self._show_lines(result, preview=preview)
        if preview:
            self.show_step(RESULT, say("library.take.would"))
            self.take_button.setVisible(any(result[fate] for fate in ("added", "updated", "conflict")))
            self.take_button.setFocus()
        else:
            waiting = bool(result["conflicts"])
            self.show_step(RESULT, say("library.take.settle" if waiting else "library.take.done"), "ok")
            self.taken.emit()

    def _show_lines(self, result: Mapping[str, Any], *, preview: bool) -> None:
        self.lines.clear()
        for one in result["conflicts"]:
            county = str(one["theirs"]["came_from"])
            item = QListWidgetItem(say("library.take.conflict", title=one["ours"]["title"], county=county))
            item.setData(_ENTRY, "" if preview else str(one["id"]))
            self.lines.addItem(item)
        for refused in result["refused"]:
            self.lines.addItem(QListWidgetItem(say("library.take.refused", reason=refused)))

    def _open(self, item: QListWidgetItem) -> None:
        if entry := str(item.data(_ENTRY) or ""):
            self.looked_at.emit(entry)
            self.accept()

    def cancelled_words(self) -> str:
        """What is true after a cancel."""
        return say("library.take.cancelled")

    def take_files(self, paths: list[str]) -> None:
        """They join the list."""
        self.add(paths)
