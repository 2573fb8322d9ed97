"""A parameter as rows: a list, values by key, or periods; added, removed, undone by key, checked at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.rules.editor.many_values import Lines
from census_app.desktop.theme.look import scaled
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.layout import Card, row, text_label

_ROW, _HEAD, _SEEN = 28, 28, 6
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOST_UNDONE = 100


class Rows(Protocol):
    """What rows stand for: how they are headed, what they make, what is wrong with them."""

    @property
    def name(self) -> str:
        """Of the parameter."""

    @property
    def lines(self) -> Lines:
        """The rows at first."""

    @property
    def heads(self) -> tuple[str, ...]:
        """What the columns are called."""

    @property
    def width(self) -> int:
        """Of the table, in pixels of the normal text size."""

    def value_of(self, lines: Lines) -> Any:
        """What these rows make; they must be without fault."""

    def fault_of(self, lines: Lines) -> str:
        """What is wrong with the rows; empty when nothing is."""

    def settled(self, before: Lines, lines: Lines) -> Lines:
        """The rows after a change by the person, with what follows from it."""


class _Rows(QTableWidget):
    """Typing edits the cell; its own keys are not those of the page."""

    def __init__(self, keys: dict[tuple[Qt.KeyboardModifier, int], Callable[[], object]]) -> None:
        super().__init__()
        self._keys = keys

    def _own(self, event: QKeyEvent) -> Callable[[], object] | None:
        return self._keys.get((event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, event.key()))

    def event(self, event: QEvent) -> bool:
        """Letters are for the cell, even where the page has actions on them."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            if self._own(event) is not None or (plain and event.text().isprintable() and event.text()):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A row more, a row less, one step back."""
        own = self._own(event)
        if own is not None:
            own()
        else:
            super().keyPressEvent(event)


class RowsField(QWidget):
    """`edited(value)` with the whole parameter whenever the rows make a valid one; else what is wrong stands below
    them and the last valid one holds."""

    edited = Signal(object)

    def __init__(self, many: Rows) -> None:
        super().__init__()
        self.many = many
        self._before: list[Lines] = []
        self._lines: Lines = many.lines
        none, control = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
        keys: dict[tuple[Qt.KeyboardModifier, int], Callable[[], object]] = {
            (none, Qt.Key.Key_Insert.value): self.add,
            (control, Qt.Key.Key_Delete.value): self.remove,
            (control, Qt.Key.Key_Z.value): self.undo,
            **{(none, key.value): self._onward for key in _ENTER},
        }
        self.table = _Rows(keys)
        self._dress()
        self.fault = text_label("", "high", wrap=True)
        self.fault.hide()
        self.more, self.less, self.back = (LinkButton(say(f"rules.rows.{name}")) for name in ("add", "remove", "undo"))
        for button, act in ((self.more, self.add), (self.less, self.remove), (self.back, self.undo)):
            button.clicked.connect(partial(self._press, act))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        frame = Card((1, 1, 1, 1), 0)
        frame.body.addWidget(self.table)
        column.addLayout(row(frame, None))
        column.addLayout(row(self.more, self.less, self.back, None, spacing=14))
        column.addWidget(self.fault)
        self._fill(self._lines)
        self.table.cellChanged.connect(lambda *_: self._typed())

    def _dress(self) -> None:
        table, many = self.table, self.many
        table.setObjectName("rows")
        table.setColumnCount(len(many.heads))
        table.setHorizontalHeaderLabels(list(many.heads))
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setFixedHeight(scaled(_HEAD))
        header.setHighlightSections(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(scaled(_ROW))
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setAlternatingRowColors(False)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        table.setAccessibleName(f"{say('rules.parameters')} {many.name}")
        table.setFixedWidth(scaled(many.width))

    def _press(self, act: Callable[[], object], _checked: bool = False) -> None:
        act()
        self.table.setFocus()

    def _fill(self, lines: Lines, at: tuple[int, int] = (0, 0)) -> None:
        """These rows, without telling anybody."""
        table = self.table
        table.blockSignals(True)
        table.setRowCount(len(lines))
        for line, cells in enumerate(lines):
            for column, text in enumerate(cells):
                table.setItem(line, column, QTableWidgetItem(text))
        table.blockSignals(False)
        seen = min(_SEEN, max(1, len(lines)))
        table.setFixedHeight(scaled(_HEAD) + seen * scaled(_ROW) + 2 * table.frameWidth())
        if lines:
            place = min(at[0], len(lines) - 1), min(at[1], table.columnCount() - 1)
            table.setCurrentCell(*place, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.less.setEnabled(bool(lines))
        self.back.setEnabled(bool(self._before))

    def _typed(self) -> None:
        table = self.table
        found = (
            tuple(self._cell(line, column) for column in range(table.columnCount())) for line in range(table.rowCount())
        )
        self._take(tuple(found))

    def _cell(self, line: int, column: int) -> str:
        item = self.table.item(line, column)
        return item.text().strip() if item is not None else ""

    def _take(self, lines: Lines) -> None:
        """Other rows by the person: kept for undoing, and told when they make a value."""
        if lines == self._lines:
            return
        self._before = [*self._before, self._lines][-_MOST_UNDONE:]
        settled = self.many.settled(self._lines, lines)
        if settled != lines:
            self._fill(settled, self._place())
        self._stand(settled)

    def _place(self) -> tuple[int, int]:
        return max(0, self.table.currentRow()), max(0, self.table.currentColumn())

    @property
    def lines(self) -> Lines:
        """The rows as they stand."""
        return self._lines

    def _stand(self, lines: Lines) -> None:
        self._lines = lines
        self.back.setEnabled(bool(self._before))
        self.fault.setText(self.many.fault_of(lines))
        self.fault.setVisible(bool(self.fault.text()))
        if not self.fault.text():
            self.edited.emit(self.many.value_of(lines))

    def add(self) -> None:
        """A row more below the current one, being written."""
        at = min(len(self._lines), self.table.currentRow() + 1)
        lines = (*self._lines[:at], ("",) * self.table.columnCount(), *self._lines[at:])
        self._take(lines)
        self._fill(self._lines, (at, 0))
        self.table.edit(self.table.model().index(at, 0))

    def remove(self) -> None:
        """The current row is gone."""
        at, column = self.table.currentRow(), max(0, self.table.currentColumn())
        if 0 <= at < len(self._lines):
            lines = (*self._lines[:at], *self._lines[at + 1 :])
            self._take(lines)
            self._fill(self._lines, (at, column))

    def undo(self) -> None:
        """The rows as they were before the last change."""
        if self._before:
            lines = self._before.pop()
            self._fill(lines, self._place())
            self._stand(lines)

    def _onward(self) -> None:
        """The next row; after the last one a new one."""
        if self.table.currentRow() + 1 < self.table.rowCount():
            self.table.setCurrentCell(self.table.currentRow() + 1, 0)
        else:
            self.add()
