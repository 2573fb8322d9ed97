"""Which stored answers wait for a reviewer and which were accepted, asked of the database itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, and_, false, not_, or_, select

from census_app.survey.answers import Answer, answers_in
from census_app.survey.review.decided import FIRST_LOOK, undone_acts
from census_app.survey.words import AnswerOutcome, AnswerSource, AnswerStanding, ReviewDecision
from census_app.workspace.schema import acts
from census_app.workspace.survey_tables import answers, corrections, reviews, task_problems

if TYPE_CHECKING:
    from sqlalchemy.sql.selectable import Exists

_ASKED_AT_ONCE = 400
Name = tuple[int, int]


@dataclass(frozen=True)
class Scope:
    """Only what these tasks and problems are about; None instead of a scope is everything."""

    tasks: frozenset[str] = field(default_factory=frozenset)
    problems: frozenset[str] = field(default_factory=frozenset)


def scope_of(connection: Connection, keys: Iterable[str]) -> Scope:
    """What entries of these keys (see `model.Entry`), task or problem numbers belong to; unknown ones are left out."""
    tasks, problems, names = set(), set(), []
    for key in keys:
        act, _, position = key.removeprefix("A").partition("-")
        if key.startswith("A") and act.isdecimal() and position.isdecimal():
            names.append((int(act), int(position)))
            continue
        # a problem number may begin with S or P too, a task number never does
        tasks |= {key, key.removeprefix("S")}
        problems |= {key, key.removeprefix("P")}
    for some in _chunks(names):
        wanted = or_(*(and_(answers.c.act == act, answers.c.position == place) for act, place in some))
        for row in connection.execute(select(answers.c.task_no, answers.c.problem_no).where(wanted)):
            tasks.add(row.task_no)
            problems.add(row.problem_no)
    for listed in _chunks(sorted(problems - {""})):
        query = select(task_problems.c.task_no).where(task_problems.c.problem_no.in_(listed))
        tasks |= set(connection.execute(query).scalars())
    return Scope(frozenset(tasks - {""}), frozenset(problems - {""}))


def waiting_answers(connection: Connection, scope: Scope | None) -> list[Answer]:
    """The answers nobody has settled and no later answer to the same question has replaced, oldest first; those in
    conflict stand beside each other."""
    conditions = [answers.c.outcome != AnswerOutcome.NEEDS_VISIT.value]
    decided = _decided(undone_acts(connection))
    undecided = list(_answers(connection, scope, *conditions, not_(decided)))
    about = Scope(
        frozenset(one.task_no for one in undecided if one.task_no),
        frozenset(one.problem_no for one in undecided if one.problem_no),
    )
    settled = list(_answers(connection, about, *conditions, decided)) if undecided else []
    newest = _newest(sorted([*undecided, *settled], key=_name))
    return [one for one in undecided if _name(one) in newest]


def passed_answers(connection: Connection, scope: Scope | None = None, *, not_corrected: bool = False) -> list[Answer]:
    """Accepted answers of forms that bring a value, oldest first; with `not_corrected` only those no correction was
    made of."""
    gone = undone_acts(connection)
    conditions: list[ColumnElement[bool]] = [
        answers.c.source != AnswerSource.LIST.value,
        answers.c.outcome != AnswerOutcome.CONSISTENT.value,
        answers.c.value.is_not(None),
        _decided(gone, reviews.c.decision == ReviewDecision.PASSED.value),
        not_(_decided(gone, reviews.c.decision != ReviewDecision.PASSED.value)),
    ]
    if not_corrected:
        made = and_(corrections.c.answer_act == answers.c.act, corrections.c.answer_position == answers.c.position)
        conditions.append(not_(select(corrections.c.act).where(made, corrections.c.act.not_in(gone)).exists()))
    return list(_answers(connection, scope, *conditions))


def newest_answers(connection: Connection, numbers: Iterable[str]) -> dict[str, Answer]:
    """Problem number → the last answer to it that was taken, whatever was decided about it."""
    found: dict[str, Answer] = {}
    for listed in _chunks(sorted(numbers)):
        taken = answers_in(
            connection, answers.c.problem_no.in_(listed), answers.c.standing == AnswerStanding.TAKEN.value
        )
        found |= {one.problem_no: one for one in taken}
    return found


def _decided(gone: Iterable[int], *conditions: ColumnElement[bool]) -> Exists:
    """Whether a review that stands and settles the answer exists."""
    about = and_(reviews.c.answer_act == answers.c.act, reviews.c.answer_position == answers.c.position)
    query = select(reviews.c.act).join(acts, acts.c.seq == reviews.c.act)
    return query.where(about, acts.c.kind != FIRST_LOOK, reviews.c.act.not_in(sorted(gone)), *conditions).exists()


def _answers(connection: Connection, scope: Scope | None, *conditions: ColumnElement[bool]) -> Iterator[Answer]:
    if scope is None:
        yield from answers_in(connection, *conditions)
        return
    found: dict[Name, Answer] = {}
    for column, wanted in ((answers.c.task_no, scope.tasks), (answers.c.problem_no, scope.problems)):
        for listed in _chunks(sorted(wanted)):
            found |= {
                _name(one): one
                for one in answers_in(connection, column.in_(listed) if listed else false(), *conditions)
            }
    yield from (found[name] for name in sorted(found))


def _newest(stored: Iterable[Answer]) -> set[Name]:
    """Per question the last answer; where people contradict each other the last of each."""
    asked: dict[tuple[str, str], dict[str, Answer]] = {}
    disputed: set[tuple[str, str]] = set()
    for answer in stored:
        key = (question(answer), answer.field)
        listed = asked.setdefault(key, {})
        # taken out first, so that the newest stands last
        listed.pop(answer.person, None)
        listed[answer.person] = answer
        disputed |= {key} if answer.standing is AnswerStanding.CONFLICT else set()
    kept = (list(listed.values())[0 if key in disputed else -1 :] for key, listed in asked.items())
    return {_name(answer) for listed in kept for answer in listed}


def question(answer: Answer) -> str:
    """What an answer answers: its problem, or the item of its task and record."""
    return answer.problem_no or f"{answer.task_no}\0{answer.item}\0{answer.table}\0{answer.record_key}"


def _name(answer: Answer) -> Name:
    return answer.act, answer.position


def _chunks(listed: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(listed), _ASKED_AT_ONCE):
        yield listed[start : start + _ASKED_AT_ONCE]
