"""What a delegate needs of the cell it paints."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from census_app.desktop.theme.look import colour


def paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> QRect:
    """Draw the ground of a chosen or hovered cell and return its rectangle."""
    shown: Any = option
    rectangle: QRect = shown.rect
    if shown.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rectangle, colour("selected"))
    elif shown.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rectangle, colour("hover"))
    return rectangle
