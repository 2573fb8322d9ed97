"""The list of what was found: title with what matched, and the piece of text around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem

from census_app.desktop.language import say
from census_app.desktop.tables.paged_model import Index
from census_app.desktop.theme.look import colour, scaled, sized_font
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.chips import CHIP_HEIGHT, chip_width, paint_chip

if TYPE_CHECKING:
    from census_app.workspace.library.search import Found, SearchResult

_ROW = 68
_FOUND = int(Qt.ItemDataRole.UserRole)
_TONES = {"question": "mid", "answer": "ok", "case": "low"}


class _Lines(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, scaled(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = QRectF(paint_ground(painter, option)).adjusted(10, 0, -10, 0)
        found: Found = index.data(_FOUND)
        word = say(f"library.kind.{found.content.kind.value}")
        width = chip_width(word)
        chip = QRectF(box.right() - width, box.y() + scaled(7), width, CHIP_HEIGHT)
        paint_chip(painter, chip, word, _TONES[found.content.kind.value])
        painter.setFont(sized_font("body", bold=True))
        painter.setPen(colour("text"))
        metrics = QFontMetrics(painter.font())
        title = metrics.elidedText(found.content.title, Qt.TextElideMode.ElideRight, int(box.width() - width - 8))
        painter.drawText(QRectF(box.x(), box.y() + scaled(7), box.width(), 20), Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(sized_font("secondary"))
        painter.setPen(colour("mute"))
        metrics = QFontMetrics(painter.font())
        piece = metrics.elidedText(found.piece.replace("\n", " "), Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(QRectF(box.x(), box.y() + scaled(28), box.width(), 18), Qt.AlignmentFlag.AlignVCenter, piece)
        about = " ".join(found.content.rules[:6])
        missing = say("library.near", words="、".join(found.missing)) if found.near else ""
        told = " · ".join(filter(None, (found.id, about, missing)))
        told = metrics.elidedText(told, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(QRectF(box.x(), box.y() + scaled(46), box.width(), 18), Qt.AlignmentFlag.AlignVCenter, told)


class ResultList(QListWidget):
    """`chosen(entry id)`."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_Lines(self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(say("page.library"))
        self.currentItemChanged.connect(lambda _now, _before: self._choose())

    def show_result(self, result: SearchResult, *, read: bool) -> None:
        """Other entries; the first is read at once where nothing else is."""
        self.blockSignals(True)
        self.clear()
        for found in result.found:
            item = QListWidgetItem(found.content.title)
            item.setData(_FOUND, found)
            item.setToolTip(found.content.title)
            self.addItem(item)
        self.blockSignals(False)
        if read and self.count():
            self.setCurrentRow(0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt makes the first entry the current one where none is; what is read stays."""
        none = self.currentRow() < 0
        self.blockSignals(True)
        super().focusInEvent(event)
        if none:
            self.setCurrentRow(-1)
        self.blockSignals(False)

    def mark(self, entry: str) -> None:
        """The entry that is read carries the mark, or none does when it is not in the list."""
        rows = (row for row in range(self.count()) if self.item(row).data(_FOUND).id == entry)
        self.blockSignals(True)
        self.setCurrentRow(next(rows, -1))
        self.blockSignals(False)

    def step(self, step: int) -> None:
        """The next or previous entry."""
        if self.count():
            self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + step)))

    def _choose(self) -> None:
        item = self.currentItem()
        if item is not None:
            found: Found = item.data(_FOUND)
            self.chosen.emit(found.id)
