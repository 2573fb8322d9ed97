"""The jobs of the settings and of the library as command lines of the product."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from census_app.desktop.jobs import Job
from census_app.desktop.language import say

ROSTER_PREVIEW = "roster_preview"
ROSTER = "roster"


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
    options += [f"--codes={wanted.codes}"] if wanted.codes and not preview else []
    options += ["--enable"] if wanted.enable else []
    options += [f"--home={wanted.home}"] if wanted.home else []
    kind = ROSTER_PREVIEW if preview else ROSTER
    return Job(kind, say(f"job.{kind}"), ("people", "import", str(wanted.file), *options, *_end(workspace)))
