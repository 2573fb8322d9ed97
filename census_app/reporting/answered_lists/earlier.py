"""What was answered before to the problems of a file, and whether a reviewer has decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from census_app.survey.answers import Answer, answers_in
from census_app.survey.words import AnswerOutcome, AnswerSource, AnswerStanding
from census_app.workspace.problems.effects import RESTORED
from census_app.workspace.problems.model import State
from census_app.workspace.schema import acts
from census_app.workspace.survey_tables import answers, reviews

_ASKED_AT_ONCE = 400
_OPEN_QUESTION = (State.IN_REVIEW, State.APPEALED)


@dataclass(frozen=True)
class Earlier:
    """The answer that stands for a problem; `decided` when a reviewer has decided about it, `undone` when the act that
    took it was taken back."""

    answer: Answer
    decided: bool
    undone: bool = False

    def is_pending(self, state: State) -> bool:
        """Whether the problem, standing so, still waits for somebody to decide about this answer."""
        return not self.decided and state in _OPEN_QUESTION


def earlier_answers(connection: Connection, numbers: Sequence[str]) -> dict[str, Earlier]:
    """Problem number → the newest answer of a list that was taken and not put aside as a conflict."""
    found: dict[str, Answer] = {}
    decided: set[tuple[int, int]] = set()
    for start in range(0, len(numbers), _ASKED_AT_ONCE):
        asked = list(numbers[start : start + _ASKED_AT_ONCE])
        taken = answers_in(
            connection,
            answers.c.problem_no.in_(asked),
            answers.c.source == AnswerSource.LIST,
            answers.c.standing == AnswerStanding.TAKEN,
        )
        found |= {one.problem_no: one for one in taken}
        looked = select(reviews.c.answer_act, reviews.c.answer_position).where(reviews.c.problem_no.in_(asked))
        decided |= {(act, position) for act, position in connection.execute(looked)}
    undone = _undone(connection, sorted({one.act for one in found.values()}))
    return {
        number: Earlier(one, (one.act, one.position) in decided, one.act in undone) for number, one in found.items()
    }


def stored_standings(connection: Connection, digests: Iterable[str]) -> dict[str, AnswerStanding]:
    """Digest → how it stands, of those of the answers that are stored already."""
    asked = sorted(set(digests))
    found: dict[str, AnswerStanding] = {}
    for start in range(0, len(asked), _ASKED_AT_ONCE):
        chosen = answers.c.digest.in_(asked[start : start + _ASKED_AT_ONCE])
        rows = connection.execute(select(answers.c.digest, answers.c.standing).where(chosen))
        found |= {digest: AnswerStanding(standing) for digest, standing in rows}
    return found


def _undone(connection: Connection, taken_by: Sequence[int]) -> set[int]:
    """Those of the acts that were undone."""
    found: set[int] = set()
    for start in range(0, len(taken_by), _ASKED_AT_ONCE):
        subjects = [f"act:{seq}" for seq in taken_by[start : start + _ASKED_AT_ONCE]]
        query = select(acts.c.subject).where(acts.c.kind == RESTORED, acts.c.subject.in_(subjects))
        found |= {int(subject.partition(":")[2]) for subject in connection.execute(query).scalars()}
    return found


def says_the_same(new: Answer, old: Answer) -> bool:
    """Whether two answers differ in nothing that a reviewer would decide about."""
    return (new.outcome, new.value, new.reason) == (old.outcome, old.value, old.reason)


def only_shortened(new: Answer, old: Answer, short: Iterable[str]) -> bool:
    """Whether `new` is `old` with a personal value written as 已改: nothing that replaces the full one."""
    return new.value in short and bool(old.value) and says_the_same(replace(new, value=old.value), old)


def is_late_visit(old: Answer) -> bool:
    """Whether the earlier answer only asked for a visit, so that another one is the next step and no contradiction."""
    return old.outcome is AnswerOutcome.NEEDS_VISIT
