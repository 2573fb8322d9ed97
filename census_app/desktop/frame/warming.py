"""Pages made ready while nobody waits, so that the first look at one costs no more than the second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from census_app.desktop.collecting import settle
from census_app.desktop.reads import Reader

if TYPE_CHECKING:
    from census_app.desktop.pages.page import Page
    from census_app.desktop.pages.registry import PageEntry

_REST_MILLISECONDS = 900
_PAUSE_MILLISECONDS = 120


class Warming(QObject):
    """Imports the modules of pages on a worker, then has one page at a time built, with pauses between.

    `build` makes a page without showing it, or gives the one there is.
    """

    def __init__(self, parent: QObject, entries: Sequence[PageEntry], build: Callable[[str], Page]) -> None:
        super().__init__(parent)
        self._entries, self._build = entries, build
        self._left: list[str] = []
        self._reader = Reader(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._next)

    def start(self) -> None:
        """What is open is on the screen: the other pages follow."""
        if self._left:
            return
        self._left = [entry.id for entry in self._entries]
        for entry in self._entries:
            self._reader.ask(entry.id, partial(_load, entry), _ignore, _ignore)
        self._reader.ask("ready", lambda: None, lambda _done: self._rest.start(_REST_MILLISECONDS), _ignore)

    def _next(self) -> None:
        if self._left:
            self._build(self._left.pop(0)).ensurePolished()
            self._rest.start(_PAUSE_MILLISECONDS)
        else:
            settle()

    def close(self) -> None:
        """Nothing is made any more."""
        self._rest.stop()
        self._reader.close()


def _load(entry: PageEntry) -> None:
    import_module(entry.location.split(":")[0])


def _ignore(_answer: object) -> None:
    """A page that cannot be imported says so when it is asked for."""
