"""What reviewers decided, as it stands: reviews whose act was undone are left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from census_app.survey.words import ReviewDecision
from census_app.workspace.acts import iterate
from census_app.workspace.problems.effects import RESTORED
from census_app.workspace.schema import acts
from census_app.workspace.survey_tables import reviews

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

FIRST_LOOK = "review.first_look"
"""A value passed by a first reviewer that needs a second one: nothing has moved yet."""


@dataclass(frozen=True)
class Review:
    """One stored decision. It is about an answer (`answer_act`, `answer_position`), or where that is 0 about the
    problem or task named. `act` wrote it at `at` (UTC); `kind` is that act's kind."""

    act: int
    position: int
    answer_act: int
    answer_position: int
    task_no: str
    problem_no: str
    decision: ReviewDecision
    reason: str
    note: str
    reviewer: str
    verification: int
    kind: str
    at: str

    @property
    def answer(self) -> tuple[int, int]:
        """The stored answer it is about."""
        return self.answer_act, self.answer_position

    @property
    def is_final(self) -> bool:
        """Whether it settles the answer; a first look leaves it waiting for a second."""
        return self.kind != FIRST_LOOK


def undone_acts(connection: Connection) -> set[int]:
    """Numbers of the acts that were taken back."""
    return {int(act.payload["undoes"]) for act in iterate(connection, kinds=[RESTORED])}


def reviews_in(connection: Connection, *conditions: ColumnElement[bool]) -> list[Review]:
    """The reviews that stand and meet the conditions on `survey_tables.reviews`, oldest first."""
    query = (
        select(reviews, acts.c.kind, acts.c.at)
        .join(acts, acts.c.seq == reviews.c.act)
        .where(*conditions)
        .order_by(reviews.c.act, reviews.c.position)
    )
    gone = undone_acts(connection)
    return [
        Review(**{**row, "decision": ReviewDecision(row["decision"])})
        for row in connection.execute(query).mappings()
        if row["act"] not in gone
    ]
