"""全部字段: every table of the customer at the left, its records side by side at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSize, Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTableView,
    QWidget,
)

from census_app.desktop.core_words import worded
from census_app.desktop.language import say
from census_app.desktop.pinyin import matches
from census_app.desktop.tables.paged_model import Index
from census_app.desktop.theme.look import colour, scaled, sized_font
from census_app.desktop.widgets.cells import KeyMark
from census_app.desktop.widgets.layout import Card, row, text_label

if TYPE_CHECKING:
    from census_app.desktop.widgets.buttons import ActionButton
    from census_app.workspace.customers import CustomerSheet
    from census_app.workspace.customers.model import Cell, TableRecords

_NO_INDEX = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_FIRST = 2
_ROW = 28
_LIST = 220
_NAME, _VALUE, _WIDEST = 170, 150, 420
_TABLE = int(Qt.ItemDataRole.UserRole)


class FieldModel(QAbstractTableModel):
    """One row per field, one column per record; a value nobody delivered says so."""

    def __init__(self) -> None:
        super().__init__()
        self._table: TableRecords | None = None
        self._rows: list[int] = []

    def show(self, table: TableRecords | None, words: str) -> None:
        """The fields of a table whose name or value fits the words."""
        self.beginResetModel()
        self._table = table
        self._rows = []
        if table is not None and table.records:
            for place, cell in enumerate(table.records[0].cells):
                values = [record.cells[place].value for record in table.records]
                named = f"{cell.name} {worded(cell.name)}"
                if matches(words, named) or any(words and words in value for value in values):
                    self._rows.append(place)
        self.endResetModel()

    def field_at(self, row: int) -> str:
        """The field of a row; empty when there is none."""
        if self._table is None or not 0 <= row < len(self._rows):
            return ""
        return self._table.records[0].cells[self._rows[row]].field

    def _cell(self, row: int, column: int) -> Cell | None:
        return self._table.records[column - 1].cells[self._rows[row]] if self._table and column > 0 else None

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Fields that fit."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """The name and one column per record."""
        return 0 if parent.isValid() or self._table is None else 1 + len(self._table.records)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Record keys."""
        if orientation is not Qt.Orientation.Horizontal or self._table is None:
            return None
        if role == _DISPLAY:
            return say("customer.field") if section == 0 else self._table.records[section - 1].key
        if role == int(Qt.ItemDataRole.ToolTipRole) and section > 0:
            record = self._table.records[section - 1]
            return say("customer.source", file=record.source_file.replace("!", " · "), row=record.source_row or "—")
        return None

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Values as they may be seen."""
        cell = self._cell(index.row(), index.column())
        if cell is None:
            if role == _DISPLAY and self._table is not None:
                return worded(self._table.records[0].cells[self._rows[index.row()]].name)
            return QBrush(colour("mute")) if role == int(Qt.ItemDataRole.ForegroundRole) else None
        if role in (_DISPLAY, int(Qt.ItemDataRole.ToolTipRole)):
            return cell_text(cell)
        if role == int(Qt.ItemDataRole.ForegroundRole):
            tone = {"known": "text", "unreadable": "mid"}.get(cell.state, "mute")
            return QBrush(colour(tone))
        if role == int(Qt.ItemDataRole.FontRole):
            return sized_font("body", bold=cell.identifier and cell.state == "known")
        return None


def cell_text(cell: Cell) -> str:
    """The value, or in words why there is none."""
    if cell.state == "empty":
        return say("evidence.empty")
    if cell.state in ("not_imported", "unreadable"):
        return say(f"customer.cell.{cell.state}")
    return cell.value


class FieldsView(QWidget):
    """`show_table` chooses a table; the filter narrows fields by name, initials or value."""

    def __init__(self, reveal: ActionButton) -> None:
        super().__init__()
        self._sheet: CustomerSheet | None = None
        self.tables = QListWidget()
        self.tables.setItemDelegate(KeyMark(self.tables))
        self.tables.setAccessibleName(say("customer.tables"))
        side = Card((8, 10, 8, 8))
        side.setFixedWidth(_LIST)
        side.body.addWidget(text_label(say("customer.tables"), "heading"))
        side.body.addWidget(self.tables, 1)
        self.title, self.note = text_label("", "heading"), text_label("", "mute")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(say("customer.filter_fields"))
        self.filter.setFixedWidth(240)
        self.model = FieldModel()
        self.model.setParent(self)
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(scaled(_ROW))
        header = self.view.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        main = Card((16, 12, 8, 8))
        main.body.addLayout(row(self.title, self.note, None, self.filter, reveal))
        main.body.addWidget(self.view, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(side)
        layout.addWidget(main, 1)
        self.tables.currentItemChanged.connect(lambda _now, _before: self._show())
        self.filter.textChanged.connect(lambda _text: self._show())

    def show_sheet(self, sheet: CustomerSheet, table: str = "") -> None:
        """Another customer or another look at it; the chosen table stays when it is still there."""
        wanted = table or self.chosen
        self._sheet = sheet
        self.tables.blockSignals(True)
        self.tables.clear()
        for one in sheet.tables:
            count = str(one.count) if one.covered else say("customer.cell.not_imported")
            item = QListWidgetItem(f"{worded(one.name)}   {count}")
            item.setData(_TABLE, one.table)
            item.setSizeHint(QSize(0, scaled(_ROW)))
            if not one.count:
                item.setForeground(QBrush(colour("mute")))
            self.tables.addItem(item)
        self.tables.blockSignals(False)
        self.show_table(wanted or (sheet.tables[0].table if sheet.tables else ""))
        self._show()

    @property
    def chosen(self) -> str:
        """The table shown."""
        item = self.tables.currentItem()
        return str(item.data(_TABLE)) if item is not None else ""

    def current_field(self) -> str:
        """`table.field` of the row looked at; empty when there is none."""
        name = self.model.field_at(self.view.currentIndex().row())
        return f"{self.chosen}.{name}" if name else ""

    def show_table(self, table: str) -> None:
        """Choose a table."""
        for place in range(self.tables.count()):
            item = self.tables.item(place)
            if item.data(_TABLE) == table:
                self.tables.setCurrentItem(item)

    def _show(self) -> None:
        tables = self._sheet.tables if self._sheet else ()
        found = next((one for one in tables if one.table == self.chosen), None)
        self.model.show(found, self.filter.text().strip())
        self.title.setText(worded(found.name) if found else "")
        if found is None:
            self.note.setText("")
        elif not found.covered:
            self.note.setText(say("customer.table_not_imported"))
        elif len(found.records) < found.count:
            self.note.setText(say("customer.records_cut", shown=len(found.records), number=found.count))
        else:
            self.note.setText(say("customer.records", number=found.count))
        header = self.view.horizontalHeader()
        for column in range(self.model.columnCount()):
            width = _NAME if column == 0 else min(_WIDEST, max(_VALUE, self.view.sizeHintForColumn(column) + 18))
            width = max(width, header.sectionSizeHint(column) + 8)
            header.resizeSection(column, width)
        header.setStretchLastSection(self.model.columnCount() <= _FIRST)
