"""Hits at every value of a parameter, painted as a line, with a handle to drag along it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.theme.look import colour, look, scaled, sized_font

_HEIGHT = 196
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 44, 16, 42
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ROOM = 130
_CLEAR = 64


@dataclass(frozen=True)
class DialValue:
    """One value: its hits, and the share found true of those judged where enough were, with its interval."""

    value: float
    shown: str
    hits: int
    share: float | None = None
    low: float | None = None
    high: float | None = None


class DialChart(QWidget):
    """Grey: hits, from zero up. Accent: the measured share, 0–100 %, with its band, only where it was measured. The
    value in force stands on a dashed line; `moved(place)` when the handle was put on another value."""

    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.values: list[DialValue] = []
        self.place = 0
        self.present: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)

    def show_values(self, values: list[DialValue], present: float | None, at: float | None = None) -> None:
        """Other values; the handle stands on the one nearest `at`, else on the present one."""
        self.values, self.present = sorted(values, key=lambda one: one.value), present
        wanted = at if at is not None else present
        places = range(len(self.values))
        if wanted is not None and self.values:
            self.place = min(places, key=lambda place: abs(self.values[place].value - wanted))
        self._tell()
        self.update()

    @property
    def current(self) -> DialValue | None:
        """The value under the handle."""
        return self.values[self.place] if self.place < len(self.values) else None

    def put(self, place: int) -> None:
        """The handle stands on another value."""
        place = max(0, min(len(self.values) - 1, place))
        if self.values and place != self.place:
            self.place = place
            self._tell()
            self.update()
            self.moved.emit(place)

    def _tell(self) -> None:
        one = self.current
        told = "；".join(f"{value.shown}: {value.hits}" for value in self.values)
        self.setAccessibleName(say("rules.dial_name", value=one.shown if one else ""))
        self.setAccessibleDescription(told)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the handle."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.put(self.place + step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The handle jumps to the nearest value."""
        self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The handle follows."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event)

    def _drag(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self.values:
            self.put(min(range(len(self.values)), key=lambda place: abs(self._x(self.values[place].value) - x)))

    def sizeHint(self) -> QSize:
        """A low chart."""
        return QSize(300, scaled(_HEIGHT))

    def _area(self) -> QRectF:
        return QRectF(_LEFT, _TOP, self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BOTTOM)

    def _x(self, value: float) -> float:
        area, low, high = self._area(), self.values[0].value, self.values[-1].value
        return area.left() + area.width() * ((value - low) / (high - low) if high > low else 0.5)

    def _at(self, value: float, height: float) -> QPointF:
        area = self._area()
        return QPointF(self._x(value), area.bottom() - area.height() * height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw axes, lines, points and handle."""
        if len(self.values) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max(1, *(one.hits for one in self.values))
        self._paint_axes(painter, most)
        self._paint_band(painter)
        if self.present is not None and self.values[0].value <= self.present <= self.values[-1].value:
            painter.setPen(QPen(colour("mute"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(self._at(self.present, 0), self._at(self.present, 1))
        self._line(painter, [self._at(one.value, one.hits / most) for one in self.values], "mute")
        measured = [self._at(one.value, one.share) for one in self.values if one.share is not None]
        self._line(painter, measured, "accent")
        self._paint_handle(painter, most)
        painter.end()

    def _paint_axes(self, painter: QPainter, most: int) -> None:
        area = self._area()
        painter.setFont(sized_font("key_cap"))
        shares = any(one.share is not None for one in self.values)
        for part in (0.0, 0.5, 1.0) if most > 1 else (0.0, 1.0):
            y = area.bottom() - area.height() * part
            painter.setPen(QPen(colour("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colour("mute"))
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(QRectF(0, y - 8, _LEFT - 8, 16), side, count(round(most * part)))
            if shares:
                box = QRectF(area.right() + 6, y - 8, _RIGHT - 6, 16)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"{part:.0%}")
        ends = ((self.values[0], Qt.AlignmentFlag.AlignLeft), (self.values[-1], Qt.AlignmentFlag.AlignRight))
        handle = self._x(self.values[self.place].value)
        for one, side in ends:
            if abs(self._x(one.value) - handle) < _CLEAR:
                continue
            box = QRectF(area.left() - 20, area.bottom() + 22, area.width() + 40, 16)
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, one.shown)

    def _paint_band(self, painter: QPainter) -> None:
        known = [(one.value, one.low, one.high) for one in self.values if one.low is not None and one.high is not None]
        if len(known) < 2:
            return
        upper = [self._at(value, high) for value, _, high in known]
        lower = [self._at(value, low) for value, low, _ in reversed(known)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_ground"))
        painter.drawPolygon(QPolygonF([*upper, *lower]))

    def _line(self, painter: QPainter, points: list[QPointF], tone: str) -> None:
        painter.setPen(QPen(colour(tone), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(tone))
        for point in points:
            painter.drawEllipse(point, 2.4, 2.4)

    def _paint_handle(self, painter: QPainter, most: int) -> None:
        one, area = self.current, self._area()
        if one is None:
            return
        x = self._x(one.value)
        painter.setPen(QPen(colour("accent" if self.hasFocus() else "text"), 1.4))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom() + 8))
        painter.setBrush(colour("panel"))
        painter.drawEllipse(QPointF(x, area.bottom() + 8), 5.5, 5.5)
        painter.setFont(sized_font("secondary", bold=True))
        painter.setPen(colour("text"))
        painter.drawText(QRectF(x - 60, area.bottom() + 16, 120, 18), Qt.AlignmentFlag.AlignCenter, one.shown)
        right = x + _ROOM < self.width()
        side = Qt.AlignmentFlag.AlignLeft if right else Qt.AlignmentFlag.AlignRight
        heights = [(one.hits / most, say("rules.hits", number=count(one.hits)), "text")]
        if one.share is not None:
            heights.append((one.share, say("rules.dial_share", share=f"{one.share:.0%}"), "accent"))
            if abs(one.share - one.hits / most) < 0.14:
                heights[0] = (max(0.08, one.share - 0.16), heights[0][1], "text")
        for height, text, tone in heights:
            y = area.bottom() - area.height() * height
            painter.setPen(colour(tone))
            box = QRectF(x + 8, y + 1, _ROOM, 18) if right else QRectF(x - _ROOM - 8, y + 1, _ROOM, 18)
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)
