"""Answers as they are stored: one for a problem of a list or an item of a form, whatever document brought it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, select

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.survey.words import AnswerOutcome, AnswerSource, AnswerStanding
from census_app.workspace.survey_tables import answers

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

_ASKED_AT_ONCE = 500


@dataclass(frozen=True)
class Answer:
    """One answer. Where it came from: `document` (list or form number), `file` (sha256), `sheet`, `source_row`.

    What it is about: `problem_no`, or `item` of `task_no`; `table`, `record_key` and `field` name the archive's value
    where there is one. `original_code` is the keyed digest of the original value as it was issued; `blind` is `yes`
    where that value was left out of the form. `person` answered on `day` (ISO date). `act` and `position` are the
    answer's name once it is stored, 0 before.
    """

    source: AnswerSource
    document: str
    outcome: AnswerOutcome
    task_no: str = ""
    problem_no: str = ""
    table: str = ""
    record_key: str = ""
    field: str = ""
    item: str = ""
    value: str = ""
    original_code: str = ""
    blind: str = ""
    reason: str = ""
    note: str = ""
    evidence: str = ""
    person: str = ""
    day: str = ""
    standing: AnswerStanding = AnswerStanding.TAKEN
    said: str = ""
    file: str = ""
    sheet: str = ""
    source_row: int = 0
    act: int = 0
    position: int = 0

    @cached_property
    def digest(self) -> str:
        """What makes it the same answer when it comes again in another file or another row."""
        said = (self.outcome, self.value, self.reason, self.note, self.evidence, self.person, self.day)
        about = (self.source, self.document, self.task_no, self.problem_no, self.item, self.table, self.record_key)
        return sha256_text(canonical_json([*about, self.field, *said]))

    def row(self) -> dict[str, Any]:
        """The row of `survey_tables.answers`."""
        content = {name: getattr(self, name) for name in _COLUMNS}
        return {**content, "digest": self.digest}


_COLUMNS = tuple(name for name in Answer.__dataclass_fields__ if name not in ("act", "position"))


_NAMES = tuple(Answer.__dataclass_fields__)
_KINDS: tuple[tuple[int, Callable[[str], Any]], ...] = (
    (_NAMES.index("source"), AnswerSource),
    (_NAMES.index("outcome"), AnswerOutcome),
    (_NAMES.index("standing"), AnswerStanding),
)


def answers_in(connection: Connection, *conditions: ColumnElement[bool]) -> list[Answer]:
    """The stored answers that meet the conditions on `survey_tables.answers`, oldest first; an erased value is ""."""
    query = select(*(answers.c[name] for name in _NAMES)).where(*conditions).order_by(answers.c.act, answers.c.position)
    return [_of_row(row) for row in connection.execute(query)]


def _of_row(row: Row[Any]) -> Answer:
    """By place: hundreds of thousands of answers are read at once."""
    values: list[Any] = ["" if value is None else value for value in row]
    for place, kind in _KINDS:
        values[place] = kind(values[place])
    return Answer(*values)


def known_digests(connection: Connection, digests: Iterable[str]) -> set[str]:
    """Those of the digests under which an answer is stored already."""
    asked, known = sorted(set(digests)), set()
    for start in range(0, len(asked), _ASKED_AT_ONCE):
        chosen = answers.c.digest.in_(asked[start : start + _ASKED_AT_ONCE])
        known |= set(connection.execute(select(answers.c.digest).where(chosen)).scalars())
    return known
