"""What is done while nobody waits for it: the code of pages and tables is read, so that the first look at a page only
builds it; what killed programs left in the temporary folder goes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from census_app.desktop import pages, tables
from census_app.foundation.processes import thread_gives_way
from census_app.foundation.temporary import sweep_temporary_folders

_AFTER_MILLISECONDS = 400
_PAUSE_SECONDS = 0.002


class ReadingAhead(QObject):
    """One thread reads module after module, and ends with the program or when all are read, which is told by `read`."""

    read = Signal()

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._read, name="census-read-ahead", daemon=True)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.start)
        application.aboutToQuit.connect(self.stop)

    def start_soon(self) -> None:
        """It begins when the window has been painted."""
        self._soon.start(_AFTER_MILLISECONDS)

    @property
    def begun(self) -> bool:
        """Whether the thread was ever started."""
        return self._thread.ident is not None

    def start(self) -> None:
        """It begins, unless it was stopped before."""
        if not self._enough.is_set():
            self._thread.start()

    def stop(self) -> None:
        """The thread has ended, after the module it was at, or never begins."""
        self._soon.stop()
        self._enough.set()
        self.wait()

    def wait(self) -> None:
        """Everything is read, or reading was stopped."""
        if self._thread.is_alive():
            self._thread.join()

    def _read(self) -> None:
        thread_gives_way()
        for package in (pages, tables):
            for name in _modules(package.__name__, list(package.__path__)):
                # the window's thread has work of its own between two modules
                if self._enough.wait(_PAUSE_SECONDS):
                    return
                import_module(name)
        self.read.emit()
        sweep_temporary_folders()


def _modules(package: str, folders: list[str]) -> Iterator[str]:
    """Every module inside, those of a package before the next one."""
    for found in iter_modules(folders, f"{package}."):
        if found.ispkg:
            yield from _modules(found.name, list(import_module(found.name).__path__))
        else:
            yield found.name
