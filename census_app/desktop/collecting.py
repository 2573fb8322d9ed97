"""Garbage is collected in the window's thread alone, in small pieces.

Python's collector runs in whichever thread allocates next. When that is a worker and the garbage holds a widget, Qt
destroys it away from its own thread, which ends the program now and then.

What imports leave (half a million objects once the core is read) is set aside whenever modules have come: it never
becomes garbage, and looking through all of it holds the window (measured: 57 ms on a busy machine). Garbage that is
young then goes first, unless the imports were too many to look through: set aside, it would stay for good.

Python counts how often the youngest objects were looked through before it looks at older ones; between two looks of a
timer a worker makes thousands, and ten such looks became a pause of 20 to 30 ms. Here the objects themselves are
counted, as many as are done with in a few milliseconds.
"""

from __future__ import annotations

import gc
import sys
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QTimer

_LOOK_MILLISECONDS = 50
_MANY_MODULES = 20
_LEAST, _MOST_YOUNG, _MOST_MIDDLE, _MOST_OLD = 700, 20_000, 5_000, 10_000
_GROWTH = 0.25
_timers: list[QTimer] = []


@dataclass
class _Kept:
    """Objects that outlived looks: since the last at the middle generation, since the last at everything, and then;
    `modules` were there when imports were last set aside; `pages` says whether those made first were."""

    middle: int = 0
    old: int = 0
    settled: int = 0
    modules: int = 0
    pages: bool = False


_kept = _Kept()


def collect_in_window(application: QCoreApplication) -> None:
    """From now on a timer of the window's thread collects what is due; nothing else does."""
    gc.disable()
    _set_imports_aside()
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


def set_pages_aside() -> None:
    """What the first pages are made of stays, too: they go with the language or the text size at the earliest. Those
    built anew then are looked through, so that they can go."""
    if not _kept.pages:
        _kept.pages = True
        _set_aside()


def _set_imports_aside() -> None:
    if len(sys.modules) - _kept.modules >= _MANY_MODULES:
        _set_aside()


def _set_aside() -> None:
    if gc.get_count()[0] <= _MOST_YOUNG:
        gc.collect(1)
    gc.freeze()
    _kept.middle = _kept.old = _kept.settled = 0
    _kept.modules = len(sys.modules)


def _collect() -> None:
    _set_imports_aside()
    young = gc.get_count()[0]
    if young <= _LEAST:
        return
    if _kept.old > max(_MOST_OLD, _kept.settled * _GROWTH):
        gone = gc.collect()
        _kept.settled = max(0, _kept.settled + _kept.old + _kept.middle + young - gone)
        _kept.middle = _kept.old = 0
    elif _kept.middle + young > _MOST_MIDDLE:
        _kept.old += max(0, _kept.middle + young - gc.collect(1))
        _kept.middle = 0
    else:
        _kept.middle += max(0, young - gc.collect(0))
