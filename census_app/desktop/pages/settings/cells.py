"""How tables of the settings paint their cells: chips where a column says a state, quiet and marked words elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from census_app.desktop.tables.paged_model import Index, PagedModel
from census_app.desktop.theme.look import colour, sized_font
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.chips import CHIP_HEIGHT, chip_width, paint_chip

_PADDING = 9
Tone = Callable[[Any], str]


class ToneDelegate(QStyledItemDelegate):
    """`chips` and `tones`: column id → tone of a row; a column in neither is plain text."""

    def __init__(self, model: PagedModel, chips: Mapping[str, Tone], tones: Mapping[str, Tone] | None = None) -> None:
        super().__init__(model)
        self._model, self._chips, self._tones = model, chips, tones or {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground of the chosen row, then chip or text."""
        rect = paint_ground(painter, option)
        column, text, row = self._model.columns[index.column()], str(index.data() or ""), self._model.row(index.row())
        if row is None or not text:
            return
        if column.id in self._chips:
            top = rect.center().y() - CHIP_HEIGHT / 2 + 0.5
            box = QRectF(rect.x() + _PADDING, top, chip_width(text), CHIP_HEIGHT)
            paint_chip(painter, box, text, self._chips[column.id](row))
            return
        tone = self._tones[column.id](row) if column.id in self._tones else "text"
        painter.setFont(sized_font("body", bold=tone == "high"))
        painter.setPen(colour(tone))
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        shown = self._model.cut(column, text, painter.fontMetrics(), inner.width()) if column.elides else text
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | side, shown)


def quiet(_row: Any) -> str:
    """The tone of secondary text."""
    return "mute"
