"""Pages are made ready while nobody waits for the window: the first look at one then only reads and paints it.

Made when they were first looked at, building, dressing and painting came in one turn of the window; each is a turn of
its own here, with a pause for whatever else the window has to do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from census_app.desktop.collecting import set_pages_aside
from census_app.desktop.language import language
from census_app.desktop.pages.registry import PAGES
from census_app.desktop.theme.look import look

if TYPE_CHECKING:
    from census_app.desktop.frame.window import MainWindow

_AFTER_MILLISECONDS, _PAUSE_MILLISECONDS = 600, 40
_LATE_SECONDS = 0.01


class MakingReady(QObject):
    """Lives on one window, and begins again when its pages are built anew."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._steps: Iterator[Callable[[], object]] = iter(())
        self._due, self._waited = 0.0, False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._turn)
        language().changed.connect(self.start_soon)
        look().resized.connect(self.start_soon)

    def start_soon(self) -> None:
        """It begins when what was asked for last has been painted."""
        self._steps = self._all_steps()
        self._rest(_AFTER_MILLISECONDS)

    @property
    def at_work(self) -> bool:
        """Whether something is still to be made."""
        return self._timer.isActive()

    def _rest(self, milliseconds: int) -> None:
        self._due = time.monotonic() + milliseconds / 1000
        self._timer.start(milliseconds)

    def _turn(self) -> None:
        if not self._window.isVisible():
            return
        # a late turn: the window was busy with something else, and may be still; a busy machine stops nothing for good
        self._waited = not self._waited and time.monotonic() - self._due > _LATE_SECONDS
        if not self._waited:
            step = next(self._steps, None)
            if step is None:
                set_pages_aside()
                return
            step()
        self._rest(_PAUSE_MILLISECONDS)

    def _all_steps(self) -> Iterator[Callable[[], object]]:
        for entry in PAGES:
            if entry.id not in self._window.pages:
                yield partial(self._window.page, entry.id)
            page = self._window.page(entry.id)
            yield page.ensurePolished
            for part in page.later_parts():
                yield part
                yield part().ensurePolished
