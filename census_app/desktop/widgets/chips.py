"""Chips: a word on its pale ground. State is never colour alone, the chip carries the word."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from census_app.desktop.theme.look import advance, colour, look, scaled, sized_font

CHIP_HEIGHT = 21
FACET_HEIGHT = 28

SEVERITY_TONE = {"urgent": "high", "important": "mid", "normal": "low"}
STATE_TONE = {
    "new": "low",
    "open": "mid",
    "assigned": "low",
    "claimed": "mid",
    "in_review": "mid",
    "returned": "high",
    "appealed": "mid",
    "fixed": "ok",
    "reopened": "high",
    "exempted": "mute",
    "left_scope": "mute",
    "gone": "mute",
    "cannot_judge": "unknown",
    "withdrawn": "mute",
}


def chip_width(text: str) -> int:
    """Width of a chip with this word."""
    return advance(text, "secondary") + 18


def paint_chip(painter: QPainter, box: QRectF, text: str, tone: str) -> None:
    """The word on the ground of its tone; *unknown* is a dashed outline, never red, never blank.

    `box` is that of a chip of normal text size; about its middle line the chip grows with the text.
    """
    grown = (scaled(CHIP_HEIGHT) - CHIP_HEIGHT) / 2
    box = box.adjusted(0, -grown, 0, grown)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(sized_font("secondary"))
    if tone == "unknown":
        painter.setPen(QPen(colour("mute"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), box.height() / 2, box.height() / 2)
        painter.setPen(colour("mute"))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(f"{tone}_ground"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(colour(tone))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


class Chip(QWidget):
    """A chip as a widget."""

    def __init__(self, text: str = "", tone: str = "mute") -> None:
        super().__init__()
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As wide as the word."""
        return QSize(chip_width(self._text), scaled(CHIP_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        box = QRectF(0, (self.height() - CHIP_HEIGHT) / 2, self.width(), CHIP_HEIGHT)
        paint_chip(painter, box, self._text, self._tone)
        painter.end()


class FacetChip(QAbstractButton):
    """A filter with its count; chosen ones are accent, `closable` ones show ×, `menu` ones show ▾."""

    removed = Signal()

    def __init__(self, text: str = "", chosen: bool = False, tail: str = "") -> None:
        super().__init__()
        self._chosen, self._tail = chosen, tail
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look().changed.connect(self.update)

    def show_text(self, text: str, chosen: bool, tail: str = "") -> None:
        """What the chip says now."""
        if (text, chosen, tail) != (self.text(), self._chosen, self._tail):
            self._chosen, self._tail = chosen, tail
            self.setText(text)
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    @property
    def chosen(self) -> bool:
        """Whether the filter is in force."""
        return self._chosen

    def _label(self) -> str:
        return f"{self.text()} {self._tail}" if self._tail else self.text()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(advance(self._label(), "body") + 26, scaled(FACET_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its words."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = colour("accent") if self._chosen or self.hasFocus() else colour("line")
        ground: QColor = colour("accent_ground") if self._chosen else colour("panel")
        if self.underMouse() and not self._chosen:
            ground = colour("hover")
        painter.setPen(QPen(colour("text"), 2) if self._chosen and self.hasFocus() else QPen(line, 1))
        painter.setBrush(ground)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(sized_font("body"))
        painter.setPen(colour("accent") if self._chosen else colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._label())
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on × removes the filter, elsewhere it is a click."""
        if self._tail == "×" and self.rect().contains(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)
