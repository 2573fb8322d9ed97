"""Cards, labels with a role, and a layout that wraps."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from census_app.desktop.language import say

CARD_PADDING = (16, 12, 16, 12)


def text_label(text: str = "", role: str = "", wrap: bool = False) -> QLabel:
    """A label whose look the style sheet takes from its role."""
    widget = QLabel(text)
    widget.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        widget.setProperty("role", role)
    widget.setWordWrap(wrap)
    return widget


class WholeLabel(QLabel):
    """A wrapped label that is never given less height than its lines need: a page's stack asks for least sizes only,
    and those of a wrapped label are for one line."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(True)

    def show_text(self, text: str) -> None:
        """Other words, in their room."""
        self.setText(text)
        self._claim()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The lines are others in another width."""
        super().resizeEvent(event)
        self._claim()

    def _claim(self) -> None:
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))


def set_role(widget: QWidget, role: str) -> None:
    """Change the role of a label."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        redress(widget)


def redress(widget: QWidget) -> None:
    """The widget wears what the style sheet says of its properties as they are now; one never shown will anyway."""
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Card(QFrame):
    """A panel with a thin line; `body` is its column."""

    def __init__(self, margins: tuple[int, int, int, int] = CARD_PADDING, spacing: int = 8) -> None:
        super().__init__()
        self.setObjectName("card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*margins)
        self.body.setSpacing(spacing)


def scrolling(inside: QWidget) -> QScrollArea:
    """An area that scrolls `inside`, whose layout must stand already, up and down only, on the ground around it."""
    inside.setObjectName("scrolled")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    area.viewport().setAutoFillBackground(False)
    area.setAccessibleName(say("common.scrolls"))
    return area


def rule_line() -> QFrame:
    """A thin horizontal line."""
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line


def row(*items: QWidget | int | None, spacing: int = 8) -> QHBoxLayout:
    """A row of widgets; an int is a fixed gap, None takes the rest."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        else:
            layout.addWidget(item)
    return layout


def clear_layout(layout: QLayout) -> None:
    """The layout is empty; its widgets are gone."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear_layout(inner)


class ElidedLabel(QLabel):
    """One line that shortens itself, at its end or at its beginning, and shows the whole on hover.

    It takes whatever room is left over; one that is `modest` no more than its words need.
    """

    def __init__(self, text: str = "", role: str = "", *, keeps_end: bool = False, modest: bool = False) -> None:
        super().__init__(text)
        self._mode = Qt.TextElideMode.ElideLeft if keeps_end else Qt.TextElideMode.ElideRight
        self._side = Qt.AlignmentFlag.AlignRight if keeps_end else Qt.AlignmentFlag.AlignLeft
        self.setTextFormat(Qt.TextFormat.PlainText)
        width = QSizePolicy.Policy.Preferred if modest else QSizePolicy.Policy.Ignored
        self.setSizePolicy(width, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)

    def minimumSizeHint(self) -> QSize:
        """Never forces its neighbours out."""
        return QSize(20, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        shown = self._shown()
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | self._side), shown)
        painter.end()

    def _shown(self) -> str:
        return QFontMetrics(self.font()).elidedText(self.text(), self._mode, self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text on hover only when it is cut."""
        super().resizeEvent(event)
        self.setToolTip(self.text() if self._shown() != self.text() else "")


def titled(title: str, note: str) -> QHBoxLayout:
    """A heading with what it is about beside it, which gives way where there is little room."""
    line = row(text_label(title, "heading"), ElidedLabel(note, "mute"), spacing=10)
    line.setStretch(1, 1)
    return line


class FlowLayout(QLayout):
    """Items in lines that wrap at the right edge.

    Qt asks for heights and least sizes many times while it lays out a page; they are worked out once until an item
    changes.
    """

    def __init__(self, spacing: int = 8) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self._least: QSize | None = None
        self.setSpacing(spacing)
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        """Append an item."""
        self._items.append(item)

    def count(self) -> int:
        """Number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> Any:
        """The item at a place."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> Any:
        """Remove and return the item at a place."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Height depends on width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height needed at a width."""
        if width not in self._heights:
            lines = self._lines(width)
            self._heights[width] = sum(_height(line) for line in lines) + self.spacing() * max(0, len(lines) - 1)
        return self._heights[width]

    def invalidate(self) -> None:
        """An item changed: sizes are worked out anew."""
        self._heights.clear()
        self._least = None
        super().invalidate()

    def sizeHint(self) -> QSize:
        """Room for the widest item."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Room for the widest item."""
        if self._least is None:
            self._least = QSize()
            for item in self._items:
                self._least = self._least.expandedTo(item.minimumSize())
        return self._least

    def setGeometry(self, rectangle: QRect) -> None:
        """Place every item."""
        super().setGeometry(rectangle)
        y = rectangle.y()
        for line in self._lines(rectangle.width()):
            self._place(line, rectangle, y)
            y += _height(line) + self.spacing()

    def _place(self, line: list[_Placed], rectangle: QRect, y: int) -> None:
        x = rectangle.x()
        for item, hint in line:
            item.setGeometry(QRect(QPoint(x, y), hint))
            x += hint.width() + self.spacing()

    def _lines(self, room: int) -> list[list[_Placed]]:
        """What stands in each line at a width; what is hidden stands nowhere."""
        lines: list[list[_Placed]] = []
        taken = 0
        for item in self._items:
            if (widget := item.widget()) is not None and widget.isHidden():
                continue
            hint = item.sizeHint()
            if not lines or taken + self.spacing() + hint.width() > room:
                lines.append([])
                taken = -self.spacing()
            lines[-1].append((item, hint))
            taken += self.spacing() + hint.width()
        return lines


class ToolLayout(FlowLayout):
    """Buttons in one line where there is room; in several, each at the right, where words and buttons are too long."""

    def sizeHint(self) -> QSize:
        """Room for everything in one line."""
        line = next(iter(self._lines(_UNBOUNDED)), None)
        return QSize(_width(line, self.spacing()), _height(line)) if line else QSize()

    def setGeometry(self, rectangle: QRect) -> None:
        """In the middle of whatever height there is."""
        spare = max(0, rectangle.height() - self.heightForWidth(rectangle.width()))
        super().setGeometry(rectangle.adjusted(0, spare // 2, 0, 0))

    def _place(self, line: list[_Placed], rectangle: QRect, y: int) -> None:
        x, high = rectangle.right() + 1 - _width(line, self.spacing()), _height(line)
        for item, hint in line:
            item.setGeometry(QRect(QPoint(x, y + (high - hint.height()) // 2), hint))
            x += hint.width() + self.spacing()


_Placed = tuple[QLayoutItem, QSize]
_UNBOUNDED = 16777215


def _height(line: list[_Placed]) -> int:
    return max(hint.height() for _, hint in line)


def _width(line: list[_Placed], spacing: int) -> int:
    return sum(hint.width() for _, hint in line) + spacing * (len(line) - 1)
