"""Offscreen, with settings of its own; a test that leaves a thread or a child process behind fails."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from census_app.desktop.controller import Controller
from census_app.desktop.frame.window import MainWindow
from census_app.desktop.language import CHINESE, language
from census_app.desktop.main import build_window
from census_app.desktop.preferences import Preferences
from census_app.desktop.qt_none import keep_none_alive

keep_none_alive()
_OFFSCREEN_WARNINGS = "This plugin does not support"
_PATIENCE_SECONDS = 5.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(_OFFSCREEN_WARNINGS, extend=True))


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    end = time.monotonic() + _PATIENCE_SECONDS
    while (left := set(threading.enumerate()) - before) and time.monotonic() < end:
        time.sleep(0.02)
    assert not left, f"threads left behind: {left}"


class Desk:
    """The window with its controller, as a person would have it."""

    def __init__(self, window: MainWindow, controller: Controller) -> None:
        self.window, self.controller = window, controller
        self.session = window.session


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    language().switch(CHINESE)
    window, controller = build_window(qapp, Preferences(tmp_path / "window.ini"))
    window.resize(1500, 900)
    window.show()
    qtbot.waitExposed(window)
    yield Desk(window, controller)
    controller.stop_job()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    language().switch(CHINESE)
