"""What verification needs to know of tasks and people while a document is taken, read in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from census_app.survey.answers import Answer, answers_in
from census_app.survey.tasks.model import Task, tasks_in
from census_app.survey.words import TaskState
from census_app.workspace.people.directory import directory_in, names_in
from census_app.workspace.people.model import Directory, Person
from census_app.workspace.schema import acts
from census_app.workspace.survey_tables import answers, visits

_ASKED_AT_ONCE = 400
_DEEPEST = 10
_CLOSED = {
    TaskState.RECALLED: "任务已经撤回",
    TaskState.SPLIT: "任务已经拆成别的任务：按新任务的普查表填",
    TaskState.ACCEPTED: "任务已经审核通过，不再收；确有变化的请审核退回任务后再交",
}


@dataclass(frozen=True)
class Gate:
    """Whether answers about a task may come in: the task they count for, or why not; `note` is worth saying."""

    task: Task | None
    fault: str = ""
    note: str = ""


@dataclass
class Circumstances:
    """Tasks by number, with everything they were merged into; their newest answers, and the
    digests of all answers and visits stored so far."""

    tasks: Mapping[str, Task]
    answers: Mapping[tuple[str, str, str, str], Answer]
    digests: frozenset[str]
    visits: frozenset[str]
    dispatched: Mapping[int, date]
    directory: Directory
    names: Mapping[str, str]
    today: date
    _accounts: dict[str, Person | None] = field(default_factory=dict)

    def gate(self, task_no: str, person: str) -> Gate:
        """Whether this person's answers about the task may come in now."""
        task = self.tasks.get(task_no)
        if task is None:
            return Gate(None, f"没有任务 {task_no}：也许来自别的县或别的工作区")
        notes = []
        for _ in range(_DEEPEST):
            if task.state is not TaskState.MERGED or task.into_task not in self.tasks:
                break
            notes.append(f"任务 {task.task_no} 已并入 {task.into_task}，记在它名下")
            task = self.tasks[task.into_task]
        if task.state in _CLOSED:
            return Gate(None, f"{_CLOSED[task.state]}（{task.task_no}）")
        if task.surveyor and person and not self.same_person(task.surveyor, person):
            notes.append(f"任务已改派给 {self.called(task.surveyor)}，这里是 {self.called(person)} 答的")
        return Gate(task, note="；".join(notes))

    def stored(self, answer: Answer) -> Answer | None:
        """The newest stored answer to the same item of the same task."""
        return self.answers.get(about(answer))

    def same_person(self, one: str, other: str) -> bool:
        """Whether two accounts or names mean one person."""
        return one == other or self.called(one) == self.called(other)

    def called(self, account: str) -> str:
        """The person's name where the roster knows it, else what was written."""
        return self.names.get(account, account)

    def merged_units(self, units: Iterable[str]) -> list[str]:
        """What is to be said of units that were merged into others since the tasks were given out."""
        merged = [(unit, now) for unit in sorted(units) if (now := self.directory.unit_now(unit)) != unit]
        called = self.directory.unit_name
        return [f"{called(unit)} 已并入 {called(now)}，任务照收" for unit, now in merged]

    def who(self, said: str, owner: str) -> str:
        """Who answered: whom a phone names, where the roster knows that person, else whose form it is."""
        return said if said in self.directory.people or said in self.names.values() else owner

    def unknown_people(self, said: Iterable[str], owner: str) -> list[str]:
        """What is to be said of those whom a phone names and nobody knows."""
        strange = sorted(one for one in set(said) - {"", owner} if self.who(one, owner) != one)
        if not strange:
            return []
        return [f"手机上登录的是 {'、'.join(strange)}，名册里没有，按这份表的普查员 {self.called(owner)} 记"]

    def has_left(self, person: str, day: date) -> bool:
        """Whether the roster says that this person was not here on the day; unknown people are here."""
        if person not in self._accounts:
            named = next((account for account, name in self.names.items() if name == person), person)
            self._accounts[person] = self.directory.people.get(named)
        found = self._accounts[person]
        return self.directory.enabled and found is not None and not found.is_here(day)


def about(answer: Answer) -> tuple[str, str, str, str]:
    """What an answer is about: answers with the same are versions of one thing."""
    return answer.task_no, answer.item, answer.table, answer.record_key


class Named:
    """Names of people, read again only when the roster changed: many documents are taken at once."""

    def __init__(self) -> None:
        self._directory: Directory | None = None
        self._names: Mapping[str, str] = {}

    def of(self, connection: Connection, directory: Directory) -> Mapping[str, str]:
        """Account → name of everybody in the directory."""
        if self._directory is not directory:
            self._directory, self._names = directory, names_in(connection, directory)
        return self._names


def circumstances(
    connection: Connection, task_nos: Iterable[str], now: datetime, named: Named | None = None
) -> Circumstances:
    """Everything about these tasks as it stands in this transaction.

    `today` is the day of the clock or of the last act, whichever is later: a clock set back does not turn honest
    visits into future ones.
    """
    tasks = _with_targets(connection, task_nos)
    numbers = sorted(tasks)
    stored: dict[tuple[str, str, str, str], Answer] = {}
    known: set[str] = set()
    visited: set[str] = set()
    for start in range(0, len(numbers), _ASKED_AT_ONCE):
        asked = numbers[start : start + _ASKED_AT_ONCE]
        stored |= {about(answer): answer for answer in answers_in(connection, answers.c.task_no.in_(asked))}
        known |= set(connection.execute(select(answers.c.digest).where(answers.c.task_no.in_(asked))).scalars())
        visited |= set(connection.execute(select(visits.c.digest).where(visits.c.task_no.in_(asked))).scalars())
    directory = directory_in(connection)
    return Circumstances(
        tasks,
        stored,
        frozenset(known),
        frozenset(visited),
        _days_of(connection, {task.act for task in tasks.values()}),
        directory,
        (named or Named()).of(connection, directory),
        max(now.date(), _last_day(connection)),
    )


def _with_targets(connection: Connection, task_nos: Iterable[str]) -> dict[str, Task]:
    found = {task.task_no: task for task in tasks_in(connection, numbers=task_nos)}
    for _ in range(_DEEPEST):
        missing = {task.into_task for task in found.values() if task.into_task and task.into_task not in found}
        if not missing:
            break
        found |= {task.task_no: task for task in tasks_in(connection, numbers=missing)}
    return found


def _days_of(connection: Connection, seqs: set[int]) -> dict[int, date]:
    chosen = select(acts.c.seq, acts.c.at, acts.c.utc_offset_minutes).where(acts.c.seq.in_(sorted(seqs)))
    return {row.seq: _local_day(row.at, row.utc_offset_minutes) for row in connection.execute(chosen)}


def _last_day(connection: Connection) -> date:
    row = connection.execute(select(acts.c.at, acts.c.utc_offset_minutes).order_by(acts.c.seq.desc()).limit(1)).first()
    return date.min if row is None else _local_day(row.at, row.utc_offset_minutes)


def _local_day(at: str, offset_minutes: int) -> date:
    return (datetime.fromisoformat(at) + timedelta(minutes=offset_minutes)).date()
