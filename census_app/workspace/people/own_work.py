"""Nobody settles a problem they have answered or surveyed themselves, whichever way they try."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, and_, or_, select

from census_app.foundation.errors import BadInput
from census_app.workspace.people.identity import Roster
from census_app.workspace.people.signing import who_in
from census_app.workspace.survey_tables import answers, reviews, task_problems

_ASKED_AT_ONCE = 400


def refuse_own_work(connection: Connection, actor: str | None, numbers: Sequence[str]) -> None:
    """`BadInput` when whoever acts (who signed in, else `actor`) gave an answer to one of the problems that nobody has
    reviewed yet, in a list or in a form of the problem's task."""
    roster = Roster.of(connection, date.today())
    person = who_in(connection) if roster.directory.enabled or actor is None else actor
    for start in range(0, len(numbers), _ASKED_AT_ONCE):
        for number, answered in _answered(connection, numbers[start : start + _ASKED_AT_ONCE]):
            why = roster.why_same(person, [answered])
            if why:
                raise BadInput(f"自己做的不能自己审：{number}，{why}", "请另一名审核员来审；这次没有写入任何内容")


def _answered(connection: Connection, numbers: Sequence[str]) -> list[tuple[str, str]]:
    """(problem, person) of the answers without a review."""
    reviewed = and_(reviews.c.answer_act == answers.c.act, reviews.c.answer_position == answers.c.position)
    waiting = select(reviews.c.act).where(reviewed).exists()
    joined = answers.outerjoin(task_problems, task_problems.c.task_no == answers.c.task_no)
    about = or_(answers.c.problem_no.in_(numbers), task_problems.c.problem_no.in_(numbers))
    query = select(answers.c.problem_no, task_problems.c.problem_no, answers.c.person).select_from(joined)
    found = connection.execute(query.where(about, ~waiting, answers.c.person != "").distinct())
    return [(own or of_task, person) for own, of_task, person in found]
