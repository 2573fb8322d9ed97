"""Questions about what is kept, verified and logged, as plain functions that run on a worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.desktop.language import language
from census_app.desktop.opened import opened

if TYPE_CHECKING:
    from census_app.desktop.tables.log_pages import LogPages
    from census_app.workspace.log.reading import LogFilter, LogLine
    from census_app.workspace.storage.backup import BackupMade
    from census_app.workspace.storage.keeping import StorageReport
    from census_app.workspace.verification.record import VerifyRecord

KEEP = "storage.keep"
_LISTED = ("problems", "tasks", "units", "people", "accounts", "parts", "rules", "reasons", "about", "dropped", "files")


@dataclass(frozen=True)
class KeepingGround:
    """What is kept, which backups were made, and whether the reader may clean up, rebuild and back up."""

    report: StorageReport
    backups: list[BackupMade]
    may_keep: bool
    keepers: tuple[str, ...]


def read_keeping(folder: Path) -> KeepingGround:
    """Sizes, retention, backups."""
    from census_app.workspace.people.permissions import may
    from census_app.workspace.people.showing import able_people
    from census_app.workspace.storage.backup import backups_made
    from census_app.workspace.storage.keeping import storage_report

    with opened(folder) as workspace:
        allowed = may(workspace, KEEP)
        able = [] if allowed else able_people(workspace, KEEP)
        keepers = tuple(f"{name or account}（{account}）" for account, name in able)
        return KeepingGround(storage_report(workspace), backups_made(workspace), allowed, keepers)


def read_verifications(folder: Path) -> list[VerifyRecord]:
    """The kept results, newest first."""
    from census_app.workspace.verification.record import kept_verifications

    with opened(folder) as workspace:
        return kept_verifications(workspace)


def read_log(folder: Path, wanted: LogFilter) -> LogPages:
    """A part of the log, ready to be paged through."""
    from census_app.desktop.tables.log_pages import LogPages
    from census_app.workspace.log.reading import read_view

    with opened(folder) as workspace:
        return LogPages(folder, read_view(workspace, wanted), language().code)


@dataclass(frozen=True)
class ActTold:
    """One act in full: the line, everything it names, and where it stands in the chain."""

    line: LogLine
    named: tuple[tuple[str, tuple[str, ...]], ...]
    hash: str
    prev: str


def read_act(folder: Path, number: int) -> ActTold:
    """Everything an act says, lists in full."""
    from census_app.foundation.database import reading
    from census_app.workspace.acts import iterate
    from census_app.workspace.log.reading import read_lines

    with opened(folder) as workspace, reading(workspace.engine) as connection:
        (line,) = read_lines(connection, [number], language().code)
        act = next(iterate(connection, after=number - 1, until=number))
    named = tuple(
        (name, tuple(map(str, value)))
        for name, value in act.payload.items()
        if name in _LISTED and value and isinstance(value, list | dict)
    )
    return ActTold(line, named, act.hash, act.prev)
