"""Where files are dropped or chosen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from census_app.desktop.language import say
from census_app.desktop.theme.look import colour
from census_app.desktop.widgets.states import StateView


class DropZone(StateView):
    """A dashed area; the window itself takes the drop wherever it falls."""

    def __init__(self, buttons: list[QWidget]) -> None:
        super().__init__("import", say("import.empty.title"), say("import.empty.text"), buttons, tone="accent")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The dashed outline."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("bar"), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(colour("panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.end()
