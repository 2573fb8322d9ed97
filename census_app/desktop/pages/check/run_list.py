"""The runs on the left: the next check first, then every run with a word for what it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem

from census_app.desktop.language import count, say
from census_app.desktop.pages.check.reads import RunLine
from census_app.desktop.tables.paged_model import Index
from census_app.desktop.theme.look import colour, scaled, sized_font
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.chips import CHIP_HEIGHT, chip_width, paint_chip
from census_app.desktop.widgets.layout import Card, text_label

WIDTH = 236
_ROW = 54
_LINE = int(Qt.ItemDataRole.UserRole)
_NEXT = ""


def run_word(line: RunLine) -> tuple[str, str]:
    """正式, 试算 or 已作废, and its tone."""
    if line.voided:
        return say("check.word.voided"), "mute"
    return (say("check.word.official"), "ok") if line.official else (say("check.word.trial"), "low")


class _RunLines(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, scaled(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = QRectF(paint_ground(painter, option)).adjusted(10, 0, -8, 0)
        name, place, number, word, tone = index.data(_LINE)
        upper = QRectF(box.x(), box.y() + 6, box.width(), box.height() / 2 - 6)
        lower = QRectF(box.x(), upper.bottom(), box.width(), box.height() / 2 - 6)
        if word:
            width = chip_width(word)
            top = upper.center().y() - CHIP_HEIGHT / 2
            paint_chip(painter, QRectF(box.right() - width, top, width, CHIP_HEIGHT), word, tone)
            upper.setRight(box.right() - width)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(sized_font("body", bold=True))
        painter.setPen(colour("text"))
        painter.drawText(upper, middle, name)
        painter.setFont(sized_font("secondary"))
        painter.setPen(colour("mute"))
        painter.drawText(lower, middle, place)
        painter.drawText(lower, middle | Qt.AlignmentFlag.AlignRight, number)


class RunList(Card):
    """`chosen(run)`: the run looked at, "" for the next check."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__((8, 12, 8, 8))
        self.setFixedWidth(scaled(WIDTH))
        heading = text_label(say("check.runs"), "heading")
        heading.setContentsMargins(8, 0, 0, 0)
        self.list = QListWidget()
        self.list.setAccessibleName(say("check.runs"))
        self.list.setItemDelegate(_RunLines(self.list))
        self.list.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.currentRowChanged.connect(lambda _row: self.chosen.emit(self.current))
        self.body.addWidget(heading)
        self.body.addWidget(self.list, 1)
        self._runs: list[str] = [_NEXT]

    @property
    def current(self) -> str:
        """The chosen run."""
        row = self.list.currentRow()
        return self._runs[row] if 0 <= row < len(self._runs) else _NEXT

    def show_runs(self, date: str, lines: Sequence[RunLine], wanted: str) -> None:
        """Fill, with `wanted` chosen; tells nobody."""
        self.list.blockSignals(True)
        self.list.clear()
        self._runs = [_NEXT, *(line.run for line in lines)]
        self._add((say("check.next"), say("check.next_date", date=date) if date else "", "", "", ""))
        for line in lines:
            found = say("check.found", number=count(line.findings))
            self._add((line.run, say("check.next_date", date=line.data_date[5:]), found, *run_word(line)))
        self.list.setCurrentRow(self._runs.index(wanted) if wanted in self._runs else 0)
        self.list.blockSignals(False)

    def step(self, by: int) -> None:
        """The next or previous run."""
        self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + by)))

    def _add(self, line: tuple[str, ...]) -> None:
        item = QListWidgetItem()
        item.setData(_LINE, line)
        item.setData(int(Qt.ItemDataRole.AccessibleTextRole), " ".join(filter(None, line[:4])))
        self.list.addItem(item)
