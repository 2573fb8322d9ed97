"""Two hands on a keyboard: keys and words go to the window that has the focus, as from a real one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.jobs import JobState
from census_app.desktop.pages.page import Page
from tests.desktop.conftest import Desk
from tests.desktop.watchdog import Watchdog

PATIENCE = 90_000
_LOOK_MILLISECONDS = 50
Kind = TypeVar("Kind", bound=QDialog)


class Hands:
    """Presses, types, waits and reads; never calls into the window's code to get something done."""

    def __init__(self, desk: Desk, qtbot: QtBot, watchdog: Watchdog) -> None:
        self.desk, self.qtbot, self.watchdog = desk, qtbot, watchdog
        self.pressed = 0

    def press(self, *keys: str) -> None:
        """Keys by their names: `Ctrl+R`, `J`, `Return`; each is answered before the next."""
        for name in keys:
            combination = QKeySequence(name)[0]
            QTest.keyClick(self._screen(), combination.key(), combination.keyboardModifiers())
            self.pressed += 1
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Words into the field that has the focus, as an input method commits them."""
        with self.watchdog.away():
            field = QApplication.focusWidget()
            assert isinstance(field, QLineEdit), f"nothing to type into: {field}"
        field.insert(text)
        field.textEdited.emit(field.text())
        self.pressed += len(text)

    def choose_files(self, *names: str) -> None:
        """The next file dialog is answered with these names."""

        def answer() -> None:
            dialog = next((one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog)), None)
            field = dialog.findChild(QLineEdit, "fileNameEdit") if dialog is not None and dialog.isVisible() else None
            if field is None:
                QTimer.singleShot(_LOOK_MILLISECONDS, self.desk.window, answer)
                return
            field.setText(" ".join(f'"{name}"' for name in names))
            QTest.keyClick(field, Qt.Key.Key_Return)

        QTimer.singleShot(_LOOK_MILLISECONDS, self.desk.window, answer)

    def answer(self, kind: type[QDialog], text: str) -> None:
        """The next question that wants a line of text gets this one."""

        def answer() -> None:
            dialog = next((one for one in QApplication.topLevelWidgets() if isinstance(one, kind)), None)
            field = dialog.findChild(QLineEdit) if dialog is not None and dialog.isVisible() else None
            if field is None:
                QTimer.singleShot(_LOOK_MILLISECONDS, self.desk.window, answer)
                return
            field.setText(text)
            QTest.keyClick(field, Qt.Key.Key_Return)

        QTimer.singleShot(_LOOK_MILLISECONDS, self.desk.window, answer)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Until the screen shows it; a job that failed ends the wait with what it said."""

        def holds() -> bool:
            with self.watchdog.away():
                failed = [one for one in self.desk.session.jobs.records if one.state is JobState.FAILED]
                if failed:
                    pytest.fail(f"{failed[0].job.arguments}: {failed[0].message} {failed[0].details}")
                return condition()

        self.qtbot.waitUntil(holds, timeout=PATIENCE)

    def can(self, action: str) -> None:
        """The button of an action is no longer grey."""
        self.wait(self.desk.window.actions_[action].isEnabled)

    def on(self, name: str) -> Page:
        """The page that is looked at, once it is `name`."""
        self.wait(lambda: self.desk.window.current == name)
        return self.desk.window.page(name)

    def dialog(self, kind: type[Kind]) -> Kind:
        """The open dialog."""
        self.wait(lambda: any(one.isVisible() for one in self.desk.window.findChildren(kind)))
        return next(one for one in self.desk.window.findChildren(kind) if one.isVisible())

    def sees(self, *words: str, on: QWidget | None = None) -> None:
        """The words stand on the screen."""
        self.wait(lambda: all(word in self.words(on) for word in words))

    def words(self, on: QWidget | None = None) -> str:
        """What can be read."""
        root = on or self.desk.window
        return " ".join(label.text() for label in root.findChildren(QLabel) if label.isVisible())

    def _screen(self) -> QWindow:
        QApplication.processEvents()
        if not _takes_keys():
            # no desktop here gives the focus back when a dialog has closed
            self.desk.window.activateWindow()
            self.qtbot.waitUntil(_takes_keys, timeout=PATIENCE)
        popup = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        shown = popup.windowHandle() if popup is not None else QGuiApplication.focusWindow()
        found = shown or self.desk.window.windowHandle()
        assert found is not None
        return found


def _takes_keys() -> bool:
    focused = QGuiApplication.focusWindow()
    return focused is not None and focused.isVisible()
