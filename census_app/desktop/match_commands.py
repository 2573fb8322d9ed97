"""The jobs of the match review that teach and change models, as command lines of the product."""

from __future__ import annotations

from pathlib import Path

from census_app.desktop.jobs import Job
from census_app.desktop.language import say

LEARN = "link_learn"
TEACH = "link_teach"
SWITCH_MODEL = "link_model_switch"
EXPORT_MODEL = "link_model_export"
IMPORT_MODEL = "link_model_import"


def learn(workspace: Path) -> Job:
    """What the decisions would change; nothing is written."""
    return Job(LEARN, say("job.learn"), ("link", "learn", *_on(workspace)))


def teach(workspace: Path, source: str) -> Job:
    """The model learned from the decisions about a source is in use from the next comparison on."""
    return Job(TEACH, say("job.teach"), ("link", "learn", "--source", source, "--activate", *_on(workspace)))


def switch_model(workspace: Path, source: str, version: int) -> Job:
    """Another version is in use from the next comparison on."""
    told = ("link", "model", "revert", source, "--to", str(version), *_on(workspace))
    return Job(SWITCH_MODEL, say("job.switch_model"), told)


def export_model(workspace: Path, source: str, version: int, out: Path) -> Job:
    """A version stands in a file."""
    told = ("link", "model", "export", source, "--version", str(version), "--out", str(out), *_on(workspace))
    return Job(EXPORT_MODEL, say("job.export_model"), told)


def import_model(workspace: Path, source: str, file: Path) -> Job:
    """The model in a file is a version of the source, not in use."""
    return Job(IMPORT_MODEL, say("job.import_model"), ("link", "model", "import", source, str(file), *_on(workspace)))


def _on(workspace: Path) -> tuple[str, ...]:
    return ("--workspace", str(workspace), "--json")
