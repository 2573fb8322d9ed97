"""What an outcome workbook shows, already worded and masked; building it needs nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from census_app.foundation.masking import masked
from census_app.reporting.answered_lists.identify import Fault
from census_app.reporting.answered_lists.model import FileResult, RowResult, RowStatus
from census_app.reporting.answered_lists.people import Roster
from census_app.reporting.weekly.texts import weekly_texts
from census_app.survey.answers import Answer
from census_app.survey.words import ANSWER_LABELS

Version = tuple[str, str, str, str, str, str]
"""An answer as people read it: result, value, reason, person, day, evidence."""


@dataclass(frozen=True)
class OutcomeRow:
    """One row; `cells` as they came, the corrected value masked where it is personal. `versions` are the answer that
    stands and the later one, where they contradict each other."""

    number: int
    cells: Mapping[str, str]
    status: RowStatus
    faults: tuple[Fault, ...]
    why: str
    problem_no: str
    versions: tuple[Version, Version] | None

    def text(self, column: str) -> str:
        """The cell; "" where there is none."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class OutcomeBook:
    """One file's outcome."""

    name: str
    sha256: str
    list_nos: tuple[str, ...]
    notes: tuple[str, ...]
    rows: tuple[OutcomeRow, ...]

    @cached_property
    def _counts(self) -> Counter[RowStatus]:
        return Counter(row.status for row in self.rows)

    def count(self, status: RowStatus) -> int:
        """Rows of this status."""
        return self._counts[status]


def outcome_of(result: FileResult, roster: Roster) -> OutcomeBook:
    """The outcome of a taken file."""
    rows = tuple(_row(one, roster) for one in result.rows)
    return OutcomeBook(result.name, result.sha256, tuple(result.list_nos), tuple(result.notes), rows)


def _row(one: RowResult, roster: Roster) -> OutcomeRow:
    cells, value, short = one.row.cells, one.row.text("value"), weekly_texts().personal_answer
    if value and (one.problem is None or one.problem.personal) and value not in short:
        # a value that was taken goes back as 已改, so that the outcome can be filled in and sent again
        cells = {**cells, "value": masked(value) if one.status is RowStatus.REFUSED else short[0]}
    versions = None
    if one.status is RowStatus.CONFLICT and one.answer is not None and one.earlier is not None:
        personal = one.problem is None or one.problem.personal
        versions = _version(one.earlier, personal, roster), _version(one.answer, personal, roster)
    return OutcomeRow(one.row.number, cells, one.status, one.faults, one.why, one.problem_no, versions)


def _version(answer: Answer, personal: bool, roster: Roster) -> Version:
    value = masked(answer.value) if personal else answer.value
    person = roster.name(answer.person)
    return ANSWER_LABELS[answer.outcome], value, answer.reason, person, answer.day, answer.evidence
