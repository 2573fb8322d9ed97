"""A numbered answer with its consequence."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from census_app.desktop.theme.look import colour, look, scaled, sized_font
from census_app.desktop.widgets.buttons import key_cap_height, paint_key_cap

_HEIGHT = 50
_PADDING = 10
_CAP = 20


class Option(QAbstractButton):
    """Key cap, answer, consequence; the chosen one carries the accent."""

    def __init__(self, key: str, text: str, consequence: str, chosen: bool) -> None:
        super().__init__()
        self._key, self._consequence, self.chosen = key, consequence, chosen
        self.setText(text)
        self.setAccessibleName(f"{text} {consequence}")
        self.setToolTip(consequence)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)

    def choose(self, chosen: bool) -> None:
        """The accent is on this answer, or on another."""
        self.chosen = chosen
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(180, scaled(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "accent_ground" if self.chosen else "hover" if self.underMouse() else "panel"
        marked = self.chosen and self.hasFocus()
        line = colour("accent" if self.chosen or self.hasFocus() else "line")
        painter.setPen(QPen(colour("text"), 2) if marked else QPen(line, 1))
        painter.setBrush(colour(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        if self._key:
            paint_key_cap(
                painter,
                QRectF(_PADDING, scaled(8), scaled(_CAP), key_cap_height()),
                self._key,
                colour("mute"),
                colour("line"),
            )
        left = _PADDING + scaled(_CAP) + 9
        painter.setFont(sized_font("body", bold=self.chosen))
        painter.setPen(colour("text"))
        self._line(painter, QRectF(left, scaled(6), self.width() - left - _PADDING, scaled(21)), self.text())
        painter.setFont(sized_font("secondary"))
        painter.setPen(colour("mute"))
        self._line(painter, QRectF(_PADDING, scaled(27), self.width() - 2 * _PADDING, scaled(18)), self._consequence)
        painter.end()

    def _line(self, painter: QPainter, box: QRectF, text: str) -> None:
        shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
