"""The top of a page: what it is, exactly what is shown, and the buttons."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from census_app.desktop.widgets.layout import ElidedLabel, ToolLayout

_GAP, _LINE = 16, 3


class Subtitle(ElidedLabel):
    """One line that says exactly what is shown; `said` when it is another."""

    said = Signal()

    def __init__(self) -> None:
        super().__init__("", "mute")

    def setText(self, text: str) -> None:
        """Other words."""
        if text != self.text():
            super().setText(text)
            self.said.emit()


class Header(QWidget):
    """Title and subtitle at the left, `tools` at the right; a subtitle that would be cut beside the buttons stands
    below them, over the whole width, where the page has a line to spare (`spares`)."""

    def __init__(self, title: QLabel, subtitle: Subtitle, tools: ToolLayout, *, spares: bool = True) -> None:
        super().__init__()
        self._spares = spares
        self._subtitle, self._tools, self._below = subtitle, tools, False
        self._words = QVBoxLayout()
        self._words.setSpacing(_LINE)
        self._words.addWidget(title)
        self._words.addWidget(subtitle)
        self._words.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(_GAP)
        line.addLayout(self._words, 1)
        line.addLayout(tools)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(_LINE)
        self._lines.addLayout(line)
        subtitle.said.connect(self._place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        room = self.width() - self._tools.sizeHint().width() - _GAP
        below = self._spares and self._subtitle.sizeHint().width() > room
        if below == self._below:
            return
        self._below = below
        if below:
            self._words.removeWidget(self._subtitle)
            self._lines.addWidget(self._subtitle)
        else:
            self._lines.removeWidget(self._subtitle)
            self._words.insertWidget(1, self._subtitle)
