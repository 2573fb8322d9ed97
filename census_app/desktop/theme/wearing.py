"""Top-level windows wear the style sheet of the look in force."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from census_app.desktop.theme.look import look, style_sheet


class Wearing(QObject):
    """The window, and all that belongs to it, is dressed now and at every change of the look.

    The sheet is the window's and not the application's: a page is then built bare and dressed once, when it gets its
    place; with an application's sheet every widget is dressed again whenever something around it gets one.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._dress()
        look().changed.connect(self._dress)

    def _dress(self) -> None:
        self._window.setStyleSheet(style_sheet())
