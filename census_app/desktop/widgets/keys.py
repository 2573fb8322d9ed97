"""A key cap as a widget."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from census_app.desktop.action_spec import ActionSpec, key_text
from census_app.desktop.theme.look import colour, look
from census_app.desktop.widgets.buttons import key_cap_height, key_cap_width, paint_key_cap


class KeyCap(QWidget):
    """A key by its name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As wide as the key's name."""
        return QSize(key_cap_width(self._text), key_cap_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        paint_key_cap(painter, QRectF(0, 0, self.width(), key_cap_height()), self._text, colour("mute"), colour("line"))
        painter.end()


class KeyCaps(KeyCap):
    """The key of an action."""

    def __init__(self, spec: ActionSpec) -> None:
        super().__init__(key_text(spec))
