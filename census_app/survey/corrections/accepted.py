"""Accepted form values that differ from the archive and are not corrections yet."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from census_app.foundation.database import reading
from census_app.survey.answers import Answer
from census_app.survey.corrections.model import Accepted, CorrectionRow, corrections_in
from census_app.survey.review.decided import reviews_in
from census_app.survey.review.entries import compare, problems_of
from census_app.survey.review.gathering import Gathered, gather
from census_app.survey.review.values import Place, Spelling
from census_app.survey.words import ReviewDecision

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace


def accepted_values(
    workspace: Workspace, unit: str = "", *, today: date | None = None, context: JobContext | None = None
) -> tuple[Gathered, list[Accepted]]:
    """What was gathered, and the values to correct in order of acceptance; only of one unit (code or its beginning).

    Of several answers about one value the newest counts, and only once it is accepted. A value the archive has
    meanwhile is left out, and so is one whose correction is under way.
    """
    found = gather(workspace, today or date.today(), every_passed=True, context=context)
    with reading(workspace.engine) as connection:
        made = corrections_in(connection)
        reviewers: dict[tuple[int, int], list[str]] = defaultdict(list)
        for review in reviews_in(connection):
            if review.decision is ReviewDecision.PASSED:
                reviewers[review.answer].append(review.reviewer)
    spelling = found.spelling
    accepted = []
    for place, answer in _newest(found).items():
        compared = compare(found, answer)
        if not compared.differs or compared.archive is None or _is_under_way(made, place, answer, spelling):
            continue
        lies_in, customer = _whose(found, answer)
        if unit and not lies_in.startswith(unit):
            continue
        accepted.append(
            Accepted(
                answer=answer,
                place=place,
                old=spelling.canonical(place.table, place.field, compared.archive),
                new=spelling.canonical(place.table, place.field, answer.value),
                customer=customer,
                unit=lies_in,
                reviewers=tuple(reviewers.get((answer.act, answer.position), ())),
                problems=problems_of(found, answer),
            )
        )
    return found, sorted(accepted, key=lambda one: (one.answer.act, one.answer.position))


def _whose(found: Gathered, answer: Answer) -> tuple[str, str]:
    """The unit and the customer an answer is about: its task's, else those of its problem."""
    task = found.tasks.get(answer.task_no)
    if task is not None:
        return task.unit, task.customer
    concern = found.concerns.get(answer.problem_no)
    return (concern.unit, concern.customer) if concern is not None else ("", "")


def _newest(found: Gathered) -> dict[Place, Answer]:
    """Place → the newest answer about it, where that one is accepted and no other waits."""
    newest: dict[Place, Answer] = {}
    waiting = {found.place_of(answer): answer.act for answer in found.waiting}
    for answer in found.passed:
        place = found.place_of(answer)
        if place is not None and waiting.get(place, 0) <= answer.act:
            before = newest.get(place)
            if before is None or (before.act, before.position) < (answer.act, answer.position):
                newest[place] = answer
    return newest


def _is_under_way(made: list[CorrectionRow], place: Place, answer: Answer, spelling: Spelling) -> bool:
    """Whether this or a newer answer became a correction, or one that has not gone out says the same."""
    same = [
        one for one in made if (one.table, one.record_key, one.field) == (place.table, place.record_key, place.field)
    ]
    if any((one.answer_act, one.answer_position) >= (answer.act, answer.position) for one in same):
        return True
    last = same[-1] if same else None
    return (
        last is not None
        and not last.exported_act
        and spelling.same(place.table, place.field, last.new or "", answer.value)
    )
