"""A correction as it stands, and the accepted value one is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from census_app.survey.review.decided import undone_acts
from census_app.workspace.acts import iterate
from census_app.workspace.problems.succession import CORRECTIONS_EXPORTED
from census_app.workspace.survey_tables import corrections

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from census_app.survey.answers import Answer
    from census_app.survey.review.concerns import Concern
    from census_app.survey.review.values import Place

CORRECTIONS_MADE = "corrections.made"


@dataclass(frozen=True)
class Accepted:
    """An accepted value that differs from the archive: `old` and `new` as a file would spell them, in clear.

    `reviewers` passed it, in order. `problems` accuse the value.
    """

    answer: Answer
    place: Place
    old: str
    new: str
    customer: str
    unit: str
    reviewers: tuple[str, ...]
    problems: tuple[Concern, ...]

    @property
    def key(self) -> str:
        """The answer's name in the review queue."""
        return f"A{self.answer.act}-{self.answer.position}"


@dataclass(frozen=True)
class CorrectionRow:
    """A stored correction; `old` and `new` are in clear, None once erased. `exported_act` is 0 until it went out.

    `problems` are all that its value is accused by.
    """

    act: int
    position: int
    correction_no: str
    answer_act: int
    answer_position: int
    problem_no: str
    customer: str
    table: str
    record_key: str
    field: str
    old: str | None
    new: str | None
    evidence: str
    person: str
    reviewer: str
    batch: str
    problems: tuple[str, ...] = ()
    exported_act: int = 0


def corrections_in(connection: Connection, *conditions: ColumnElement[bool]) -> list[CorrectionRow]:
    """The corrections that stand (their making was not taken back) and meet the conditions, oldest first."""
    gone = undone_acts(connection)
    exported = exported_batches(connection)
    named: dict[int, Mapping[str, list[str]]] = {
        act.seq: act.payload.get("problems_of", {}) for act in iterate(connection, kinds=[CORRECTIONS_MADE])
    }
    names = [name for name in CorrectionRow.__dataclass_fields__ if name not in ("problems", "exported_act")]
    query = corrections.select().where(*conditions).order_by(corrections.c.act, corrections.c.position)
    found = []
    for row in connection.execute(query).mappings():
        if row["act"] in gone:
            continue
        problems = named.get(row["act"], {}).get(row["correction_no"]) or [row["problem_no"]]
        content = {name: row[name] for name in names}
        out = exported.get(row["batch"], 0)
        found.append(CorrectionRow(**content, problems=tuple(one for one in problems if one), exported_act=out))
    return found


def exported_batches(connection: Connection) -> dict[str, int]:
    """Batch → the act by which it went out."""
    return {act.subject: act.seq for act in iterate(connection, kinds=[CORRECTIONS_EXPORTED])}
