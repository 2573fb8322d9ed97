"""What is open now: the workspace, what is known of it, and the conditions actions ask for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from census_app.desktop.conditions import BUSY, IDLE, PEOPLE, PROBLEMS, SIGNED_IN, SNAPSHOT, WORKSPACE, WRITABLE
from census_app.desktop.jobs import JobRunner
from census_app.desktop.preferences import Preferences
from census_app.desktop.reads import Reader
from census_app.desktop.running_notes import RunningNotes
from census_app.desktop.signing_in import Person, Presence, signature_for
from census_app.desktop.watching import Watcher

_OF_A_PERSON = frozenset({"acts", "problems"})
_OF_PRESENCE = {
    Presence.NOBODY: frozenset({PEOPLE}),
    Presence.CHOOSING: frozenset({PEOPLE}),
    Presence.LOCKED: frozenset({PEOPLE}),
    Presence.THERE: frozenset({PEOPLE, SIGNED_IN}),
}


@dataclass(frozen=True)
class RuleFacts:
    """What people read about a rule."""

    title: str
    remedy: str = ""
    cite: str = ""
    category: str = ""


def workspace_name(folder: Path) -> str:
    """What people call a workspace: its folder's name; of a sample county's the county's."""
    return folder.parent.name if folder.name == "workspace" else folder.name


@dataclass(frozen=True)
class WorkspaceFacts:
    """What the header and the start page say of the open workspace.

    `states` holds the problems after the newest official run, None before the first, and `moved` is the newest act
    that moved one; `unchecked` when the newest snapshot is not the one that run looked at. `standing` is how the
    workspace stood before it was read; `only_looked_at` when nothing can be written in it.
    """

    folder: Path
    data_date: str = ""
    customers: int = 0
    coverage: dict[str, Any] = field(default_factory=dict)
    unchecked: bool = False
    run: str = ""
    run_date: str = ""
    week: str = ""
    pack: str = ""
    states: Path | None = None
    moved: int = 0
    findings: int = 0
    rules: dict[str, RuleFacts] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    reasons: dict[str, dict[str, int]] = field(default_factory=dict)
    rule_errors: dict[str, str] = field(default_factory=dict)
    standing: dict[str, str] = field(default_factory=dict, compare=False)
    only_looked_at: bool = False

    @property
    def name(self) -> str:
        """The folder's name; of a sample county's workspace the county's."""
        return workspace_name(self.folder)

    @property
    def sample(self) -> bool:
        """Whether this is the sample county; always shown."""
        return self.folder.name == "workspace" and (self.folder.parent / "truth_week1.csv").exists()


class Session(QObject):
    """The open workspace and the shared services of all pages.

    `stale` is sent with the kinds of things (`acts`, `runs`, `problems`, `leases`, `parts`, `snapshots`) that
    somebody else changed in the workspace: pages that show them read again. `holders` are those who hold a lease
    on it, `lost` says why it cannot be reached (None while it can); both are told by `standing_changed`.
    """

    changed = Signal()
    open_asked = Signal(object)
    reload_asked = Signal()
    conditions_changed = Signal()
    counted = Signal(str)
    standing_changed = Signal()
    person_changed = Signal()
    stale = Signal(object)

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self.jobs = JobRunner(self, signs=signature_for)
        RunningNotes(self.jobs, preferences)
        self.reader = Reader(self)
        self._facts: WorkspaceFacts | None = None
        self._flags: dict[str, bool] = {}
        self.counts: dict[str, int] = {}
        self.notice = ("", "")
        self.opening: Path | None = None
        self.holders: list[dict[str, Any]] = []
        self.lost: str | None = None
        self.person = Person()
        self.watcher = Watcher(self)
        self.watcher.changed.connect(self.stale)
        self.watcher.held.connect(self._hold)
        self.watcher.gone.connect(self._lose)
        self.watcher.back.connect(lambda: self._lose(None))
        self.jobs.changed.connect(self.conditions_changed)

    def begin(self, folder: Path) -> None:
        """A workspace is being opened: until it is, or is not, the window says so."""
        self.opening = folder
        self.changed.emit()

    def refuse(self, message: str, advice: str) -> None:
        """A workspace could not be opened: the start page says why until another one is."""
        self.opening = None
        self.notice = (message, advice)
        self.changed.emit()

    @property
    def facts(self) -> WorkspaceFacts | None:
        """The open workspace, None before one is opened."""
        return self._facts

    @property
    def folder(self) -> Path | None:
        """The folder of the open workspace."""
        return self._facts.folder if self._facts else None

    def show(self, facts: WorkspaceFacts | None) -> None:
        """The workspace as just read; every page hears of it."""
        self._facts, self.opening = facts, None
        self.notice = ("", "")
        self.watcher.watch(facts.folder if facts else None, facts.standing if facts else {})
        if facts is not None:
            self.preferences.remember_workspace(facts.folder)
        self.changed.emit()
        self.conditions_changed.emit()

    def flag(self, condition: str, holds: bool) -> None:
        """A page says whether one of its conditions holds."""
        if self._flags.get(condition) != holds:
            self._flags[condition] = holds
            self.conditions_changed.emit()

    def set_person(self, person: Person) -> None:
        """This person works at the workspace from now on; what may be seen and done is read again."""
        known, self.person = self.person, person
        if person == known:
            return
        self.person_changed.emit()
        self.conditions_changed.emit()
        if known.presence is not Presence.FREE and person.presence is Presence.THERE:
            self.stale.emit(_OF_A_PERSON)

    def _hold(self, holders: list[dict[str, Any]]) -> None:
        self.holders = holders
        self.standing_changed.emit()

    def _lose(self, why: str | None) -> None:
        self.lost = why
        self.standing_changed.emit()

    def count(self, page: str, waiting: int) -> None:
        """So many things wait on a page; the navigation says it unless there are none."""
        if self.counts.get(page, 0) != waiting:
            self.counts[page] = waiting
            self.counted.emit(page)

    def conditions(self) -> frozenset[str]:
        """Every condition that holds now."""
        facts = self._facts
        holds = {name for name, value in self._flags.items() if value}
        holds.add(BUSY if self.jobs.current else IDLE)
        if facts is None or not facts.only_looked_at:
            holds.add(WRITABLE)
        if facts is not None:
            holds.add(WORKSPACE)
            holds |= _OF_PRESENCE.get(self.person.presence, frozenset())
            if facts.data_date:
                holds.add(SNAPSHOT)
            if facts.states is not None:
                holds.add(PROBLEMS)
        return frozenset(holds)

    def close(self) -> None:
        """No thread and no child process is left."""
        self.watcher.close()
        self.jobs.shut_down()
        self.reader.close()
        self.preferences.flush()
