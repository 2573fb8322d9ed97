"""The jobs of the settings and of the library as command lines of the product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from census_app.desktop.jobs import Job
from census_app.desktop.language import say

ROSTER_PREVIEW = "roster_preview"
ROSTER = "roster"
BACKUP = "backup"
RESTORE = "restore"
PRUNE = "prune"
REBUILD = "rebuild"
VERIFY = "verify"
EXPORT_LOG = "export_log"
EXPORT_ENTRIES = "export_entries"
TAKE_ENTRIES = "take_entries"
TAKE_ENTRIES_PREVIEW = "take_entries_preview"


@dataclass(frozen=True)
class RosterWanted:
    """What to do with a roster: `codes` empty writes none, `home` empty lets the core find the workspace's unit."""

    file: Path
    complete: bool = False
    codes: str = ""
    enable: bool = False
    home: str = ""


def _end(workspace: Path) -> tuple[str, ...]:
    return ("--workspace", str(workspace), "--json")


def roster(workspace: Path, wanted: RosterWanted, *, preview: bool) -> Job:
    """A roster comes in; a preview writes nothing."""
    options = ["--preview"] if preview else []
    options += ["--complete"] if wanted.complete else []
    # said to a preview too, which writes none: whether an administrator can sign in depends on them
    options += [f"--codes={wanted.codes}"] if wanted.codes else []
    options += ["--enable"] if wanted.enable else []
    options += [f"--home={wanted.home}"] if wanted.home else []
    kind = ROSTER_PREVIEW if preview else ROSTER
    return Job(kind, say(f"job.{kind}"), ("people", "import", str(wanted.file), *options, *_end(workspace)))


def back_up(workspace: Path, out: Path) -> Job:
    """The whole workspace in one file."""
    return Job(BACKUP, say("job.backup"), ("backup", f"--out={out}", *_end(workspace)))


def restore(backup: Path, workspace: Path) -> Job:
    """A backup becomes a new workspace."""
    return Job(RESTORE, say("job.restore"), ("restore", str(backup), *_end(workspace)))


def prune(workspace: Path) -> Job:
    """Snapshots that need not be kept are gone."""
    return Job(PRUNE, say("job.prune"), ("storage", "--prune", *_end(workspace)))


def rebuild(workspace: Path) -> Job:
    """Every state derived again and compared."""
    return Job(REBUILD, say("job.rebuild"), ("rebuild", *_end(workspace)))


def verify(workspace: Path, heads: Sequence[str]) -> Job:
    """Log, printed heads and every file compared."""
    given = [f"--head={head}" for head in heads]
    return Job(VERIFY, say("job.verify"), ("verify", *given, *_end(workspace)))


@dataclass(frozen=True)
class LogWanted:
    """Which part of the log is written out; dates as in files, empty parts ask for nothing."""

    actors: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    words: str = ""


def export_log(workspace: Path, wanted: LogWanted, out: Path) -> Job:
    """A part of the log as a workbook."""
    options = [f"--by={actor}" for actor in wanted.actors] + [f"--kind={kind}" for kind in wanted.kinds]
    options += [f"--from={wanted.first}"] if wanted.first else []
    options += [f"--to={wanted.last}"] if wanted.last else []
    words = ("--", *wanted.words.split()) if wanted.words.split() else ()
    return Job(EXPORT_LOG, say("job.export_log"), ("log", *options, f"--out={out}", *_end(workspace), *words))


def export_entries(workspace: Path, out: Path, county: str, rule: str) -> Job:
    """Published experiences in a file for other counties (.zip) or for people (.xlsx)."""
    options = [f"--county={county}"] if county else []
    options += [f"--rule={rule}"] if rule else []
    arguments = ("library", "export", f"--out={out}", *options, *_end(workspace))
    return Job(EXPORT_ENTRIES, say("job.export_entries"), arguments)


def take_entries(workspace: Path, files: Sequence[Path], *, preview: bool) -> Job:
    """Experiences of other counties come in; a preview writes nothing."""
    kind = TAKE_ENTRIES_PREVIEW if preview else TAKE_ENTRIES
    dry = ("--preview",) if preview else ()
    return Job(kind, say(f"job.{kind}"), ("library", "take", *map(str, files), *dry, *_end(workspace)))
