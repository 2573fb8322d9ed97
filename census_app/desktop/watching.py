"""Looks every second whether somebody else changed the open workspace, in a thread of its own with its own engine."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from census_app.desktop.own_acts import all_own, forget_window
from census_app.desktop.reads import window_of
from census_app.foundation.errors import CensusError
from census_app.foundation.processes import thread_gives_way

if TYPE_CHECKING:
    from census_app.workspace.changes import ChangeSet
    from census_app.workspace.workspace import Workspace

POLL_SECONDS = 1.0
_ACTS = frozenset({"acts", "problems"})


class Watcher(QObject):
    """`changed` names the kinds of things this window did not change itself, `held` who holds which lease now,
    `gone` that the workspace can no longer be reached (with why, if known), `back` that it can again."""

    changed = Signal(object)
    held = Signal(object)
    gone = Signal(str)
    back = Signal()
    _told = Signal(object, object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._look: _Look | None = None
        self._threads: list[threading.Thread] = []
        self._told.connect(self._deliver)

    def watch(self, folder: Path | None, standing: dict[str, str]) -> None:
        """Look at this workspace from now on, at none when None; news is what differs from `standing`.

        A workspace that is looked at already goes on being so.
        """
        if folder == self._folder:
            return
        self._leave()
        self._folder = folder
        if folder is not None:
            self._look = _Look(self, folder, standing, window_of(self))
            thread = threading.Thread(target=self._look.run, name="census-watch", daemon=True)
            self._threads = [*(one for one in self._threads if one.is_alive()), thread]
            thread.start()

    def close(self) -> None:
        """The threads have ended; nothing is told any more."""
        self._leave()
        for thread in self._threads:
            thread.join()
        self._threads = []

    def _leave(self) -> None:
        """Whoever looked is told to stop; nobody waits for it."""
        forget_window(window_of(self))
        if self._look is not None:
            self._look.stop.set()
        self._look = self._folder = None

    def _deliver(self, look: _Look, signal: str, content: tuple[object, ...]) -> None:
        if look is self._look:
            getattr(self, signal).emit(*content)

    def tell(self, look: _Look, signal: str, *content: object) -> None:
        """From the thread that looks: the signal is sent in the window's thread, unless another look has begun."""
        self._told.emit(look, signal, content)


class _Look:
    """What the thread does, until told to stop; a workspace that cannot be reached is tried again."""

    def __init__(self, watcher: Watcher, folder: Path, standing: dict[str, str], window: int) -> None:
        self.stop = threading.Event()
        self._watcher, self._folder, self._standing, self._window = watcher, folder, standing, window
        self._holders: list[dict[str, Any]] = []
        self._gone = False

    def run(self) -> None:
        """Follow the workspace."""
        from sqlalchemy.exc import SQLAlchemyError

        thread_gives_way()
        while not self.stop.is_set():
            try:
                self._follow()
            except (CensusError, SQLAlchemyError, OSError) as error:
                self._say_gone(str(error))
            self.stop.wait(POLL_SECONDS)

    def _follow(self) -> None:
        from census_app.workspace.workspace import Workspace

        with Workspace.open(self._folder) as workspace:
            watch = workspace.changes(self._standing)
            if self._gone:
                self._gone = False
                self._tell("back")
            while _stands(workspace):
                self._news(watch.poll())
                self._standing = watch.standing
                self._tell_holders(workspace)
                if self.stop.wait(POLL_SECONDS):
                    return
        self._say_gone("")

    def _news(self, changes: ChangeSet) -> None:
        own = changes.acts and all_own(self._window, changes.acts)
        kinds = changes.kinds - _ACTS if own else changes.kinds
        if kinds:
            self._tell("changed", kinds)

    def _tell_holders(self, workspace: Workspace) -> None:
        from census_app.workspace.leases import holders

        found = [{name: value for name, value in one.items() if name != "heartbeat"} for one in holders(workspace)]
        if found != self._holders:
            self._holders = found
            self._tell("held", found)

    def _say_gone(self, why: str) -> None:
        if not self._gone:
            self._gone = True
            self._tell("gone", why)

    def _tell(self, signal: str, *content: object) -> None:
        if not self.stop.is_set():
            self._watcher.tell(self, signal, *content)


def _stands(workspace: Workspace) -> bool:
    """Whether the files are still where they were: an open database answers even after its folder was taken away."""
    from census_app.workspace.workspace import DATABASE_NAME

    return (workspace.folder / DATABASE_NAME).is_file()
