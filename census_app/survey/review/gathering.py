"""What the workspace knows about answers that wait for review: one read of the database, one of the problems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from census_app.foundation.database import reading
from census_app.survey.answers import Answer, answers_in
from census_app.survey.review.concerns import AWAITING_REVIEW, Concern, load_concerns
from census_app.survey.review.decided import Review, reviews_in
from census_app.survey.review.identity import Roster
from census_app.survey.review.values import ArchiveValues, Place, Spelling, archive_values, newest_snapshot
from census_app.survey.tasks.model import Task, tasks_in
from census_app.survey.words import AnswerOutcome, AnswerSource, ReviewDecision, TaskState
from census_app.workspace.acts import last_seq
from census_app.workspace.schema import acts
from census_app.workspace.survey_tables import answers, task_changes, task_problems, visits
from census_app.workspace.unit_names import unit_names

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace

_SURVEYED = TaskState.SURVEYED.value
_LEFT = (TaskState.RECALLED, TaskState.MERGED, TaskState.SPLIT)
Name = tuple[int, int]


@dataclass
class Gathered:
    """`waiting` answers in order of arrival; `looks` first looks by answer; `passed` form answers that were accepted.

    `done_by`: who surveyed, by (task, document); `takers`: who took a document in, by act. `until` is the last act
    the whole rests on.
    """

    until: int
    roster: Roster
    waiting: list[Answer] = field(default_factory=list)
    passed: list[Answer] = field(default_factory=list)
    looks: dict[Name, list[Review]] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    tasks_of: dict[str, list[str]] = field(default_factory=dict)
    done_by: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    takers: dict[int, str] = field(default_factory=dict)
    concerns: dict[str, Concern] = field(default_factory=dict)
    values: ArchiveValues = field(default_factory=ArchiveValues)
    references: dict[Place, tuple[str, str]] = field(default_factory=dict)
    spelling: Spelling | None = None
    units: dict[str, str] = field(default_factory=dict)

    def people(self, answer: Answer) -> list[str]:
        """Who surveyed or answered; who took the document in answers for it where nobody is named."""
        named = [answer.person, *self.done_by.get((answer.task_no, answer.document), [])]
        task = self.tasks.get(answer.task_no)
        if not any(named) and task is not None:
            named.append(task.surveyor)
        found = [one for one in dict.fromkeys(named) if one.strip()]
        return found or [self.takers.get(answer.act, "")]

    def unit_name(self, code: str) -> str:
        """What people call a unit: as the roster says, else the data; its code when neither knows it."""
        named = self.roster.directory.unit_name(code)
        return named if named != code else self.units.get(code, code)

    def place_of(self, answer: Answer) -> Place | None:
        """The value the answer is about: its own, or the first its problem accuses."""
        if answer.field:
            return Place(answer.table, answer.record_key, answer.field)
        concern = self.concerns.get(answer.problem_no)
        return concern.first_place if concern is not None else None


def gather(
    workspace: Workspace, day: date, *, only: Iterable[Name] | None = None, context: JobContext | None = None
) -> Gathered:
    """All that waits for review, with everything needed to show and decide it; only these answers when given."""
    with reading(workspace.engine) as connection:
        found = Gathered(last_seq(connection), Roster.of(connection, day))
        _read_answers(connection, found, None if only is None else set(only))
    numbers = {answer.problem_no for answer in found.waiting if answer.problem_no}
    numbers |= {number for task in found.tasks.values() for number in task.problems}
    found.concerns = load_concerns(workspace, numbers, context)
    with reading(workspace.engine) as connection:
        _read_tasks(connection, found)
        _read_people(connection, found)
    snapshot = newest_snapshot(workspace)
    found.spelling = Spelling(workspace.dictionary, day if snapshot is None else snapshot.manifest.data_date)
    places = {place for answer in (*found.waiting, *found.passed) if (place := found.place_of(answer)) is not None}
    found.values = archive_values(workspace, snapshot, places)
    found.units = {} if snapshot is None else unit_names(workspace, snapshot)
    found.references = _references(workspace, found, context)
    return found


def _read_answers(connection: Connection, found: Gathered, only: set[Name] | None) -> None:
    settled: dict[Name, Review] = {}
    for review in reviews_in(connection):
        if review.is_final:
            settled[review.answer] = review
        else:
            found.looks.setdefault(review.answer, []).append(review)
    stored = [one for one in answers_in(connection) if one.outcome is not AnswerOutcome.NEEDS_VISIT]
    newest = _newest(stored)
    for answer in stored:
        name = (answer.act, answer.position)
        decided = settled.get(name)
        if decided is None:
            if name in newest and (only is None or name in only):
                found.waiting.append(answer)
        elif decided.decision is ReviewDecision.PASSED and answer.source is not AnswerSource.LIST:
            found.passed.append(answer)
    numbers = {one.task_no for one in (*found.waiting, *found.passed) if one.task_no}
    found.tasks = {task.task_no: task for task in tasks_in(connection, numbers=sorted(numbers))}
    found.waiting = [one for one in found.waiting if _is_held(one, found.tasks)]


def _newest(stored: list[Answer]) -> set[Name]:
    """Answers no later answer of the same document's round has replaced; those in conflict stand beside each other."""
    last: dict[tuple[str, ...], Answer] = {}
    conflicting: set[Name] = set()
    for answer in stored:
        about = answer.problem_no or f"{answer.task_no}\0{answer.item}\0{answer.table}\0{answer.record_key}"
        key = (about, answer.field)
        before = last.get(key)
        if answer.standing.value == "conflict":
            conflicting.add((answer.act, answer.position))
            if before is not None:
                conflicting.add((before.act, before.position))
        last[key] = answer
    return conflicting | {(answer.act, answer.position) for answer in last.values()}


