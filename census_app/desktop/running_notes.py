"""A note of each running job, kept beside the settings: what is still there at the next start was cut off.

A note outlives its process, not the machine: it waits for no disk. In the settings file each one did, twice a job, and
the window with it (measured: 13 to 34 ms).
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from census_app.desktop.jobs import JobRecord, JobRunner
from census_app.desktop.preferences import Preferences
from census_app.foundation.processes import process_started


@dataclass(frozen=True)
class CutOff:
    """A job whose window died: what it did, on which workspace, since when; `goes_on` while its own process lives."""

    title: str
    workspace: str
    since: str
    goes_on: bool


class RunningNotes(QObject):
    """Follows a job runner; a turn of the loop later, when the child has its number."""

    def __init__(self, jobs: JobRunner, preferences: Preferences) -> None:
        super().__init__(jobs)
        self._jobs = jobs
        self._file = notes_folder(preferences) / f"{os.getpid()}-{id(jobs)}.json"
        jobs.changed.connect(lambda: QTimer.singleShot(0, self, self._note))

    def _note(self) -> None:
        record = self._jobs.current
        # where nothing can be written jobs run all the same
        with suppress(OSError):
            if record is None:
                self._file.unlink(missing_ok=True)
            else:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                draft = self._file.with_suffix(".draft")
                draft.write_text(json.dumps(self._facts(record), ensure_ascii=False), encoding="utf-8")
                draft.replace(self._file)

    def _facts(self, record: JobRecord) -> dict[str, Any]:
        child = self._jobs.process
        return {
            "title": record.job.title,
            "workspace": str(record.job.workspace or ""),
            "since": datetime.now().isoformat(timespec="seconds"),
            "window": [os.getpid(), process_started(os.getpid()) or ""],
            "child": [child, (process_started(child) or "") if child else ""],
        }


def notes_folder(preferences: Preferences) -> Path:
    """Where the notes of all windows with these settings lie."""
    return preferences.file.with_name(f"{preferences.file.stem}-running")


def take_cut_off(preferences: Preferences) -> list[CutOff]:
    """The jobs whose window is gone; they are told of once. Those of windows that are open are left alone."""
    found = []
    for note in sorted(notes_folder(preferences).glob("*.json")):
        facts = _read(note)
        if _lives(facts.get("window")):
            continue
        with suppress(OSError):
            note.unlink(missing_ok=True)
        if facts.get("title"):
            goes_on = _lives(facts.get("child"))
            found.append(
                CutOff(str(facts["title"]), str(facts.get("workspace", "")), str(facts.get("since", "")), goes_on)
            )
    return found


def _read(note: Path) -> dict[str, Any]:
    """What a note says; nothing when it cannot be read."""
    try:
        facts = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _lives(process: Any) -> bool:
    """Whether this very process is still there: numbers are given again, so its beginning counts too."""
    if not (isinstance(process, list) and len(process) == 2 and isinstance(process[0], int) and process[0] > 0):
        return False
    started = process_started(process[0])
    return started is not None and (not process[1] or started == process[1])
