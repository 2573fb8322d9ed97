"""Ctrl-C in the terminal and a polite kill close the windows as a person would, children included."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

_LISTEN_MILLISECONDS = 300


def quit_on_signals(application: QApplication) -> Callable[[], None]:
    """From now on both signals stop the jobs and close every window; the returned function undoes that.

    Python runs signal handlers only between its own instructions, so a timer gives it a chance now and then.
    """
    asked: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    def look() -> None:
        if asked:
            timer.stop()
            for window in QApplication.topLevelWidgets():
                if isinstance(window, QMainWindow):
                    window.setProperty("closing", True)
                    window.close()

    timer = QTimer(application)
    timer.timeout.connect(look)
    timer.start(_LISTEN_MILLISECONDS)
    earlier = {number: signal.signal(number, remember) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in earlier.items():
            signal.signal(number, handler)

    return restore
