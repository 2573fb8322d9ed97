"""Own-painted small bars: progress, the row account, shares."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from census_app.desktop.theme.look import colour, look

_RADIUS = 3.0


def paint_bar(painter: QPainter, box: QRectF, share: float, tone: str = "bar", track: bool = False) -> None:
    """A bar filled to `share` of the box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if track:
        painter.setBrush(colour("track"))
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
    if share > 0:
        filled = QRectF(box)
        filled.setWidth(max(2 * _RADIUS, box.width() * min(1.0, share)))
        painter.setBrush(colour(tone))
        painter.drawRoundedRect(filled, _RADIUS, _RADIUS)
    painter.restore()


class ProgressLine(QWidget):
    """How far a job is; a total of 0 shows a resting piece in the middle: the end is not known."""

    def __init__(self, width: int = 160, *, wide: bool = False) -> None:
        super().__init__()
        self._done, self._total = 0, 0
        self.setMinimumWidth(width)
        self.setFixedHeight(6)
        across = QSizePolicy.Policy.Expanding if wide else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A thin line."""
        return QSize(self.minimumWidth(), 6)

    def show_step(self, done: int, total: int) -> None:
        """`done` of `total`."""
        self._done, self._total = done, total
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        box = QRectF(self.rect())
        if self._total > 0:
            paint_bar(painter, box, self._done / self._total, "accent", track=True)
        else:
            paint_bar(painter, box, 0.0, "accent", track=True)
            third = box.width() / 3
            paint_bar(painter, box.adjusted(third, 0, -third, 0), 1.0, "bar")
        painter.end()


class PartsBar(QWidget):
    """Parts of a whole side by side; a part above zero never vanishes, the figures beside carry the truth."""

    _LEAST = 8.0

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[tuple[int, str]] = []
        self.setFixedHeight(10)
        look().changed.connect(self.update)

    def show_parts(self, parts: list[tuple[int, str]]) -> None:
        """Counts with their tones."""
        self._parts = [(number, tone) for number, tone in parts if number > 0]
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the parts."""
        painter = QPainter(self)
        total = sum(number for number, _ in self._parts)
        if total == 0:
            paint_bar(painter, QRectF(self.rect()), 0.0, track=True)
        gap = 2.0
        room = self.width() - gap * max(0, len(self._parts) - 1)
        widths = [max(self._LEAST, room * number / total) for number, _ in self._parts]
        excess = sum(widths) - room
        x = 0.0
        for width, (_, tone) in zip(widths, self._parts, strict=True):
            shown = width - excess if excess > 0 and width == max(widths) else width
            paint_bar(painter, QRectF(x, 0, shown, self.height()), 1.0, tone)
            x += shown + gap
        painter.end()
