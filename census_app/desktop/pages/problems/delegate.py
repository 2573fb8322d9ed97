"""Paints the cells of the problem list: chips for severity and state, overdue dates in red with the word."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from census_app.desktop.tables.paged_model import RAW_ROLE, Index, PagedModel
from census_app.desktop.tables.problem_query import LIVE_STATES, SHOWN
from census_app.desktop.theme.look import colour, look, sized_font
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.chips import CHIP_HEIGHT, SEVERITY_TONE, STATE_TONE, chip_width, paint_chip

_PADDING = 9
_STATE = SHOWN.index("state")
_TONES = {"severity": SEVERITY_TONE, "state": STATE_TONE}
_QUIET = ("unit_name", "tg_name", "rule_id")


class ProblemDelegate(QStyledItemDelegate):
    """Knows the column ids of the model it paints."""

    def __init__(self, model: PagedModel, today: str) -> None:
        super().__init__(model)
        self._model, self._today = model, today
        self._font, self._strong = sized_font("body"), sized_font("body", bold=True)
        self._metrics = QFontMetrics(self._font)
        look().changed.connect(self._refont)

    def _refont(self) -> None:
        self._font, self._strong = sized_font("body"), sized_font("body", bold=True)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground of the selected row, then chip or text."""
        rect = paint_ground(painter, option)
        column = self._model.columns[index.column()]
        text = str(index.data() or "")
        if column.id in _TONES:
            tone = _TONES[column.id].get(str(index.data(RAW_ROLE)), "mute")
            box = QRectF(rect.x() + _PADDING, rect.center().y() - CHIP_HEIGHT / 2 + 0.5, chip_width(text), CHIP_HEIGHT)
            paint_chip(painter, box, text, tone)
            return
        late = column.id == "due_date" and self._late(index)
        painter.setFont(self._strong if late else self._font)
        painter.setPen(colour("high" if late else "mute" if column.id in _QUIET else "text"))
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        align = Qt.AlignmentFlag.AlignVCenter | (
            Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        )
        mode = Qt.TextElideMode.ElideLeft if column.keeps_end else Qt.TextElideMode.ElideRight
        shown = self._metrics.elidedText(text, mode, inner.width()) if column.elides else text
        painter.drawText(inner, align, shown)

    def _late(self, index: Index) -> bool:
        row, due = self._model.row(index.row()), index.data(RAW_ROLE)
        live = row is not None and row[_STATE] in LIVE_STATES
        return live and due is not None and str(due)[:10] < self._today
