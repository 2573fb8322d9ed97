"""Code of pages nobody looked at yet is read in quiet moments, so that the first look does not wait for it."""

from __future__ import annotations

import sys
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

from census_app.desktop.pages.registry import PAGES

_PAUSE_MILLISECONDS = 400


class ReadingAhead(QObject):
    """One page's modules at a time, in the window's thread: the widget classes they name are made where they live.

    Nothing is built. It ends by itself when everything is there.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self._next)

    def start(self) -> None:
        """From the next pause on."""
        self._timer.start()

    def _next(self) -> None:
        left = [entry.module for entry in PAGES if entry.module not in sys.modules]
        if not left:
            self._timer.stop()
            return
        import_module(left[0])
