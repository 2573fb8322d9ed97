"""What a key asked for is seen: whatever scrolls around it is scrolled there."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

# what has just been shown is laid out step by step, each step asking for the next
_LAID_OUT_MILLISECONDS = 500


def bring_in_sight(widget: QWidget) -> None:
    """As much of the widget is seen as its scrolling surroundings have room for, also while they are laid out."""
    for area in _around(widget):
        _Follower(widget, area)


class _Follower(QObject):
    """Scrolls there now and, for a moment, whenever what can be scrolled grows."""

    def __init__(self, widget: QWidget, area: QScrollArea) -> None:
        super().__init__(widget)
        self._widget, self._area = widget, area
        area.verticalScrollBar().rangeChanged.connect(self._scroll)
        QTimer.singleShot(0, self, self._scroll)
        QTimer.singleShot(_LAID_OUT_MILLISECONDS, self, self.deleteLater)

    def _scroll(self) -> None:
        self._area.ensureWidgetVisible(self._widget, 0, 0)


def _around(widget: QWidget) -> Iterator[QScrollArea]:
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            yield around
        around = around.parentWidget()
