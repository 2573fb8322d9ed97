"""What a finished job left that a person may want to open: files it wrote, a page that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from census_app.desktop import commands, survey_commands
from census_app.desktop.jobs import JobRecord, JobState

_OUT = "--out"
_PAGES = {
    commands.IMPORT: "import",
    commands.CHECK: "problems",
    commands.DEMO: "problems",
    commands.LINK: "match",
    commands.PACK_INSTALL: "rules",
    commands.PACK_ROLLBACK: "rules",
    **dict.fromkeys(survey_commands.TASK_JOBS, "tasks"),
    survey_commands.TAKE: "tasks",
}


@dataclass(frozen=True)
class JobResults:
    """`file` is the one file written, None when it was none or many; `files` are how many; `folder` holds them."""

    file: Path | None = None
    files: int = 0
    folder: Path | None = None
    page: str = ""


def results_of(record: JobRecord) -> JobResults:
    """Nothing for a job that is not done, or left nothing."""
    if record.state is not JobState.DONE:
        return JobResults()
    page = _PAGES.get(record.job.kind, "")
    out = _out_of(record.job.arguments)
    if out is None:
        return JobResults(page=page)
    files = sorted({path for path in _paths(record.result) if path.is_relative_to(out.parent if out.suffix else out)})
    if out.suffix:
        return JobResults(out, 1, out.parent, page)
    return JobResults(files[0] if len(files) == 1 else None, len(files), out, page)


def _out_of(arguments: tuple[str, ...]) -> Path | None:
    for place, argument in enumerate(arguments):
        if argument.startswith(f"{_OUT}="):
            return Path(argument.removeprefix(f"{_OUT}="))
        if argument == _OUT and place + 1 < len(arguments):
            return Path(arguments[place + 1])
    return None


def _paths(node: Any) -> Iterator[Path]:
    """Every absolute path to a file that stands in a result."""
    if isinstance(node, dict):
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from _paths(item)
    elif isinstance(node, str) and node and Path(node).is_absolute() and Path(node).suffix:
        yield Path(node)
