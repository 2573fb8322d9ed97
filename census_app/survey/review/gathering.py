"""What the workspace knows about answers that wait for review, read together: people, tasks, problems, values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, select

from census_app.foundation.database import reading
from census_app.foundation.masking import masked
from census_app.survey.answers import Answer
from census_app.survey.forms.asked import AskedItem, asked_items
from census_app.survey.forms.layout import MASKED_ANSWER
from census_app.survey.review.concerns import AWAITING_REVIEW, Concern, load_concerns
from census_app.survey.review.decided import FIRST_LOOK, Review, reviews_in
from census_app.survey.review.stored import Name, Scope, newest_answers, passed_answers, scope_of, waiting_answers
from census_app.survey.review.values import ArchiveValues, Place, Spelling, archive_values, newest_snapshot
from census_app.survey.tasks.model import Task, tasks_in
from census_app.survey.words import AnswerSource, TaskState
from census_app.workspace.acts import last_seq
from census_app.workspace.people.identity import Roster
from census_app.workspace.schema import acts
from census_app.workspace.survey_tables import task_changes, task_problems, visits
from census_app.workspace.unit_names import unit_names

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace

_SURVEYED = TaskState.SURVEYED.value
_LEFT = (TaskState.RECALLED, TaskState.MERGED, TaskState.SPLIT)
_ASKED_AT_ONCE = 400


@dataclass
class Gathered:
    """`waiting` answers in order of arrival; `looks` first looks by answer; `passed` form answers that were accepted.

    `done_by`: who surveyed, by (task, document); `takers`: who took a document in, by act; `asked`: how the forms put
    their items; `before`: what was answered to a problem before it was left alone, by number. `until` is the last act
    the whole rests on.
    """

    until: int
    roster: Roster
    spelling: Spelling
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
    units: dict[str, str] = field(default_factory=dict)
    asked: dict[str, AskedItem] = field(default_factory=dict)
    before: dict[str, Answer] = field(default_factory=dict)

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

    def item_name(self, answer: Answer) -> str:
        """What people call what the answer is about: the archive's field, else the item as the form put it."""
        place = self.place_of(answer)
        entry = self.spelling.entry(place.table, place.field) if place is not None else None
        if entry is not None:
            return entry.rule_name
        asked = self.asked.get(answer.item)
        return asked.title if asked is not None else answer.field or answer.item

    def shown(self, answer: Answer, text: str) -> str:
        """A value of the answer as a reviewer may see it: figures off a meter and what the form offered to choose
        are nobody's secret, and so is that there is a new value."""
        if text == MASKED_ANSWER:
            return text
        place = self.place_of(answer)
        if place is not None:
            return self.spelling.shown(place.table, place.field, text)
        asked = self.asked.get(answer.item)
        return text if asked is not None and asked.is_open(text) else masked(text)

    def place_of(self, answer: Answer) -> Place | None:
        """The value the answer is about: its own, or the first its problem accuses."""
        if answer.field:
            return Place(answer.table, answer.record_key, answer.field)
        concern = self.concerns.get(answer.problem_no)
        return concern.first_place if concern is not None else None


