"""Paints the cells of a paged table: chips where a column has tones, plain text elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from census_app.desktop.tables.paged_model import RAW_ROLE, Index, PagedModel
from census_app.desktop.theme.look import colour, sized_font
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.chips import CHIP_HEIGHT, chip_width, paint_chip

_PADDING = 9


class CellDelegate(QStyledItemDelegate):
    """`tones`: column → raw value → tone of its chip; numbers above zero in `strong` columns are bold, `quiet` ones
    are mute."""

    def __init__(
        self,
        model: PagedModel,
        strong: tuple[str, ...] = (),
        tones: Mapping[str, Mapping[str, str]] | None = None,
        quiet: tuple[str, ...] = (),
    ) -> None:
        super().__init__(model)
        self._model, self._strong, self._quiet = model, strong, quiet
        self._tones = tones or {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground of the chosen row, then chip or text."""
        rect = paint_ground(painter, option)
        column, text = self._model.columns[index.column()], str(index.data() or "")
        tone = self._tones.get(column.id, {}).get(str(index.data(RAW_ROLE)))
        if tone is not None:
            top = rect.center().y() - CHIP_HEIGHT / 2 + 0.5
            paint_chip(painter, QRectF(rect.x() + _PADDING, top, chip_width(text), CHIP_HEIGHT), text, tone)
            return
        bold = column.id in self._strong and text not in ("", "0", "—")
        painter.setFont(sized_font("body", bold=bold))
        painter.setPen(colour("mute" if text in ("0", "—") or column.id in self._quiet else "text"))
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        shown = self._model.cut(column, text, painter.fontMetrics(), inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | side, shown)
