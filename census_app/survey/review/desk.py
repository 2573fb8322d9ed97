"""The queue as it lies on a reviewer's desk: with deadlines, photos, and what this reviewer may not decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.foundation.masking import without_numbers
from census_app.survey.answers import Answer
from census_app.survey.review.effects import ANSWER_ACCEPTED
from census_app.survey.review.entries import answer_key
from census_app.survey.review.gathering import Gathered, gather
from census_app.survey.review.model import Entry
from census_app.survey.review.own_work import own_work
from census_app.survey.review.queue import Asked, queue_of
from census_app.survey.review.reviewer import reviewer_of
from census_app.survey.review.settings import review_settings
from census_app.survey.words import ANSWER_LABELS
from census_app.workspace.people.permissions import require_kind
from census_app.workspace.received import received_path
from census_app.workspace.survey_tables import photos, received_files

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace

_ASKED_AT_ONCE = 400


@dataclass(frozen=True)
class DeskPhoto:
    """A picture that came with an answer: its kept file, what people called it, when it was taken, what was noticed."""

    path: Path
    sha256: str
    name: str
    item: str = ""
    taken_at: str = ""
    barcodes: str = ""
    said: str = ""


@dataclass(frozen=True)
class Version:
    """One of several answers to the same question, masked: what it says, by whom and when."""

    key: str
    outcome: str
    value: str
    reason: str
    note: str
    evidence: str
    person: str
    day: str


@dataclass(frozen=True)
class DeskItem:
    """An entry of the queue. `people` as the roster calls them; `due` ISO, "" without a deadline; `why_not` says why
    whoever sits here may not decide about it; `versions` are this answer and its rivals, the oldest first."""

    entry: Entry
    people: str
    due: str
    why_not: str
    versions: tuple[Version, ...]
    photos: tuple[DeskPhoto, ...]

    @property
    def key(self) -> str:
        """The entry's name."""
        return self.entry.key


@dataclass(frozen=True)
class Desk:
    """Everything that waits. `reviewer` decides; where nobody signs in that is a name somebody gave (`signed` False).
    `refused` says why the reviewer may decide nothing at all."""

    items: tuple[DeskItem, ...]
    reviewer: str
    signed: bool
    data_date: str
    refused: str = ""


def review_desk(
    workspace: Workspace,
    by: str = "",
    *,
    keys: Iterable[str] | None = None,
    today: date | None = None,
    context: JobContext | None = None,
) -> Desk:
    """All that waits, the earliest deadline first, as `by` (or whoever signed in) may see and decide it.

    With `keys` (of entries, tasks, problems) only what belongs to the same tasks and problems. Nothing is written.
    """
    found = gather(workspace, today or date.today(), keys=keys, context=context)
    entries = queue_of(found, Asked(), review_settings()).entries
    with reading(workspace.engine) as connection:
        reviewer = reviewer_of(connection, by, found.roster)
    pictures = _photos(workspace, entries)
    refusals = {unit: _refusal(workspace, unit) for unit in {one.unit for one in entries}}
    items = [_item(found, one, reviewer, refusals[one.unit], pictures) for one in entries]
    items.sort(key=lambda one: (one.due or "9999", one.entry.unit, one.entry.people))
    told = set(refusals.values())
    refused = next(iter(told)) if len(told) == 1 else ""
    signed = found.roster.directory.enabled
    return Desk(tuple(items), found.roster.called(reviewer), signed, found.values.data_date, refused)


def _item(found: Gathered, entry: Entry, reviewer: str, refused: str, pictures: dict[str, list[DeskPhoto]]) -> DeskItem:
    own = own_work(found, entry, reviewer)
    dues = [one.due_date for one in entry.problems if one.due_date]
    due = min(dues) if dues else entry.task.due if entry.task is not None else ""
    versions: tuple[Version, ...] = ()
    if len(entry.answers) == 1:
        answers = sorted((*entry.answers, *entry.rival_answers), key=lambda one: (one.act, one.position))
        versions = tuple(_version(found, one) for one in answers)
    return DeskItem(
        entry=entry,
        people="、".join(found.roster.called(one) for one in entry.people if one),
        due=due,
        why_not=refused or ("" if own is None else "；".join(part for part in (own.message, own.advice) if part)),
        versions=versions,
        photos=tuple(_of_entry(entry, pictures)),
    )


def _version(found: Gathered, answer: Answer) -> Version:
    people = "、".join(found.roster.called(one) for one in found.people(answer) if one)
    return Version(
        answer_key(answer),
        ANSWER_LABELS[answer.outcome],
        found.shown(answer, answer.value) if answer.value else "",
        answer.reason,
        without_numbers(answer.note),
        answer.evidence,
        people,
        answer.day,
    )


def _refusal(workspace: Workspace, unit: str) -> str:
    """Why nothing of this unit can be decided by whoever sits here; "" when it can."""
    try:
        require_kind(workspace, ANSWER_ACCEPTED, [unit])
    except BadInput as error:
        return "；".join(part for part in (error.message, error.advice) if part)
    return ""


def _of_entry(entry: Entry, pictures: dict[str, list[DeskPhoto]]) -> list[DeskPhoto]:
    """Pictures of the answered item first, then the others of the task; those of a list by its problem."""
    found = [photo for problem in entry.problems for photo in pictures.get(problem.problem_no, ())]
    items = {one.item for one in entry.answers}
    of_task = pictures.get(entry.task.task_no, []) if entry.task is not None else []
    return [*found, *sorted(of_task, key=lambda one: one.item not in items)]


def _photos(workspace: Workspace, entries: Sequence[Entry]) -> dict[str, list[DeskPhoto]]:
    """Task or problem number → its pictures, as they came in."""
    tasks = sorted({one.task.task_no for one in entries if one.task is not None})
    problems = sorted({problem.problem_no for one in entries if one.is_list for problem in one.problems})
    found: dict[str, list[DeskPhoto]] = defaultdict(list)
    columns = (photos.c[name] for name in ("sha256", "name", "task_no", "item", "taken_at", "barcodes", "said"))
    query = (
        select(*columns, received_files.c.name.label("file"))
        .join(received_files, received_files.c.sha256 == photos.c.sha256)
        .order_by(photos.c.act, photos.c.position)
    )
    with reading(workspace.engine) as connection:
        for column, wanted in ((photos.c.task_no, tasks), (photos.c.item, problems)):
            for start in range(0, len(wanted), _ASKED_AT_ONCE):
                chosen = column.in_(wanted[start : start + _ASKED_AT_ONCE])
                for row in connection.execute(query.where(chosen)):
                    path = received_path(workspace, row.sha256, row.file)
                    name = row.name or row.file
                    picture = DeskPhoto(path, row.sha256, name, row.item, row.taken_at, row.barcodes, row.said)
                    found[row.task_no or row.item].append(picture)
    return found
