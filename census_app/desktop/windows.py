"""The windows of the program: any number, each with its own session, all on one set of settings."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt

from census_app.desktop.controller import Controller
from census_app.desktop.frame.making_ready import MakingReady
from census_app.desktop.frame.window import MainWindow
from census_app.desktop.preferences import Preferences
from census_app.desktop.session import Session

_STEP = 32
_further: list[tuple[MainWindow, Controller]] = []


def make_window(preferences: Preferences) -> tuple[MainWindow, Controller]:
    """A window where the last one stood, not yet shown."""
    session = Session(preferences)
    window = MainWindow(session)
    window.actions_.handle("new_window", lambda: open_another(window))
    return window, Controller(window, session)


def open_another(beside: MainWindow) -> MainWindow:
    """One more window on the same workspace and page, a step beside; it goes when it is closed."""
    window, controller = make_window(beside.session.preferences)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    entry = (window, controller)
    _further.append(entry)
    window.destroyed.connect(lambda: _further.remove(entry))
    window.resize(beside.size())
    window.move(beside.pos() + QPoint(_STEP, _STEP))
    window.show()
    MakingReady(window).start_soon()
    if (folder := beside.session.folder) is not None:
        controller.open_workspace(folder, beside.current)
    return window
