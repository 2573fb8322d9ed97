"""Garbage is collected in the window's thread alone.

Python's collector runs in whichever thread allocates next. When that is a worker and the garbage holds a widget, Qt
destroys it away from its own thread, which ends the program now and then.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QTimer

_LOOK_MILLISECONDS = 150
_timers: list[QTimer] = []


def collect_in_window(application: QCoreApplication) -> None:
    """From now on a timer of the window's thread collects what Python's thresholds say is due; nothing else does."""
    gc.disable()
    if not _timers:
        timer = QTimer(application)
        timer.timeout.connect(_collect)
        timer.start(_LOOK_MILLISECONDS)
        _timers.append(timer)


def collect_as_usual() -> None:
    """Python collects by itself again, wherever it likes: no window is left."""
    while _timers:
        timer = _timers.pop()
        timer.stop()
        timer.deleteLater()
    gc.enable()


def _collect() -> None:
    pairs = zip(gc.get_count(), gc.get_threshold(), strict=True)
    due = [generation for generation, (held, limit) in enumerate(pairs) if held > limit]
    if 0 in due:
        gc.collect(due[-1])
