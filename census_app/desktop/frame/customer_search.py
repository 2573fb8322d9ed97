"""Ctrl+F: a customer by 户号, 户名, 表号, 电话, 地址 or 问题短号."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from census_app.desktop.frame.overlay import ListOverlay
from census_app.desktop.language import label, say
from census_app.desktop.opened import opened
from census_app.desktop.session import Session
from census_app.desktop.tables.paged_model import Index
from census_app.desktop.theme.look import colour, scaled, sized_font
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.chips import CHIP_HEIGHT, chip_width, paint_chip
from census_app.desktop.widgets.layout import text_label

if TYPE_CHECKING:
    from census_app.workspace.customers import FoundCustomer

_WIDTH = 640
_ROW = 48
_SHOWN = 8
_SHORTEST = 2
_TYPING_MILLISECONDS = 220
_HIT = int(Qt.ItemDataRole.UserRole)
_TOPIC = "find customer"


def search(folder: Path, words: str) -> list[FoundCustomer]:
    """The customers that fit; runs on a worker."""
    from census_app.workspace.customers import find_customers

    with opened(folder) as workspace:
        return find_customers(workspace, words)


class _Lines(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, scaled(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = QRectF(paint_ground(painter, option)).adjusted(10, 0, -10, 0)
        hit: FoundCustomer = index.data(_HIT)
        by = label("customer_search.by", hit.by)
        width = chip_width(by)
        chip = QRectF(box.right() - width, box.center().y() - CHIP_HEIGHT / 2, width, CHIP_HEIGHT)
        paint_chip(painter, chip, by, "low")
        painter.setFont(sized_font("body", bold=True))
        painter.setPen(colour("text"))
        upper = QRectF(box.x(), box.y() + scaled(4), box.width() - width - 12, scaled(20))
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, f"{hit.customer}  {hit.name}".strip())
        painter.setFont(sized_font("secondary"))
        painter.setPen(colour("mute"))
        found = hit.hit if hit.hit != hit.customer else ""
        told = " · ".join(filter(None, (hit.unit_name, hit.address, found)))
        lower = QRectF(box.x(), box.y() + scaled(25), upper.width(), scaled(18))
        shown = QFontMetrics(painter.font()).elidedText(told, Qt.TextElideMode.ElideRight, int(lower.width()))
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, shown)


class CustomerSearch(ListOverlay):
    """Type, choose, Enter; `chosen(customer, problem_no)`."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget, session: Session, words: str = "") -> None:
        super().__init__(parent, _WIDTH, say("customer_search.hint"))
        self._session = session
        self.list.setItemDelegate(_Lines(self.list))
        self.said = text_label("", "mute", wrap=True)
        self.column.addWidget(self.said)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_MILLISECONDS)
        self._timer.timeout.connect(self._ask)
        self.field.textChanged.connect(lambda _text: self._timer.start())
        self._show([], say("customer_search.start"))
        if words:
            self.field.setText(words)
            self._ask()

    def _ask(self) -> None:
        self._timer.stop()
        words, folder = self.field.text().strip(), self._session.folder
        if folder is None or len(words) < _SHORTEST:
            self._show([], say("customer_search.start"))
            return
        self.said.setText(say("customer_search.looking"))
        self._session.reader.ask(_TOPIC, lambda: search(folder, words), self._found, self._failed)

    def _found(self, hits: list[FoundCustomer]) -> None:
        self._show(hits, say("customer_search.found" if hits else "customer_search.none", number=len(hits)))

    def _failed(self, error: Exception) -> None:
        self._show([], str(error))

    def _show(self, hits: list[FoundCustomer], said: str) -> None:
        self.list.clear()
        for hit in hits:
            item = QListWidgetItem(hit.customer)
            item.setData(_HIT, hit)
            item.setToolTip(" · ".join(filter(None, (hit.name, hit.address))))
            self.list.addItem(item)
        self.said.setText(said)
        self.fit(_ROW, _SHOWN)

    def run(self) -> None:
        """Open the chosen customer; what is typed but not yet looked for is looked for first."""
        if self._timer.isActive():
            self._ask()
            return
        item = self.list.currentItem()
        if item is not None:
            hit: FoundCustomer = item.data(_HIT)
            self.close()
            self.chosen.emit(hit.customer, hit.problem_no)

    def closeEvent(self, event: QCloseEvent) -> None:
        """An answer still on its way finds nobody."""
        self._timer.stop()
        self._session.reader.forget(_TOPIC)
        super().closeEvent(event)
