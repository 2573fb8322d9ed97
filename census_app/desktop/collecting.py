"""Garbage is collected in the window's thread alone.

Python's collector runs in whichever thread allocates next. When that is a worker and the garbage holds a widget, Qt
destroys it away from its own thread, which ends the program now and then.

What imports leave (half a million objects once the core is read) is set aside whenever modules have come: it never
becomes garbage, and looking through all of it holds the window (measured: 57 ms on a busy machine).
"""

from __future__ import annotations

import gc
import sys

from PySide6.QtCore import QCoreApplication, QTimer

_LOOK_MILLISECONDS = 150
_MANY_MODULES = 20
_timers: list[QTimer] = []
_set_aside = 0


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
    global _set_aside
    if len(sys.modules) - _set_aside >= _MANY_MODULES:
        _set_aside = len(sys.modules)
        gc.freeze()
    pairs = zip(gc.get_count(), gc.get_threshold(), strict=True)
    due = [generation for generation, (held, limit) in enumerate(pairs) if held > limit]
    if 0 in due:
        gc.collect(due[-1])
