"""The layout as it was left: where the window stood, which page was open, which panels were shown."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMainWindow

from census_app.desktop.preferences import Preferences

GEOMETRY = "layout/geometry"
PANELS = "layout/panels"
LAST_PAGE = "layout/page"
_FIRST = (1500, 900)


def first_size(window: QMainWindow) -> QSize:
    """How large a window is that nobody has placed yet: comfortable, and no larger than the screen."""
    return QSize(*_FIRST).boundedTo(window.screen().availableSize())


def restore_place(window: QMainWindow, preferences: Preferences) -> None:
    """The window stands where it stood; on a screen that is no longer there, Qt moves it to one that is."""
    geometry = preferences.bytes(GEOMETRY)
    if not geometry.isEmpty():
        window.restoreGeometry(geometry)


def restore_panels(memory: dict[str, dict[str, Any]], preferences: Preferences) -> None:
    """What pages remember of their panels is what it was."""
    for page, panels in preferences.facts(PANELS).items():
        if page in memory and isinstance(panels, dict):
            memory[page].update({name: shown for name, shown in panels.items() if isinstance(shown, bool)})


def keep_layout(window: QMainWindow, memory: dict[str, dict[str, Any]], page: str, preferences: Preferences) -> None:
    """Place, page and panels are remembered; of what pages remember, only yes and no: that is panels."""
    preferences.remember_bytes(GEOMETRY, window.saveGeometry())
    preferences.remember(LAST_PAGE, page)
    panels = {
        name: {key: held for key, held in held_by.items() if isinstance(held, bool)} for name, held_by in memory.items()
    }
    preferences.remember_facts(PANELS, {name: held for name, held in panels.items() if held})
