"""The left navigation: one entry per page, counters only where work waits."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.pages.registry import PAGES
from census_app.desktop.theme.look import colour, look, scaled, sized_font
from census_app.desktop.widgets.layout import ElidedLabel, text_label

WIDTH = 176
_ENTRY_HEIGHT = 38
_INDENT = 18


class NavigationEntry(QAbstractButton):
    """A page's name with an optional count; the current one carries the accent."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._count = ""
        look().changed.connect(self.update)

    def show_count(self, text: str) -> None:
        """The number of things that wait; empty for none."""
        if text == self._count:
            return
        self._count = text
        self.setAccessibleName(f"{self.text()} {text}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(scaled(WIDTH), scaled(_ENTRY_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, mark, name and count."""
        painter = QPainter(self)
        chosen = self.isChecked()
        if chosen or self.underMouse():
            painter.fillRect(self.rect(), colour("accent_ground" if chosen else "hover"))
        if chosen:
            painter.fillRect(0, 0, 3, self.height(), colour("accent"))
        if self.hasFocus():
            painter.setPen(colour("accent"))
            painter.drawRect(self.rect().adjusted(4, 1, -2, -2))
        painter.setFont(sized_font("body", bold=chosen))
        painter.setPen(colour("mute" if not self.isEnabled() else "accent" if chosen else "text"))
        box = QRectF(_INDENT, 0, self.width() - 2 * _INDENT + 4, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._count:
            painter.setFont(sized_font("secondary"))
            painter.setPen(colour("accent" if chosen else "mute"))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._count)
        painter.end()


class Navigation(QWidget):
    """Product name, place, the entries, and two reminders of keys."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(scaled(WIDTH))
        self._place = ElidedLabel("", "mute")
        self._entries: dict[str, NavigationEntry] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 12)
        column.setSpacing(0)
        column.addWidget(_indented(text_label(say("product"), "heading"), self._place))
        column.addSpacing(12)
        for entry in PAGES:
            if not entry.listed:
                continue
            button = NavigationEntry(say(f"page.{entry.id}"))
            button.clicked.connect(lambda _checked=False, name=entry.id: self.chosen.emit(name))
            self._entries[entry.id] = button
            column.addWidget(button)
        column.addStretch(1)
        column.addWidget(
            _indented(text_label(say("navigation.palette"), "mute"), text_label(say("navigation.keys"), "mute"))
        )

    def mark(self, page: str) -> None:
        """This page is the current one."""
        if page in self._entries:
            self._entries[page].setChecked(True)

    def show_place(self, text: str) -> None:
        """Which workspace is open."""
        self._place.setText(text)
        self._place.setToolTip(text)

    def show_count(self, page: str, waiting: int) -> None:
        """So many things wait on a page; nothing is shown for none."""
        self._entries[page].show_count(count(waiting) if waiting else "")


def _indented(*widgets: QWidget) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(_INDENT, 0, 8, 0)
    column.setSpacing(3)
    for widget in widgets:
        column.addWidget(widget)
    return box
