"""收回普查结果: files and folders in, then what became of every file and of the rows that need somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QListWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from census_app.desktop import survey_commands
from census_app.desktop.jobs import Job, JobRecord
from census_app.desktop.language import count, label, say
from census_app.desktop.pages.tasks.job_dialog import FORM, RESULT, JobDialog
from census_app.desktop.pages.tasks.reads import read_outcomes
from census_app.desktop.reads import Reader
from census_app.desktop.session import Session
from census_app.desktop.theme.look import colour
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.cells import KeyMark
from census_app.desktop.widgets.layout import row, text_label
from census_app.desktop.widgets.links import open_file

_SIZE = (860, 540)
_STANDINGS = ("taken", "conflict", "refused", "known", "empty")
_TONES = {"退回": "high", "有冲突": "mid"}


class TakeDialog(JobDialog):
    """Files may be dropped on it; the written-back copy of a file opens on Enter or a double click."""

    def __init__(self, parent: QWidget, session: Session, reader: Reader, paths: Sequence[str] = ()) -> None:
        super().__init__(parent, session, say("action.take_results"), say("tasks.take.start"), _SIZE)
        self.setAcceptDrops(True)
        self._reader = reader
        self._outcomes: list[dict[str, Any]] = []
        self.given = QListWidget()
        self.given.setItemDelegate(KeyMark(self.given))
        self.given.setObjectName("framed")
        self.given.setAccessibleName(say("tasks.take.files"))
        self.files = _table(("file", *_STANDINGS, "said"), stretch=6)
        self.rows = _table(("standing", "place", "reason"), stretch=2)
        self.rows_title = text_label("", "strong")
        self.open_button = Button(say("tasks.take.open"), "Enter", primary=True)
        self.open_button.clicked.connect(self.open_copy)
        self.buttons.addWidget(self.open_button)
        self.files.currentCellChanged.connect(lambda *_: self._look())
        self.files.cellActivated.connect(lambda *_: self.open_copy())
        self.assemble(self._form(), self._result(), say("tasks.take.text"))
        self.add(paths)

    def _form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        files, folder = Button(say("tasks.take.add_files")), Button(say("tasks.take.add_folder"))
        remove = Button(say("tasks.take.clear"))
        files.clicked.connect(self._choose_files)
        folder.clicked.connect(self._choose_folder)
        remove.clicked.connect(self.given.clear)
        column.addLayout(row(files, folder, remove, None))
        column.addWidget(self.given, 1)
        return form

    def _result(self) -> QWidget:
        result = QWidget()
        column = QVBoxLayout(result)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.files, 1)
        column.addWidget(self.rows_title)
        column.addWidget(self.rows, 1)
        return result

    def add(self, paths: Sequence[str]) -> None:
        """More files or folders, each once."""
        known = {self.given.item(place).text() for place in range(self.given.count())}
        self.given.addItems([path for path in dict.fromkeys(paths) if path and path not in known])

    def _choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, say("tasks.take.add_files"), "", say("tasks.take.filter"))
        self.add(names)

    def _choose_folder(self) -> None:
        self.add([QFileDialog.getExistingDirectory(self, say("tasks.take.add_folder"))])

    def show_step(self, step: int, text: str, role: str = "mute") -> None:
        """A copy can be opened once there is one."""
        super().show_step(step, text, role)
        self.open_button.setVisible(step == RESULT)

    def job(self) -> Job | None:
        """Everything in the list."""
        given = [Path(self.given.item(place).text()) for place in range(self.given.count())]
        if self.session.folder is None or not given:
            self.show_step(FORM, say("tasks.take.none"), "mid")
            return None
        return survey_commands.take(self.session.folder, given)

    def cancelled_words(self) -> str:
        """Files already taken stay taken."""
        return say("tasks.take.cancelled")

    def show_result(self, record: JobRecord) -> None:
        """A line per file; the first one that needs somebody is looked at."""
        result = record.result
        self._outcomes = list(result.get("files") or ())
        self.files.setRowCount(len(self._outcomes))
        for place, outcome in enumerate(self._outcomes):
            for column, text in enumerate(_cells(outcome)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if outcome.get("refused") or (column == 3 and text not in ("", "0")):
                    item.setForeground(colour("high"))
                self.files.setItem(place, column, item)
        told = {name: count(int(result.get(name) or 0)) for name in (*_STANDINGS, "surveyed", "unreached", "photos")}
        self.show_step(RESULT, say("tasks.take.done", **told), "mid" if record.refused else "ok")
        first = next((place for place, one in enumerate(self._outcomes) if _needs(one)), 0)
        self.files.setCurrentCell(first, 0)
        self.files.setFocus()
        self._look()

    def _look(self) -> None:
        """The rows of the chosen file that need somebody."""
        outcome = self._chosen()
        copy = str(outcome.get("copy") or "")
        self.open_button.setEnabled(bool(copy))
        self.rows.setRowCount(0)
        if outcome.get("refused"):
            self.rows_title.setText(say("tasks.take.whole"))
            self._show_rows([(say("tasks.take.refused_file"), outcome["refused"], str(outcome.get("advice") or ""))])
        elif not copy:
            self.rows_title.setText("")
        else:
            self.rows_title.setText(say("tasks.take.reading"))
            self._reader.ask("outcomes", lambda: read_outcomes(Path(copy)), self._read, self._unread)

    def _read(self, rows: list[tuple[str, str, str]]) -> None:
        words = say("tasks.take.rows", number=count(len(rows))) if rows else say("tasks.take.no_rows")
        self.rows_title.setText(words)
        self._show_rows(rows)

    def _unread(self, error: Exception) -> None:
        self.rows_title.setText(say("tasks.take.unread", error=str(error)[:80]))

    def _show_rows(self, rows: Sequence[tuple[str, str, str]]) -> None:
        self.rows.setRowCount(len(rows))
        for place, cells in enumerate(rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == 0:
                    item.setForeground(colour(_TONES.get(text, "high")))
                self.rows.setItem(place, column, item)

    def _chosen(self) -> dict[str, Any]:
        place = self.files.currentRow()
        return self._outcomes[place] if 0 <= place < len(self._outcomes) else {}

    def open_copy(self) -> None:
        """The written-back copy of the chosen file."""
        if copy := self._chosen().get("copy"):
            open_file(Path(str(copy)))

    def take_files(self, paths: list[str]) -> None:
        """They join the list."""
        self.add(paths)


def _table(columns: Sequence[str], stretch: int) -> QTableWidget:
    table = QTableWidget(0, len(columns))
    words = [label("standing", name) if name in _STANDINGS else say(f"tasks.take.column.{name}") for name in columns]
    table.setHorizontalHeaderLabels(words)
    table.verticalHeader().hide()
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return table


def _needs(outcome: Mapping[str, Any]) -> bool:
    counts = outcome.get("counts") or {}
    return bool(outcome.get("refused") or counts.get("refused") or counts.get("conflict"))


def _cells(outcome: Mapping[str, Any]) -> list[str]:
    counts = outcome.get("counts") or {}
    said = [str(outcome["refused"])] if outcome.get("refused") else []
    said += [say("tasks.take.unchanged")] if outcome.get("unchanged") else []
    said += [say("tasks.take.photos", number=outcome["photos"])] if outcome.get("photos") else []
    said += list(map(str, outcome.get("notes") or ()))
    numbers = ["" if outcome.get("refused") else count(int(counts.get(name) or 0)) for name in _STANDINGS]
    return [str(outcome.get("file") or ""), *numbers, "；".join(said)]
