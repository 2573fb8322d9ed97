"""台区批量: what all customers of a 台区 share is answered once, with the outcome beside every row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from census_app.desktop.language import count, label, say
from census_app.desktop.opened import opened
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import clear_layout, row, scrolling, set_role, text_label
from census_app.desktop.widgets.leaving import gives_up

if TYPE_CHECKING:
    from census_app.survey.results.batch_filling import BatchAnswer, BatchItem, BatchTaken

_SIZE = (860, 540)
_TONES = {"taken": "ok", "conflict": "mid", "refused": "high", "known": "mute", "empty": "mute"}
_COLUMNS = ("item", "result", "value", "note", "outcome")


def read_items(folder: Path, tg_no: str) -> tuple[BatchItem, ...]:
    """The shared questions of a 台区; runs on a worker."""
    from census_app.survey.results.batch_filling import batch_items

    with opened(folder) as workspace:
        return batch_items(workspace, tg_no)


def fill(folder: Path, form_no: str, said: Sequence[tuple[str, str, str, str]]) -> BatchTaken:
    """The answers are taken; runs on a worker."""
    from census_app.survey.results.batch_filling import BatchAnswer, fill_batch

    answers: list[BatchAnswer] = [BatchAnswer(*one) for one in said]
    with opened(folder) as workspace:
        return fill_batch(workspace, form_no, answers)


class BatchDialog(QDialog):
    """One form at a time; `taken` when something new stands in the workspace."""

    taken = Signal()

    def __init__(self, parent: QWidget, reader: Reader, folder: Path, tg_no: str, name: str) -> None:
        super().__init__(parent)
        self._reader, self._folder = reader, folder
        self._items: list[BatchItem] = []
        self.results: list[QComboBox] = []
        self.values: list[QLineEdit] = []
        self.notes: list[QLineEdit] = []
        self.outcomes: list[QLabel] = []
        self._said: list[int] = []
        self._taken: list[tuple[str, str, str]] = []
        self.setWindowTitle(say("action.fill_batch"))
        self.resize(*_SIZE)
        self.forms = QComboBox()
        self.forms.setAccessibleName(say("tasks.batch.form"))
        self.message = text_label(say("tasks.batch.reading"), "mute", wrap=True)
        inside = QWidget()
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(2, 0, 8, 0)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(10)
        self.grid.setVerticalSpacing(8)
        for place, stretch in ((0, 3), (2, 2), (3, 2), (4, 3)):
            self.grid.setColumnStretch(place, stretch)
        outer.addLayout(self.grid)
        outer.addStretch(1)
        self.take_button = Button(say("tasks.batch.take"), "Ctrl+Enter", primary=True)
        self.take_button.setShortcut("Ctrl+Return")
        self.take_button.setAutoDefault(False)
        close = Button(say("common.close"), "Esc")
        close.setAutoDefault(False)
        self.take_button.clicked.connect(self._take)
        close.clicked.connect(self.close)
        self.forms.currentIndexChanged.connect(lambda _place: self._list())
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(row(text_label(say("tasks.batch.title", area=name), "heading"), None, self.forms))
        column.addWidget(self.message)
        self.area = scrolling(inside)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields take the keys, and are scrolled to
        column.addWidget(self.area, 1)
        column.addLayout(row(None, close, self.take_button))
        self.take_button.setEnabled(False)
        reader.ask("batch", partial(read_items, folder, tg_no), self._show, self._refused)

    def _show(self, items: Sequence[BatchItem]) -> None:
        self._items = list(items)
        if not items:
            self.message.setText(say("tasks.batch.none"))
            set_role(self.message, "mid")
        for form_no in dict.fromkeys(item.row.form_no for item in self._items):
            surveyor = next(item.surveyor for item in self._items if item.row.form_no == form_no)
            self.forms.addItem(f"{form_no}  {surveyor}", form_no)
        self.forms.setVisible(self.forms.count() > 1)

    def shown(self) -> list[BatchItem]:
        """The questions of the chosen form."""
        return [item for item in self._items if item.row.form_no == self.forms.currentData()]

    def _list(self) -> None:
        clear_layout(self.grid)
        self.results, self.values, self.notes, self.outcomes = [], [], [], []
        for column, name in enumerate(_COLUMNS):
            self.grid.addWidget(text_label(say(f"tasks.batch.column.{name}"), "mute"), 0, column)
        items = self.shown()
        for line, item in enumerate(items, start=1):
            result, value, note = QComboBox(), QLineEdit(), QLineEdit()
            outcome = text_label("", "mute", wrap=True)
            result.addItems(["", *item.results])
            result.setEnabled(bool(item.results))
            named: tuple[tuple[QWidget, str], ...] = ((result, "result"), (value, "value"), (note, "note"))
            for widget, name in named:
                widget.setAccessibleName(f"{item.row.title} {say(f'tasks.batch.column.{name}')}")
            if item.row.choices:
                value.setPlaceholderText(" / ".join(item.row.choices[:3]))
            self.grid.addWidget(text_label(item.row.title, wrap=True), line, 0)
            for column, cell in enumerate((result, value, note, outcome), start=1):
                self.grid.addWidget(cell, line, column)
            self.results.append(result)
            self.values.append(value)
            self.notes.append(note)
            self.outcomes.append(outcome)
        if items:
            self.message.setText(say("tasks.batch.text", tasks=count(items[0].tasks)))
            set_role(self.message, "mute")
        self.take_button.setEnabled(bool(items))
        if self.results:
            # a field takes the keys once it is on the screen
            QTimer.singleShot(0, self.results[0], self.results[0].setFocus)

    def _take(self) -> None:
        rows = [
            (item.row.row_code, result.currentText(), value.text(), note.text())
            for item, result, value, note in zip(self.shown(), self.results, self.values, self.notes, strict=True)
        ]
        self._said = [place for place, told in enumerate(rows) if any(text.strip() for text in told[1:])]
        said = [rows[place] for place in self._said]
        form_no = str(self.forms.currentData())
        self.take_button.setEnabled(False)
        self._reader.ask("batch", partial(fill, self._folder, form_no, said), self._done, self._refused)

    def _done(self, taken: BatchTaken) -> None:
        self.take_button.setEnabled(True)
        self._taken = self._told()
        for outcome in self.outcomes:
            outcome.setText("")
        for place, mark in zip(self._said, taken.marks, strict=False):
            words = "  ".join(filter(None, (label("standing", mark.standing.value), mark.says)))
            self.outcomes[place].setText(words)
            set_role(self.outcomes[place], _TONES[mark.standing.value])
        refused = sum(mark.standing.value == "refused" for mark in taken.marks)
        told = say("tasks.batch.done", taken=len(taken.marks) - refused, refused=refused)
        self.message.setText("  ".join((told, *taken.notes)))
        set_role(self.message, "mid" if refused else "ok")
        if taken.act:
            self.taken.emit()

    def _refused(self, error: Exception) -> None:
        advice = str(getattr(error, "advice", "") or "")
        self.message.setText(f"{getattr(error, 'message', error)}  {advice}".strip())
        set_role(self.message, "high")
        self.take_button.setEnabled(bool(self._items))

    def _told(self) -> list[tuple[str, str, str]]:
        cells = zip(self.results, self.values, self.notes, strict=True)
        return [(result.currentText(), value.text(), note.text()) for result, value, note in cells]

    def reject(self) -> None:
        """Closed: asked about when something was filled in that is not taken yet."""
        if self._told() in (self._taken, [("", "", "")] * len(self.results)) or gives_up(self):
            super().reject()

    def keyPressEvent(self, event: object) -> None:
        """Enter moves on from a field; it does not close."""
        if getattr(event, "key", lambda: 0)() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]
