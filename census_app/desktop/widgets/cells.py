"""What a delegate needs of the cell it paints."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from census_app.desktop.theme.look import colour

_MARK = 3


def paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> QRect:
    """Draw the ground of a chosen or hovered cell and return its rectangle; the row that takes the keys has a mark."""
    shown: Any = option
    rectangle: QRect = shown.rect
    if shown.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rectangle, colour("selected"))
        if _takes_keys(shown):
            painter.fillRect(QRect(rectangle.left(), rectangle.top(), _MARK, rectangle.height()), colour("accent"))
    elif shown.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rectangle, colour("hover"))
    return rectangle


def _takes_keys(shown: Any) -> bool:
    """Whether this is the first cell of the row that the keys of a focused view go to."""
    view = shown.widget
    if not isinstance(view, QAbstractItemView) or not view.hasFocus():
        return False
    first = shown.rect.left() + view.horizontalOffset() == 0
    return bool(first and view.visualRect(view.currentIndex()).top() == shown.rect.top())
