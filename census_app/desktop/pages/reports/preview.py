"""P: a report as its workbook prints it, read back from the file; a number with a code leads to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QStackedWidget,
    QTabBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from census_app.desktop.language import say
from census_app.desktop.reads import Reader
from census_app.desktop.theme.look import scaled
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, text_label
from census_app.desktop.widgets.states import ErrorView, Skeleton

if TYPE_CHECKING:
    from census_app.reporting.reports.preview import PreviewCell, PreviewSheet

_SHARE = 0.9
_ROW = 26
_CHARACTER = 7.4
_CODES = int(Qt.ItemDataRole.UserRole)


class PreviewDialog(QDialog):
    """Reads on the page's worker. `code_asked` when Enter or a double click falls on a cell with a code."""

    code_asked = Signal(str)
    open_asked = Signal(object)

    def __init__(self, parent: QWidget, reader: Reader, file: Path) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(file.name)
        self._reader, self.file = reader, file
        self.sheets: tuple[PreviewSheet, ...] = ()
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.currentChanged.connect(self._show_sheet)
        self.table = QTableWidget()
        self.table.setAccessibleName(say("reports.preview.title"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setWordWrap(True)
        for header in (self.table.horizontalHeader(), self.table.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
        self.table.activated.connect(lambda index: self._activate(index.row(), index.column()))
        self.note = text_label(say("reports.preview.note"), "mute")
        self.skeleton, self.error = Skeleton(), ErrorView()
        self.error.retry.clicked.connect(self.read)
        self.stack = QStackedWidget()
        for widget in (self.skeleton, self.table, self.error):
            self.stack.addWidget(widget)
        self._assemble()
        self.resize(QSize(int(parent.window().width() * _SHARE), int(parent.window().height() * _SHARE)))
        self.read()

    def _assemble(self) -> None:
        open_button, close = Button(say("reports.preview.open")), Button(say("common.close"), "Esc")
        open_button.clicked.connect(lambda: self.open_asked.emit(self.file))
        close.clicked.connect(self.close)
        for button in (open_button, close):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addLayout(row(text_label(self.file.name, "heading"), 12, self.tabs, None))
        column.addWidget(self.stack, 1)
        column.addLayout(row(self.note, None, open_button, close))

    def read(self) -> None:
        """Read the workbook again."""
        from census_app.reporting.reports.preview import read_preview

        self.stack.setCurrentWidget(self.skeleton)
        file = self.file
        self._reader.ask("preview", lambda: read_preview(file), self._show, self._refuse)

    def _show(self, sheets: tuple[PreviewSheet, ...]) -> None:
        self.sheets = sheets
        while self.tabs.count():
            self.tabs.removeTab(0)
        for sheet in sheets:
            self.tabs.addTab(sheet.title)
        self.stack.setCurrentWidget(self.table)
        self._show_sheet(0)
        self.table.setFocus()

    def _refuse(self, error: Exception) -> None:
        advice = str(getattr(error, "advice", "") or "")
        self.error.show_error(say("reports.preview.failed"), f"{getattr(error, 'message', error)}\n{advice}".strip())
        self.stack.setCurrentWidget(self.error)

    def _show_sheet(self, place: int) -> None:
        if not 0 <= place < len(self.sheets):
            return
        sheet = self.sheets[place]
        self.table.clear()
        self.table.clearSpans()
        self.table.setRowCount(sheet.rows)
        self.table.setColumnCount(len(sheet.widths))
        self.table.verticalHeader().setDefaultSectionSize(scaled(_ROW))
        for column, width in enumerate(sheet.widths):
            self.table.setColumnWidth(column, scaled(round(width * _CHARACTER)))
        self._fill(sheet.cells)
        self.note.setText(say("reports.preview.charts" if sheet.charts else "reports.preview.note"))

    def _fill(self, cells: Sequence[PreviewCell]) -> None:
        for cell in cells:
            item = QTableWidgetItem(cell.text)
            item.setToolTip(cell.text)
            item.setData(_CODES, cell.codes)
            across = Qt.AlignmentFlag.AlignRight if cell.right else Qt.AlignmentFlag.AlignLeft
            item.setTextAlignment(across | Qt.AlignmentFlag.AlignVCenter)
            if cell.bold:
                font = QFont(self.table.font())
                font.setBold(True)
                item.setFont(font)
            self.table.setItem(cell.row, cell.column, item)
            if cell.rows > 1 or cell.columns > 1:
                self.table.setSpan(cell.row, cell.column, cell.rows, cell.columns)

    def _activate(self, line: int, column: int) -> None:
        """A code in the cell, or in the one below it where a figure stands above its code."""
        for place in (line, line + 1):
            item = self.table.item(place, column)
            codes = item.data(_CODES) if item is not None else None
            if codes:
                self.code_asked.emit(codes[0])
                self.close()
                return

    def closeEvent(self, event: object) -> None:
        """What is still being read is dropped."""
        self._reader.forget("preview")
        super().closeEvent(event)  # type: ignore[arg-type]
