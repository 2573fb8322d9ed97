"""The column mapping of one table: file column, our field, three samples, how sure; doubtful ones first."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from census_app.desktop.language import say
from census_app.desktop.pages.importing.names import FieldNames
from census_app.desktop.pages.importing.preview import ColumnGuess, TableGuess
from census_app.desktop.tables.paged_model import Index
from census_app.desktop.theme.look import colour, scaled, sized_font
from census_app.desktop.widgets.bars import paint_bar
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.layout import Card, ElidedLabel, row, text_label

_ROW = 30
_HEADINGS = ("column", "field", "sample1", "sample2", "sample3", "confidence")
_ROOM_FOR_SAMPLES = {4: 680, 3: 500}
"""The last samples, and how wide the card must be for each."""
_BAR, _LEAST_BAR = 40, 16
_WIDTHS = (150, 150, 120, 120, 120, 104)
_NO_INDEX = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
GUESS = int(Qt.ItemDataRole.UserRole)


class MappingModel(QAbstractTableModel):
    """A few hundred columns at most, so plain lists."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: list[ColumnGuess] = []
        self._names = FieldNames()
        self._table = ""

    def show_table(self, table: TableGuess, names: FieldNames) -> None:
        """The columns of another table or after an answer."""
        self.beginResetModel()
        self._names, self._table = names, table.table or ""
        self._columns = sorted(
            table.columns, key=lambda column: (not column.doubtful, column.field is None, column.index)
        )
        self.endResetModel()

    def guess(self, line: int) -> ColumnGuess | None:
        """The column in a line."""
        return self._columns[line] if 0 <= line < len(self._columns) else None

    def line_of(self, index: int) -> int:
        """Where a file column stands; -1 when it is not there."""
        return next((line for line, column in enumerate(self._columns) if column.index == index), -1)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """One line per file column."""
        return 0 if parent.isValid() else len(self._columns)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """The six columns."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Headings."""
        if orientation is Qt.Orientation.Horizontal and role == _DISPLAY:
            return say(f"import.mapping.{_HEADINGS[section]}")
        return None

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Texts; samples of personal fields are masked."""
        column = self._columns[index.row()]
        if role == GUESS:
            return column
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return column.reason or None if index.column() < 2 else self._sample(column, index.column() - 2) or None
        if role != _DISPLAY:
            return None
        place = index.column()
        if place == 0:
            return column.header or say("import.mapping.no_header", number=column.index + 1)
        if place == 1:
            return self._field_text(column)
        if place == len(_HEADINGS) - 1:
            return f"{column.confidence:.0%}" if column.field else "—"
        return self._sample(column, place - 2) or "—"

    def _sample(self, column: ColumnGuess, place: int) -> str:
        sample = column.samples[place] if place < len(column.samples) else ""
        return self._names.masked(self._table, column.field, column.header, sample)

    def _field_text(self, column: ColumnGuess) -> str:
        if column.field is None:
            return say("import.mapping.ask") if column.doubtful else say("import.mapping.dropped")
        name = self._names.field(self._table, column.field)
        return f"{name}？" if column.doubtful else name


class _MappingLines(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = paint_ground(painter, option)
        column: ColumnGuess = index.data(GUESS)
        text, place = str(index.data() or ""), index.column()
        tone = "mid" if column.doubtful and place in (1, len(_HEADINGS) - 1) else "text"
        if (place >= 2 and tone == "text") or (column.field is None and not column.doubtful):
            tone = "mute"
        painter.setFont(sized_font("body", bold=tone == "mid"))
        painter.setPen(colour(tone))
        box = QRectF(rect).adjusted(9, 0, -9, 0)
        if place == len(_HEADINGS) - 1:
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
            width = min(_BAR, int(box.width()) - QFontMetrics(painter.font()).horizontalAdvance(text) - 6)
            if column.field and width >= _LEAST_BAR:
                bar = QRectF(box.x(), box.center().y() - 3, width, 7)
                paint_bar(painter, bar, column.confidence, "mid" if column.doubtful else "bar", track=True)
            return
        mode = Qt.TextElideMode.ElideMiddle if place >= 2 else Qt.TextElideMode.ElideRight
        shown = QFontMetrics(painter.font()).elidedText(text, mode, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)


class MappingTable(Card):
    """`chosen` tells which column a person looks at."""

    chosen = Signal(object)
    table_asked = Signal()

    def __init__(self) -> None:
        super().__init__((16, 12, 12, 8))
        self.heading = ElidedLabel("", "heading", modest=True)
        self.note = ElidedLabel("", "mute")
        self.other = LinkButton(say("import.mapping.other"))
        self.other.clicked.connect(self.table_asked)
        line = row(self.heading, spacing=10)
        line.addWidget(self.note, 1)
        line.addWidget(self.other)
        self.body.addLayout(line)
        self.kept = text_label("", "mute", wrap=True)
        self.body.addWidget(self.kept)
        self.model = MappingModel()
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setAccessibleName(say("import.step.mapping"))
        self.view.setItemDelegate(_MappingLines(self.view))
        self.view.setShowGrid(False)
        self.view.setMouseTracking(True)
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(scaled(_ROW))
        header = self.view.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for place, width in enumerate(_WIDTHS):
            fixed = place == len(_WIDTHS) - 1
            header.setSectionResizeMode(
                place, QHeaderView.ResizeMode.Fixed if fixed else QHeaderView.ResizeMode.Stretch
            )
            header.resizeSection(place, width)
        self.view.selectionModel().currentRowChanged.connect(self._row_changed)
        self.body.addWidget(self.view, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where names and numbers would be cut, the last samples give their room."""
        super().resizeEvent(event)
        for sample, room in _ROOM_FOR_SAMPLES.items():
            self.view.setColumnHidden(sample, self.width() < scaled(room))

    def show_table(self, table: TableGuess, names: FieldNames) -> None:
        """Fill; the column looked at stays chosen after an answer."""
        current = self.model.guess(self.view.currentIndex().row())
        name = names.table(table.table or "") or say("import.table.unknown")
        self.heading.setText(say("import.mapping.title", table=name))
        dropped = sum(1 for column in table.columns if column.field is None and not column.doubtful)
        self.note.setText(
            say(
                "import.mapping.note",
                all=len(table.columns),
                mapped=table.mapped,
                doubtful=table.doubtful,
                dropped=dropped,
            )
        )
        self.other.setVisible(table.table is not None)
        self.kept.setVisible(table.remembered is not None)
        if table.remembered is not None:
            source, day = table.remembered
            self.kept.setText(say("import.mapping.kept", source=source, day=day or say("import.mapping.earlier")))
        self.model.show_table(table, names)
        line = self.model.line_of(current.index) if current else 0
        still = self.model.guess(line)
        self.view.setCurrentIndex(self.model.index(line if still and still.doubtful else 0, 0))

    def _row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.chosen.emit(self.model.guess(current.row()))