def _is_held(answer: Answer, tasks: dict[str, Task]) -> bool:
    task = tasks.get(answer.task_no)
    return task is None or task.state not in _LEFT


def _read_tasks(connection: Connection, found: Gathered) -> None:
    """The tasks of each problem that waits, also of those without an answer, and those surveyed and not accepted."""
    waiting = {number for number, one in found.concerns.items() if one.state in AWAITING_REVIEW}
    query = select(task_problems).order_by(task_problems.c.act, task_problems.c.position)
    missing = set(connection.execute(select(task_changes.c.task_no).where(task_changes.c.state == _SURVEYED)).scalars())
    for row in connection.execute(query):
        if row.problem_no in waiting:
            found.tasks_of.setdefault(row.problem_no, []).append(row.task_no)
            missing.add(row.task_no)
    missing -= found.tasks.keys()
    found.tasks |= {task.task_no: task for task in tasks_in(connection, numbers=sorted(missing))} if missing else {}


def _read_people(connection: Connection, found: Gathered) -> None:
    done: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in connection.execute(select(visits.c.task_no, visits.c.document, visits.c.surveyor)):
        if row.task_no in found.tasks and row.surveyor:
            done[(row.task_no, row.document)].append(row.surveyor)
    found.done_by = dict(done)
    taken = {answer.act for answer in found.waiting}
    query = select(acts.c.seq, acts.c.actor).where(acts.c.seq.in_(select(answers.c.act).distinct()))
    found.takers = {row.seq: row.actor for row in connection.execute(query) if row.seq in taken}


def _references(workspace: Workspace, found: Gathered, context: JobContext | None) -> dict[Place, tuple[str, str]]:
    """Place → value in clear and where it comes from; never kept, shown masked only."""
    from census_app.workspace.suggestions.now import suggest

    numbers = [number for number, one in found.concerns.items() if one.is_outstanding]
    if not numbers:
        return {}
    report = suggest(workspace, numbers, clear=True, context=context)
    return {
        Place(one.table, one.record_key, one.field): (one.value, f"{one.evidence}，{one.sure}")
        for one in report.suggestions
    }
