"""Code of pages nobody looked at yet is read in quiet moments, so that the first look does not wait for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
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
        module = next((module for module in _modules() if module not in sys.modules), None)
        if module is None:
            self._timer.stop()
        else:
            import_module(module)


def _modules() -> Iterator[str]:
    """Pages in their order, then what the settings show."""
    yield from (entry.module for entry in PAGES)
    from census_app.desktop.pages.settings.sections import SECTIONS

    yield from (entry.module for entry in SECTIONS)
