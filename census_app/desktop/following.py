"""Lists of problems on screen follow what somebody else does to them, in another window or by command."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from census_app.desktop.core import outstanding
from census_app.desktop.frame.window import MainWindow
from census_app.desktop.session import Session

_SHOWING = ("problems", "start")
_PATIENCE_MILLISECONDS = 1000


class Following(QObject):
    """Reads the problems again once acts moved some and their list is looked at, but never while rows are chosen or
    something is asked: what one is about to do is meant for the rows one sees."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._folder, self._moved = Path(), 0
        self._waiting = QTimer(self)
        self._waiting.setInterval(_PATIENCE_MILLISECONDS)
        self._waiting.timeout.connect(self._follow)

    def look(self) -> None:
        """Count what is left; when problems moved, their lists follow."""
        folder, facts = self._session.folder, self._session.facts
        if folder is None or facts is None or facts.states is None:
            return
        self._session.reader.ask(
            "outstanding", partial(outstanding, folder), partial(self._counted, folder), lambda _error: None
        )

    def _counted(self, folder: Path, found: tuple[int, int]) -> None:
        if folder == self._session.folder:
            self._folder, (number, self._moved) = folder, found
            self._session.count("problems", number)
            self._waiting.start()
            self._follow()

    def _follow(self) -> None:
        facts = self._session.facts
        if facts is None or facts.folder != self._folder or facts.moved >= self._moved:
            self._waiting.stop()
        elif self._window.current in _SHOWING and not self._in_the_middle():
            self._waiting.stop()
            self._session.reload_asked.emit()

    def _in_the_middle(self) -> bool:
        asked = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        return asked is not None or self._window.pages[self._window.current].engaged
