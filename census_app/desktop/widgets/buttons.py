"""Buttons that show their key beside the word; painted so that both looks are exact."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from census_app.desktop.theme.icons import icon_pixmap
from census_app.desktop.theme.look import advance, colour, look, scaled, sized_font

HEIGHT = 34
_PADDING = 13
_GAP = 8
_RADIUS = 6
_ICON = 16
_CAP_HEIGHT = 18


def paint_key_cap(painter: QPainter, box: QRectF, text: str, ink: QColor, line: QColor) -> None:
    """A small outlined cap with the key's name."""
    painter.setFont(sized_font("key_cap"))
    painter.setPen(QPen(line, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def key_cap_width(text: str) -> int:
    """Width of a key cap."""
    return advance(text, "key_cap") + 12 if text else 0


def key_cap_height() -> int:
    """Height of a key cap."""
    return scaled(_CAP_HEIGHT)


class Button(QPushButton):
    """A button with word, optional icon and key cap; `primary` is the screen's one next action."""

    def __init__(self, text: str = "", key: str = "", primary: bool = False, icon: str = "") -> None:
        super().__init__(text)
        self._key, self._primary, self._icon = key, primary, icon
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look().changed.connect(self.update)

    def set_primary(self, primary: bool) -> None:
        """Fill or empty the button."""
        self._primary = primary
        self.update()

    def sizeHint(self) -> QSize:
        """Room for icon, word and key cap."""
        width = advance(self.text(), "body", self._primary) + 2 * _PADDING
        width += (_ICON + _GAP) if self._icon else 0
        width += (key_cap_width(self._key) + _GAP) if self._key else 0
        return QSize(width, scaled(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its words."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, icon, word and key cap."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self._paint_ground(painter)
        x = float(_PADDING)
        if self._icon:
            pixmap = icon_pixmap(self._icon, ink.name(), _ICON, self.devicePixelRatioF())
            painter.drawPixmap(int(x), (self.height() - _ICON) // 2, pixmap)
            x += _ICON + _GAP
        painter.setFont(sized_font("body", bold=self._primary))
        painter.setPen(ink)
        right = self.width() - _PADDING - ((key_cap_width(self._key) + _GAP) if self._key else 0)
        painter.drawText(QRectF(x, 0, right - x + 1, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._key:
            width, height = key_cap_width(self._key), key_cap_height()
            cap = QRectF(self.width() - _PADDING - width, (self.height() - height) / 2, width, height)
            line = QColor(ink) if self._primary and self.isEnabled() else colour("line")
            line.setAlpha(150 if self._primary else 255)
            cap_ink = ink if self._primary and self.isEnabled() else colour("mute")
            paint_key_cap(painter, cap, self._key, cap_ink, line)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> QColor:
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        hovered = self.underMouse() and self.isEnabled()
        if not self.isEnabled():
            ground, line, ink = colour("mute_ground"), colour("line"), colour("mute")
        elif self._primary:
            ground = colour("accent_hover") if hovered or self.isDown() else colour("accent")
            line, ink = ground, colour("on_accent")
        else:
            ground = colour("hover") if hovered or self.isDown() else colour("panel")
            line, ink = colour("line"), colour("text")
        if self.hasFocus():
            line = colour("text") if self._primary else colour("accent")
        painter.setPen(QPen(line, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        return ink


class ActionButton(Button):
    """The button of an action of the registry: word, key, enabled state and click follow it."""

    def __init__(self, action: QAction, key: str = "", primary: bool = False, icon: str = "", text: str = "") -> None:
        super().__init__(text or action.text(), key, primary, icon)
        self._action, self._fixed_text = action, text
        self.clicked.connect(lambda: action.trigger())
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.statusTip())
        if not self._fixed_text:
            self.setText(self._action.text())
        self.setAccessibleName(self.text())
        self.updateGeometry()
        self.update()


class LinkButton(QPushButton):
    """A word in accent that acts like a link."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFlat(True)
        self.setProperty("role", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
