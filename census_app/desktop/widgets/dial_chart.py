"""Hits at every value of a parameter, painted as a line; the value in force stands on a dashed line."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from census_app.desktop.language import count
from census_app.desktop.theme.look import colour, look, sized_font

_HEIGHT = 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 44, 14, 26


@dataclass(frozen=True)
class DialValue:
    """One value: its hits, and the share found true of those judged where enough were."""

    value: float
    shown: str
    hits: int
    share: float | None = None


class DialChart(QWidget):
    """Grey: hits, from zero up. Accent: the measured share, 0–100 %, only where it was measured."""

    def __init__(self) -> None:
        super().__init__()
        self._values: list[DialValue] = []
        self._present: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)

    def show_values(self, values: list[DialValue], present: float | None) -> None:
        """Other values."""
        self._values, self._present = sorted(values, key=lambda one: one.value), present
        self.setAccessibleName("；".join(f"{one.shown}: {one.hits}" for one in self._values))
        self.update()

    def sizeHint(self) -> QSize:
        """A low chart."""
        return QSize(300, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw axes, lines and points."""
        if len(self._values) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(_LEFT, _TOP, self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BOTTOM)
        low, high = self._values[0].value, self._values[-1].value
        most = max(1, *(one.hits for one in self._values))

        def at(value: float, height: float) -> QPointF:
            share = (value - low) / (high - low) if high > low else 0.5
            return QPointF(area.left() + area.width() * share, area.bottom() - area.height() * height)

        self._paint_axes(painter, area, most)
        if self._present is not None and low <= self._present <= high:
            painter.setPen(QPen(colour("mute"), 1, Qt.PenStyle.DashLine))
            x = at(self._present, 0).x()
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        self._line(painter, [at(one.value, one.hits / most) for one in self._values], "bar")
        measured = [at(one.value, one.share) for one in self._values if one.share is not None]
        self._line(painter, measured, "accent")
        painter.setFont(sized_font("key_cap"))
        painter.setPen(colour("mute"))
        for one, side in (
            (self._values[0], Qt.AlignmentFlag.AlignLeft),
            (self._values[-1], Qt.AlignmentFlag.AlignRight),
        ):
            box = QRectF(area.left() - 20, area.bottom() + 6, area.width() + 40, 16)
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, one.shown)
        painter.end()

    def _paint_axes(self, painter: QPainter, area: QRectF, most: int) -> None:
        painter.setFont(sized_font("key_cap"))
        shares = any(one.share is not None for one in self._values)
        for part in (0.0, 0.5, 1.0) if most > 1 else (0.0, 1.0):
            y = area.bottom() - area.height() * part
            painter.setPen(QPen(colour("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colour("mute"))
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(QRectF(0, y - 8, _LEFT - 8, 16), side, count(round(most * part)))
            if shares:
                painter.drawText(
                    QRectF(area.right() + 6, y - 8, _RIGHT - 6, 16), Qt.AlignmentFlag.AlignVCenter, f"{part:.0%}"
                )

    def _line(self, painter: QPainter, points: list[QPointF], tone: str) -> None:
        painter.setPen(QPen(colour(tone), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(tone))
        for point in points:
            painter.drawEllipse(point, 2.6, 2.6)
