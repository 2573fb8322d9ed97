"""The recognised sheets on the left: table, file, rows and a word for their state."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem

from census_app.desktop.language import count, say
from census_app.desktop.pages.importing.preview import Preview, TableGuess
from census_app.desktop.tables.paged_model import Index
from census_app.desktop.theme.look import colour, scaled, sized_font
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.chips import CHIP_HEIGHT, chip_width, paint_chip
from census_app.desktop.widgets.layout import Card, text_label

WIDTH = 236
_ROW = 58
_LINE = int(Qt.ItemDataRole.UserRole)


class _SheetLines(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, scaled(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = QRectF(paint_ground(painter, option))
        name, place, rows, word, tone = index.data(_LINE)
        width = chip_width(word)
        paint_chip(painter, QRectF(box.right() - width - 8, box.y() + scaled(8), width, CHIP_HEIGHT), word, tone)
        painter.setFont(sized_font("body", bold=True))
        painter.setPen(colour("text"))
        _draw(painter, box.adjusted(10, 8, -width - 14, 0), name, CHIP_HEIGHT)
        painter.setFont(sized_font("secondary"))
        painter.setPen(colour("mute"))
        rows_width = QFontMetrics(painter.font()).horizontalAdvance(rows)
        _draw(painter, box.adjusted(10, 32, -rows_width - 16, 0), place, 18)
        right = QRectF(box.right() - rows_width - 9, box.y() + scaled(32), rows_width + 1, 18)
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter, rows)


def _draw(painter: QPainter, box: QRectF, text: str, height: int) -> None:
    line = QRectF(box.x(), box.y(), box.width(), height)
    shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)


class SheetList(Card):
    """One entry per sheet, refused files below the good ones."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__((8, 12, 8, 8))
        self.setFixedWidth(WIDTH)
        heading = text_label(say("import.sheets"), "heading")
        heading.setContentsMargins(8, 0, 0, 0)
        self.list = QListWidget()
        self.list.setAccessibleName(heading.text())
        self.list.setItemDelegate(_SheetLines(self.list))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.currentRowChanged.connect(self.chosen)
        self._files: list[tuple[str, str]] = []
        self.body.addWidget(heading)
        self.body.addWidget(self.list, 1)

    def show_tables(self, tables: list[TableGuess], preview: Preview, names: dict[str, str]) -> None:
        """Fill the list; the chosen entry stays chosen, of another delivery the first that waits for an answer is."""
        files = [table.key for table in tables]
        waiting = (place for place, table in enumerate(tables) if table.table and (table.doubtful or table.questions))
        kept = max(0, self.list.currentRow()) if files == self._files else next(waiting, 0)
        self._files = files
        self.list.blockSignals(True)
        self.list.clear()
        for table in tables:
            name = names.get(table.table or "", table.table or "") or say("import.table.unknown")
            self._add((name, _place(table), say("import.rows", rows=count(table.rows)), *_state(table)), table.file)
        for refusal in preview.refused:
            line = (refusal.file, refusal.sheet or refusal.reason, "", say("import.table.refused"), "high")
            self._add(line, f"{refusal.file} {refusal.sheet}\n{refusal.reason}\n{refusal.advice}")
        self.list.setCurrentRow(min(kept, self.list.count() - 1))
        self.list.blockSignals(False)

    def _add(self, line: tuple[str, ...], hover: str) -> None:
        item = QListWidgetItem()
        item.setData(_LINE, line)
        item.setToolTip(hover)
        item.setData(int(Qt.ItemDataRole.AccessibleTextRole), " ".join(line[:4]))
        self.list.addItem(item)


def _place(table: TableGuess) -> str:
    if table.sheet:
        return f"{table.sheet} · {table.file}"
    return table.file


def _state(table: TableGuess) -> tuple[str, str]:
    if table.table is None:
        return say("import.table.skipped"), "unknown"
    if table.delivered:
        return say("import.table.same"), "low"
    waiting = table.doubtful + len(table.questions)
    if waiting:
        return say("import.table.waiting", number=waiting), "mid"
    return say("import.table.mapped"), "ok"
