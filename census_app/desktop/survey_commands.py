"""The jobs of the survey and of the reports as command lines of the product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from census_app.desktop.jobs import Job
from census_app.desktop.language import say

TASK_PREVIEW = "task_preview"
TASK_DISPATCH = "task_dispatch"
TASK_CHANGE = "task_change"
TASK_RECALL = "task_recall"
TASK_UNDO = "task_undo"
TASK_MERGE = "task_merge"
TASK_SPLIT = "task_split"
FORMS = "forms"
TAKE = "take"
REPORT = "report"
TASK_JOBS = (TASK_DISPATCH, TASK_CHANGE, TASK_RECALL, TASK_UNDO, TASK_MERGE, TASK_SPLIT)


@dataclass(frozen=True)
class Dispatching:
    """What is given out: empty fields ask for nothing."""

    week: str
    units: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    where: str = ""
    limit: int = 0


def _end(workspace: Path) -> tuple[str, ...]:
    return ("--workspace", str(workspace), "--json")


def dispatch(workspace: Path, wanted: Dispatching, *, preview: bool) -> Job:
    """The open problems become tasks; a preview writes nothing."""
    options = [f"--week={wanted.week}"]
    options += [f"--unit={unit}" for unit in wanted.units]
    options += [f"--by={one}" for one in wanted.by]
    options += [f"--kind={one}" for one in wanted.kinds]
    options += [f"--where={wanted.where}"] if wanted.where else []
    options += [f"--limit={wanted.limit}"] if wanted.limit else []
    kind = TASK_PREVIEW if preview else TASK_DISPATCH
    dry = ("--dry-run",) if preview else ()
    return Job(kind, say(f"job.{kind}"), ("task", "dispatch", *options, *dry, *_end(workspace)))


def change_tasks(
    workspace: Path, tasks: Sequence[str], *, surveyor: str = "", day: str = "", due: str = "", reason: str = ""
) -> Job:
    """Tasks go to somebody else, to another day, or get another deadline; without any the program decides."""
    given = {"surveyor": surveyor, "day": day, "due": due}
    options = [f"--{name}={text}" for name, text in given.items() if text] or ["--auto"]
    arguments = ("task", "change", *tasks, *options, f"--reason={reason}", *_end(workspace))
    return Job(TASK_CHANGE, say("job.task_change"), arguments)


def recall_tasks(workspace: Path, tasks: Sequence[str], reason: str) -> Job:
    """Tasks are taken back."""
    return Job(TASK_RECALL, say("job.task_recall"), ("task", "recall", *tasks, f"--reason={reason}", *_end(workspace)))


def merge_tasks(workspace: Path, tasks: Sequence[str], reason: str) -> Job:
    """Several tasks of one customer become one."""
    return Job(TASK_MERGE, say("job.task_merge"), ("task", "merge", *tasks, f"--reason={reason}", *_end(workspace)))


def split_task(
    workspace: Path, task: str, problems: Sequence[str], *, surveyor: str = "", kind: str = "", reason: str = ""
) -> Job:
    """Some problems of a task become another one; `kind` is the word of the command line."""
    options = [f"--problem={one}" for one in problems]
    options += [f"--surveyor={surveyor}"] if surveyor else []
    options += [f"--kind={kind}"] if kind else []
    return Job(
        TASK_SPLIT, say("job.task_split"), ("task", "split", task, *options, f"--reason={reason}", *_end(workspace))
    )


def undo_task_act(workspace: Path, act: int) -> Job:
    """What an act did to tasks is taken back."""
    return Job(TASK_UNDO, say("job.task_undo"), ("task", "undo", str(act), *_end(workspace)))


def forms(workspace: Path, week: str, out: Path, surveyor: str, *, phones: bool) -> Job:
    """The survey forms of a week, of one person or of all."""
    who = (f"--surveyor={surveyor}",) if surveyor else ()
    name = "xlsform" if phones else "forms"
    return Job(FORMS, say("job.forms"), ("survey", name, f"--week={week}", f"--out={out}", *who, *_end(workspace)))


def take(workspace: Path, files: Sequence[Path]) -> Job:
    """Filled forms, exports and photos come in."""
    return Job(TAKE, say("job.take"), ("survey", "take", *map(str, files), *_end(workspace)))


def report(workspace: Path, kind: str, asked_by: str, period: str, out: Path) -> Job:
    """A report of a period, in both forms."""
    arguments = ("report", kind, f"--{asked_by}={period}", f"--out={out}", *_end(workspace))
    return Job(REPORT, say("job.report"), arguments)
