"""The door: open the window on a workspace, or on the first steps."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from census_app.desktop import appearance
from census_app.desktop.collecting import collect_in_window
from census_app.desktop.controller import Controller
from census_app.desktop.frame.doorkeeper import LAST_ACCOUNT
from census_app.desktop.frame.making_ready import MakingReady
from census_app.desktop.frame.window import MainWindow
from census_app.desktop.preferences import Preferences
from census_app.desktop.qt_none import keep_none_alive
from census_app.desktop.qt_words import follow_language
from census_app.desktop.reading_ahead import ReadingAhead
from census_app.desktop.signals import quit_on_signals
from census_app.desktop.windows import make_window
from census_app.workspace.people import claim

_TURN_SECONDS = 0.0005
# Said at the start: set afterwards, Python is handed the style and makes everything there is to say about styles first.
STYLE = ("-style", "Fusion")


def make_application() -> QApplication:
    """The application, of one style on every system; the one there is, if there is one."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication([*sys.argv[:1], *STYLE])
    return application


def settle_process(application: QApplication) -> None:
    """From now on this process is one with a window: its workers leave the window's thread its turns."""
    keep_none_alive()
    # workers compute in Python too: the window should not wait the usual 5 ms for each of its turns
    sys.setswitchinterval(_TURN_SECONDS)
    collect_in_window(application)


def build_window(application: QApplication, preferences: Preferences) -> tuple[MainWindow, Controller]:
    """The window in the remembered look and language, not yet shown."""
    settle_process(application)
    appearance.restore(application, preferences)
    follow_language()
    return make_window(preferences)


def run_window(workspace: Path | None = None) -> int:
    """Show the window until it is closed; returns the exit code."""
    application = make_application()
    application.setApplicationName("Census")
    preferences = Preferences()
    if account := claim.claimed():
        # the window asks for the PIN itself; a terminal nobody looks at must not
        preferences.remember(LAST_ACCOUNT, account)
        claim.withdraw()
    window, controller = build_window(application, preferences)
    window.show()
    reading, making = ReadingAhead(application), MakingReady(window)
    # not before: classes of widgets are made by that thread, and widgets of them by this one
    reading.read.connect(making.start_soon, Qt.ConnectionType.QueuedConnection)
    reading.start_soon()
    restore = quit_on_signals(application)
    if workspace is not None:
        controller.open_workspace(workspace)
    try:
        return application.exec()
    finally:
        restore()
