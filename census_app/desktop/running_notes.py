"""A note of each running job, kept in the settings while it runs: what is still there at the next start was cut off."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer

from census_app.desktop.jobs import JobRecord, JobRunner
from census_app.desktop.preferences import Preferences
from census_app.foundation.processes import process_started

_SECTION = "running"


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
        self._jobs, self._preferences = jobs, preferences
        self._name = f"{_SECTION}/{os.getpid()}-{id(jobs)}"
        jobs.changed.connect(lambda: QTimer.singleShot(0, self, self._note))

    def _note(self) -> None:
        record = self._jobs.current
        self._preferences.remember_facts(self._name, self._facts(record) if record is not None else {})

    def _facts(self, record: JobRecord) -> dict[str, Any]:
        child = self._jobs.process
        return {
            "title": record.job.title,
            "workspace": str(record.job.workspace or ""),
            "since": datetime.now().isoformat(timespec="seconds"),
            "window": [os.getpid(), process_started(os.getpid()) or ""],
            "child": [child, (process_started(child) or "") if child else ""],
        }


def take_cut_off(preferences: Preferences) -> list[CutOff]:
    """The jobs whose window is gone; they are told of once. Those of windows that are open are left alone."""
    found = []
    for name in preferences.names(_SECTION):
        facts = preferences.facts(name)
        if _lives(facts.get("window")):
            continue
        preferences.remember_facts(name, {})
        if facts.get("title"):
            goes_on = _lives(facts.get("child"))
            found.append(
                CutOff(str(facts["title"]), str(facts.get("workspace", "")), str(facts.get("since", "")), goes_on)
            )
    return found


def _lives(process: Any) -> bool:
    """Whether this very process is still there: numbers are given again, so its beginning counts too."""
    if not (isinstance(process, list) and len(process) == 2 and isinstance(process[0], int) and process[0] > 0):
        return False
    started = process_started(process[0])
    return started is not None and (not process[1] or started == process[1])
