"""Who has what open in a window just now: a hint for people, never a lock.

Every window keeps one small file in `cache/presence/`, written again while the thing stays open and taken away when it
is closed; one that was silent for too long, or whose program is gone, counts no more. It is no act: nothing of it gets
into the log. Where the folder cannot be written (a read-only share) there simply is none.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from census_app.foundation.processes import process_started

RENEW_SECONDS = 20.0
SILENT_SECONDS = 90.0
"""Several renewals may be missed: a laptop that dozes, a share that is slow."""
_FOLDER = Path("cache") / "presence"
_SWEPT_AFTER = 24 * 3600.0


@dataclass(frozen=True)
class Viewer:
    """Somebody who has something open: `what` it is, and `since` when (UTC, ISO)."""

    actor: str
    host: str
    process: int
    process_started: str
    what: str
    since: str


class Seat:
    """One window at a workspace."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _FOLDER
        self._file = self._folder / f"{secrets.token_hex(8)}.json"
        self._mine: Viewer | None = None

    def look(self, actor: str, what: str) -> tuple[Viewer, ...]:
        """`actor` has `what` open here; the others who have it open, the longest first.

        Whoever sits here is not another: further windows of the same person on this machine are left out. Empty where
        nothing can be written.
        """
        known = self._mine
        if known is None or (known.actor, known.what) != (actor, what):
            process = os.getpid()
            since = datetime.now(UTC).isoformat(timespec="seconds")
            known = Viewer(actor, socket.gethostname(), process, process_started(process) or "", what, since)
        try:
            now = self._write(known)
            found = [one for one in self._others(now) if one.what == what and not _same_person(one, known)]
        except OSError:
            return ()
        self._mine = known
        people = {(one.actor, one.host): one for one in sorted(found, key=lambda one: one.since, reverse=True)}
        return tuple(sorted(people.values(), key=lambda one: one.since))

    def leave(self) -> None:
        """Nothing is open here any more."""
        self._mine = None
        try:
            self._file.unlink(missing_ok=True)
        except OSError:
            return

    def _write(self, viewer: Viewer) -> float:
        """The record stands; the time of the machine that holds the folder, whose clock all records share."""
        # never the workspace itself: one that was moved away could not be put back over what stands in its place
        for folder in (self._folder.parent, self._folder):
            folder.mkdir(exist_ok=True)
        unfinished = self._file.with_suffix(".tmp")
        unfinished.write_text(json.dumps(asdict(viewer), ensure_ascii=False), encoding="utf-8")
        unfinished.replace(self._file)
        return self._file.stat().st_mtime

    def _others(self, now: float) -> Iterator[Viewer]:
        for file in self._folder.glob("*.json"):
            if file == self._file:
                continue
            try:
                silent = now - file.stat().st_mtime
                viewer = Viewer(**json.loads(file.read_text(encoding="utf-8")))
            except (OSError, ValueError, TypeError):
                continue  # just taken away, or nothing a window wrote
            if silent > _SWEPT_AFTER:
                file.unlink(missing_ok=True)
            elif silent <= SILENT_SECONDS and not _gone(viewer):
                yield viewer


def _same_person(one: Viewer, other: Viewer) -> bool:
    return (one.actor, one.host) == (other.actor, other.host)


def _gone(viewer: Viewer) -> bool:
    """Whether the program on this machine has ended; of other machines only their silence tells."""
    if viewer.host != socket.gethostname():
        return False
    started = process_started(viewer.process)
    return started is None or bool(viewer.process_started and started != viewer.process_started)
