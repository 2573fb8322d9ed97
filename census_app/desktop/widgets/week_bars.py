"""Two bars a week: what came and what went; a week nobody measured stays an open gap."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from census_app.desktop.theme.look import colour, look, sized_font

_LABEL = 18
_BAR = 20.0
_GAP = 2.0
_RADIUS = 2.0


@dataclass(frozen=True)
class WeekBar:
    """`came` and `went` None where nothing was measured; `note` is the whole in words."""

    label: str
    came: int | None
    went: int | None
    note: str


class WeekBars(QWidget):
    """Heights share one scale; the words of a week come on hover and to screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self._weeks: list[WeekBar] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(360, 64))
        look().changed.connect(self.update)

    def show_weeks(self, weeks: list[WeekBar]) -> None:
        """Other weeks."""
        self._weeks = weeks
        self.setAccessibleName("；".join(one.note for one in weeks))
        self.update()

    def _slot(self) -> float:
        return self.width() / max(1, len(self._weeks))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars and the weeks below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        floor = self.height() - _LABEL - 4.0
        most = max((number for one in self._weeks for number in (one.came or 0, one.went or 0)), default=0)
        slot, bar = self._slot(), min(_BAR, self._slot() / 2 - 4)
        for place, one in enumerate(self._weeks):
            left = slot * place + slot / 2 - bar - _GAP / 2
            if one.came is None:
                self._gap(painter, QRectF(left, floor - 14, 2 * bar + _GAP, 14))
            else:
                for number, x, tone in ((one.came, left, "bar"), (one.went or 0, left + bar + _GAP, "accent")):
                    height = max(2.0 if number else 0.0, floor * number / most if most else 0.0)
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(colour(tone))
                    painter.drawRoundedRect(QRectF(x, floor - height, bar, height), _RADIUS, _RADIUS)
            painter.setPen(colour("mute"))
            painter.setFont(sized_font("secondary"))
            box = QRectF(slot * place, floor + 4, slot, _LABEL)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, one.label)
        painter.end()

    def _gap(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(colour("line"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    def event(self, event: QEvent) -> bool:
        """The words of the week under the mouse."""
        if isinstance(event, QHelpEvent) and self._weeks:
            place = min(len(self._weeks) - 1, max(0, int(event.pos().x() / self._slot())))
            QToolTip.showText(self.mapToGlobal(event.pos() + QPoint(0, 8)), self._weeks[place].note, self)
            return True
        return super().event(event)
