"""What a delegate needs of the cell it paints."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from census_app.desktop.theme.look import colour

_MARK = 3
Index = QModelIndex | QPersistentModelIndex


def paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> QRect:
    """Draw the ground of a chosen or hovered cell and return its rectangle; the row that takes the keys has a mark."""
    shown: Any = option
    rectangle: QRect = shown.rect
    chosen = shown.state & QStyle.StateFlag.State_Selected
    if chosen:
        painter.fillRect(rectangle, colour("selected"))
    elif shown.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rectangle, colour("hover"))
    # a row nothing chose yet takes the keys too when its table does
    if (chosen or shown.state & QStyle.StateFlag.State_HasFocus) and _takes_keys(shown):
        paint_mark(painter, rectangle)
    return rectangle


def paint_mark(painter: QPainter, rectangle: QRect) -> None:
    """The mark of the row that takes the keys."""
    painter.fillRect(QRect(rectangle.left(), rectangle.top(), _MARK, rectangle.height()), colour("accent"))


class KeyMark(QStyledItemDelegate):
    """Items as Qt paints them, with the mark of the one that takes the keys."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The item, then the mark."""
        super().paint(painter, option, index)
        if _takes_keys(option):
            paint_mark(painter, cast(Any, option).rect)


def _takes_keys(shown: Any) -> bool:
    """Whether this is the first cell of the row that the keys of a focused view go to."""
    view = shown.widget
    if not isinstance(view, QAbstractItemView) or not view.hasFocus():
        return False
    first = shown.rect.left() + view.horizontalOffset() == 0
    return bool(first and view.visualRect(view.currentIndex()).top() == shown.rect.top())