def gather(
    workspace: Workspace,
    day: date,
    *,
    keys: Iterable[str] | None = None,
    every_passed: bool = False,
    context: JobContext | None = None,
) -> Gathered:
    """All that waits for review, with everything needed to show and decide it.

    With `keys` (of entries, tasks or problems) only what belongs to the same tasks and problems. `passed` holds what
    those tasks had accepted, or with `every_passed` every accepted value no correction was made of.
    """
    snapshot = newest_snapshot(workspace)
    spelling = Spelling(workspace.dictionary, day if snapshot is None else snapshot.manifest.data_date)
    with reading(workspace.engine) as connection:
        found = Gathered(last_seq(connection), Roster.of(connection, day), spelling)
        scope = None if keys is None else scope_of(connection, keys)
        found.waiting = waiting_answers(connection, scope)
        found.passed = passed_answers(connection, not_corrected=True) if every_passed else []
        numbers = {one.task_no for one in (*found.waiting, *found.passed) if one.task_no}
        numbers |= set(scope.tasks) if scope is not None else _surveyed(connection)
        found.tasks = {task.task_no: task for task in tasks_in(connection, numbers=numbers)}
        found.waiting = [one for one in found.waiting if _is_held(one, found.tasks)]
    named = {answer.problem_no for answer in (*found.waiting, *found.passed) if answer.problem_no}
    named |= {number for task in found.tasks.values() for number in task.problems}
    named |= scope.problems if scope is not None else set()
    found.concerns = load_concerns(workspace, named, whole=scope is None, context=context)
    with reading(workspace.engine) as connection:
        _read_tasks_of_problems(connection, found)
        _read_people(connection, found)
        forms = {one.document for one in found.waiting if one.source is not AnswerSource.LIST and one.document}
        found.asked = asked_items(workspace, connection, forms)
        lapsed = [number for number, one in found.concerns.items() if one.has_lapsed]
        found.before = newest_answers(connection, lapsed)
        if not every_passed:
            tasks = {task for listed in found.tasks_of.values() for task in listed}
            found.passed = passed_answers(connection, Scope(frozenset(tasks), frozenset(found.concerns)))
    found.units = {} if snapshot is None else unit_names(workspace, snapshot)
    places = {place for answer in (*found.waiting, *found.passed) if (place := found.place_of(answer)) is not None}
    found.values = archive_values(workspace, snapshot, places)
    found.references = _references(workspace, found, context)
    return found


def _is_held(answer: Answer, tasks: dict[str, Task]) -> bool:
    task = tasks.get(answer.task_no)
    return task is None or task.state not in _LEFT


def _surveyed(connection: Connection) -> set[str]:
    """Tasks that were ever surveyed and not accepted since: some may have nothing that waits."""
    newest = {}
    query = select(task_changes.c.task_no, task_changes.c.state).where(task_changes.c.state != "")
    for row in connection.execute(query.order_by(task_changes.c.act, task_changes.c.position)):
        newest[row.task_no] = row.state
    return {number for number, state in newest.items() if state == _SURVEYED}


def _read_tasks_of_problems(connection: Connection, found: Gathered) -> None:
    """The tasks of each problem that waits, also of those without an answer."""
    waiting = sorted(number for number, one in found.concerns.items() if one.state in AWAITING_REVIEW)
    query = select(task_problems).order_by(task_problems.c.act, task_problems.c.position)
    missing: set[str] = set()
    for row in _narrowed(connection, query, task_problems.c.problem_no, waiting):
        found.tasks_of.setdefault(row.problem_no, []).append(row.task_no)
        missing.add(row.task_no)
    missing -= found.tasks.keys()
    if missing:
        found.tasks |= {task.task_no: task for task in tasks_in(connection, numbers=missing)}


def _read_people(connection: Connection, found: Gathered) -> None:
    done: dict[tuple[str, str], list[str]] = defaultdict(list)
    query = select(visits.c.task_no, visits.c.document, visits.c.surveyor)
    for row in _narrowed(connection, query, visits.c.task_no, sorted(found.tasks)):
        if row.surveyor:
            done[(row.task_no, row.document)].append(row.surveyor)
    found.done_by = dict(done)
    taken = sorted({answer.act for answer in found.waiting})
    actors = select(acts.c.seq, acts.c.actor)
    found.takers = {row.seq: row.actor for row in _narrowed(connection, actors, acts.c.seq, taken)}
    waiting = {(answer.act, answer.position) for answer in found.waiting}
    for review in reviews_in(connection, acts.c.kind == FIRST_LOOK):
        if review.answer in waiting:
            found.looks.setdefault(review.answer, []).append(review)


def _narrowed(connection: Connection, query: Select[Any], column: Any, wanted: list[Any]) -> Iterable[Any]:
    """The rows whose column holds one of the wanted values, some hundred values at a time."""
    for start in range(0, len(wanted), _ASKED_AT_ONCE):
        yield from connection.execute(query.where(column.in_(wanted[start : start + _ASKED_AT_ONCE])))


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
