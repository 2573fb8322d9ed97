"""A rate by week: a line with its points; a hollow point where the measure changed, the last value written."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from census_app.desktop.theme.look import advance, colour, look, scaled, sized_font

_TOP, _BOTTOM, _LINE = 12, 24, 18
_WIDEST = "100.0%"
_WEEK, _WEEK_ROOM = "48", 6
_POINT = 4.5
_LEAST_SPAN = 0.04


@dataclass(frozen=True)
class RateValue:
    """One week: `rate` 0…1, None where nothing was measured; `changed` when it is measured by other rules, which the
    word `mark` says at the point."""

    label: str
    rate: float | None
    changed: bool = False
    note: str = ""
    mark: str = ""


class RateChart(QWidget):
    """The axis starts where the values are, never hides that it does: its ends are written."""

    def __init__(self) -> None:
        super().__init__()
        self._values: list[RateValue] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(260, 120))
        look().changed.connect(self.update)

    def show_values(self, values: list[RateValue]) -> None:
        """Other weeks."""
        self._values = values
        told = [f"{one.label} {one.rate:.1%}" for one in values if one.rate is not None]
        self.setAccessibleName("；".join(told))
        self.setToolTip("\n".join(f"{line} {one.note}".strip() for line, one in zip(told, values, strict=False)))
        self.update()

    def _area(self) -> QRectF:
        """Where the line is: the figures beside it have the room they need."""
        left = advance(_WIDEST, "secondary") + 10
        right = advance(_WIDEST, "card_title", bold=True) + _POINT + 5
        return QRectF(left, scaled(_TOP), self.width() - left - right, self.height() - scaled(_TOP) - scaled(_BOTTOM))

    def _span(self) -> tuple[float, float]:
        rates = [one.rate for one in self._values if one.rate is not None]
        low, high = (min(rates), max(rates)) if rates else (0.0, 1.0)
        if high - low < _LEAST_SPAN:
            middle = (low + high) / 2
            low, high = middle - _LEAST_SPAN / 2, middle + _LEAST_SPAN / 2
        return max(0.0, floor(low * 100) / 100), min(1.0, ceil(high * 100) / 100)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw axis, line, points and the last value."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self._area()
        low, high = self._span()
        self._axes(painter, area, low, high)
        step = area.width() / max(1, len(self._values) - 1)
        places = [
            (one, QPointF(area.left() + step * place, area.bottom() - area.height() * (one.rate - low) / (high - low)))
            for place, one in enumerate(self._values)
            if one.rate is not None
        ]
        painter.setPen(QPen(colour("accent"), 2))
        for (_, start), (_, end) in pairwise(places):
            painter.drawLine(start, end)
        for place, (one, point) in enumerate(places):
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(colour("panel" if one.changed else "accent"))
            radius = _POINT if place == len(places) - 1 else _POINT - 1
            painter.drawEllipse(point, radius, radius)
            if one.mark:
                self._mark(painter, area, one.mark, point)
        if places:
            self._last(painter, *places[-1])
        painter.end()

    def _mark(self, painter: QPainter, area: QRectF, word: str, point: QPointF) -> None:
        """The word of a break between two measures, on its own line up to the point."""
        painter.setPen(QPen(colour("mute"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(point.x(), area.bottom()), QPointF(point.x(), point.y() + 6))
        painter.setPen(colour("mute"))
        painter.setFont(sized_font("secondary"))
        width = painter.fontMetrics().horizontalAdvance(word)
        left = max(area.left(), min(area.right() - width, point.x() - width - 6))
        painter.drawText(QPointF(left, area.bottom() - 6), word)

    def _axes(self, painter: QPainter, area: QRectF, low: float, high: float) -> None:
        for share in (0.0, 0.5, 1.0):
            y = area.bottom() - area.height() * share
            painter.setPen(QPen(colour("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colour("mute"))
            painter.setFont(sized_font("secondary"))
            box = QRectF(0, y - scaled(_LINE) / 2, area.left() - 8, scaled(_LINE))
            painter.drawText(
                box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{low + (high - low) * share:.1%}"
            )
        step = area.width() / max(1, len(self._values) - 1)
        every = ceil((advance(_WEEK, "secondary") + _WEEK_ROOM) / max(1.0, step))
        for place, one in enumerate(self._values):
            if (len(self._values) - 1 - place) % every:
                continue
            box = QRectF(area.left() + step * place - 20, area.bottom() + 5, 40, scaled(_LINE))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, one.label)

    def _last(self, painter: QPainter, one: RateValue, point: QPointF) -> None:
        painter.setPen(colour("accent"))
        painter.setFont(sized_font("card_title", bold=True))
        # beside the point: above or below it the line would run through the figure
        height = scaled(_LINE)
        box = QRectF(point.x() + _POINT + 3, point.y() - height / 2, self.width() - point.x(), height)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, f"{one.rate:.1%}")
