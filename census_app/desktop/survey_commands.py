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
LISTS_TAKE = "lists_take"
OVERDUE = "overdue"
CORRECTIONS_MAKE = "corrections_make"
CORRECTIONS_EXPORT = "corrections_export"
REVIEWS_EXPORT = "reviews_export"
REVIEWS_TAKE = "reviews_take"
RECTIFY_JOBS = (LISTS_TAKE, OVERDUE, CORRECTIONS_MAKE, CORRECTIONS_EXPORT, REVIEWS_EXPORT, REVIEWS_TAKE)


@dataclass(frozen=True)
class Dispatching:
    """What is given out: empty fields ask for nothing."""

    week: str
    units: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    where: str = ""
    limit: int = 0
    problems: Path | None = None


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
    options += [f"--problems={wanted.problems}"] if wanted.problems else []
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


def take_lists(workspace: Path, files: Sequence[Path]) -> Job:
    """Filled weekly lists come in; what goes back stands among the workspace's exports."""
    return Job(LISTS_TAKE, say("job.lists_take"), ("lists", "take", *map(str, files), *_end(workspace)))


def overdue_notices(workspace: Path, out: Path) -> Job:
    """One workbook per unit of what is late and who is asked for what."""
    return Job(OVERDUE, say("job.overdue"), ("lists", "overdue", f"--out={out}", *_end(workspace)))


def make_corrections(workspace: Path, release: Sequence[str] = (), reason: str = "") -> Job:
    """Accepted values become a batch of corrections; `release` names held ones that are filed all the same."""
    freed = ("--release", *release, f"--reason={reason}") if release else ()
    arguments = ("survey", "corrections", "make", *freed, *_end(workspace))
    return Job(CORRECTIONS_MAKE, say("job.corrections_make"), arguments)


def export_corrections(workspace: Path, out: Path, batch: str = "") -> Job:
    """The files of a batch, or of every batch that has not gone out."""
    chosen = (f"--batch={batch}",) if batch else ()
    arguments = ("survey", "corrections", "export", f"--out={out}", *chosen, *_end(workspace))
    return Job(CORRECTIONS_EXPORT, say("job.corrections_export"), arguments)


def export_reviews(workspace: Path, out: Path) -> Job:
    """What waits for review as a workbook."""
    return Job(REVIEWS_EXPORT, say("job.reviews_export"), ("review", "export", f"--out={out}", *_end(workspace)))


def take_reviews(workspace: Path, files: Sequence[Path], by: str) -> Job:
    """Filled review workbooks come in."""
    said = (f"--by={by}",) if by else ()
    arguments = ("review", "take", *map(str, files), *said, *_end(workspace))
    return Job(REVIEWS_TAKE, say("job.reviews_take"), arguments)
