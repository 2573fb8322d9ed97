"""Paints the cells of the problem list: chips for severity and state, overdue dates in red, headings across.

Painting is what scrolling costs: texts come straight from the model's pages, chips are drawn once and kept.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from census_app.desktop.tables.paged_model import PLACEHOLDER, Heading, Index, PagedColumn, PagedModel, Row
from census_app.desktop.tables.problem_query import LIVE_STATES, SHOWN
from census_app.desktop.tables.short_names import ShortNames
from census_app.desktop.theme.look import colour, look, scaled, sized_font
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.chips import CHIP_HEIGHT, SEVERITY_TONE, STATE_TONE, chip_width, paint_chip

_PADDING = 9
_STATE, _DUE = SHOWN.index("state"), SHOWN.index("due_date")
_TONES = {"severity": (SEVERITY_TONE, SHOWN.index("severity")), "state": (STATE_TONE, _STATE)}
_QUIET = ("unit_name", "tg_name", "rule_id", "person")
_ARROWS = {True: "▾", False: "▸"}
_MOST_KEPT = 4000


class ProblemDelegate(QStyledItemDelegate):
    """Knows the column ids of the model it paints; `today` decides which dates are late."""

    def __init__(self, model: PagedModel, today: str) -> None:
        super().__init__(model)
        self._model, self._today = model, today
        self._chips: dict[tuple[str, str, float], QPixmap] = {}
        self._cut: dict[tuple[str, int, str], str] = {}
        self._names: dict[str, ShortNames] = {}
        self._refont()
        look().changed.connect(self._refont)

    def _refont(self) -> None:
        self._chips.clear()
        self._cut.clear()
        self._font, self._strong = sized_font("body"), sized_font("body", bold=True)
        self._metrics, self._strong_metrics = QFontMetrics(self._font), QFontMetrics(self._strong)
        self._text, self._mute, self._high = colour("text"), colour("mute"), colour("high")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground of the row, then chip, text or the heading's piece of this cell."""
        rect = paint_ground(painter, option)
        entry = self._model.entry(index.row())
        at = index.column()
        if entry is not None and isinstance(entry[0], Heading):
            self._paint_heading(painter, option, rect, entry[0], entry[1][0])
            return
        column = self._model.columns[at]
        text = entry[1][at] if entry is not None else PLACEHOLDER
        if column.id in _TONES and entry is not None:
            tones, place = _TONES[column.id]
            chip = self._chip(text, tones.get(str(entry[0][place]), "mute"), painter.device().devicePixelRatioF())
            painter.drawPixmap(rect.x() + _PADDING, rect.center().y() - scaled(CHIP_HEIGHT) // 2, chip)
            return
        late = column.id == "due_date" and entry is not None and self._late(entry[0])
        metrics = self._strong_metrics if late else self._metrics
        painter.setFont(self._strong if late else self._font)
        painter.setPen(self._high if late else self._mute if column.id in _QUIET else self._text)
        room = rect.width() - 2 * _PADDING
        if column.elides:
            text = self._shortened(text, room, column)
        x = rect.x() + _PADDING
        if column.right:
            x += room - metrics.horizontalAdvance(text)
        painter.drawText(QPointF(x, rect.center().y() + metrics.ascent() / 2 - metrics.descent() / 2 + 1), text)

    def _shortened(self, text: str, room: int, column: PagedColumn) -> str:
        if self._model.names != self._names:
            self._names = dict(self._model.names)
            self._cut.clear()
        key = (text, room, column.id)
        found = self._cut.get(key)
        if found is None:
            if len(self._cut) > _MOST_KEPT:
                self._cut.clear()
            found = self._cut[key] = self._model.cut(column, text, self._metrics, room)
        return found

    def _chip(self, text: str, tone: str, ratio: float) -> QPixmap:
        key = (text, tone, ratio)
        found = self._chips.get(key)
        if found is None:
            width = chip_width(text)
            found = QPixmap(int(width * ratio), int(scaled(CHIP_HEIGHT) * ratio))
            found.setDevicePixelRatio(ratio)
            found.fill(QColor(0, 0, 0, 0))
            painter = QPainter(found)
            top = (scaled(CHIP_HEIGHT) - CHIP_HEIGHT) / 2
            paint_chip(painter, QRectF(0, top, width, CHIP_HEIGHT), text, tone)
            painter.end()
            self._chips[key] = found
        return found

    def _paint_heading(self, painter: QPainter, option: Any, rect: QRect, heading: Heading, text: str) -> None:
        """The cell's piece of a line that goes through the whole row."""
        painter.save()
        painter.setClipRect(rect)
        if not option.state & option.state.State_Selected:
            painter.fillRect(rect, colour("mute_ground"))
        painter.setFont(self._strong)
        painter.setPen(self._text)
        left = -option.widget.horizontalOffset() + _PADDING if option.widget is not None else rect.x() + _PADDING
        base = rect.center().y() + self._strong_metrics.ascent() / 2 - self._strong_metrics.descent() / 2 + 1
        painter.drawText(QPointF(left, base), f"{_ARROWS[heading.opened]}  {text}")
        painter.restore()

    def _late(self, row: Row) -> bool:
        due = row[_DUE]
        return due is not None and row[_STATE] in LIVE_STATES and str(due)[:10] < self._today
