"""Rows on their way from what a document says to what is stored and what is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from census_app.survey.answers import Answer
from census_app.survey.results.outcomes import Judged
from census_app.survey.results.submission import Mark, Place, SaidItem, Standing, Submission
from census_app.survey.results.visiting import Visit
from census_app.survey.words import AnswerSource

OPEN = (Standing.TAKEN, Standing.CONFLICT)


@dataclass
class Verified:
    """What is to be written, and what is to be told. `units`: whose tasks it is about."""

    answers: list[Answer] = field(default_factory=list)
    visits: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    units: set[str] = field(default_factory=set)
    marks: list[Mark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Row:
    """An item on its way: what it answers, what becomes of it, and what is said about it."""

    item: SaidItem
    judged: Judged
    standing: Standing
    says: list[str] = field(default_factory=list)
    cells: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it still counts as an answer."""
        return self.standing in OPEN

    def conflict(self, says: str) -> None:
        """The answer is kept, not believed: a reviewer decides."""
        self.standing, self.cells = Standing.CONFLICT, ("核对结果", "现场值")
        if says not in self.says:
            self.says.append(says)

    def mark(self, named: bool = False) -> Mark:
        """What is written back beside it; `named` where the row holds other items, too."""
        columns = self.item.place.columns
        cells = tuple(columns[name] for name in self.cells if name in columns)
        cells += tuple(column for _, places in self.item.faults for column in places)
        says = "；".join(self.says)
        says = f"{self.item.form.title}：{says}" if named and says else says
        return Mark(self.item.place.sheet, self.item.place.row, self.standing, says, cells)


def row_of(item: SaidItem, judged: Judged) -> Row:
    """The row as it stands by itself."""
    if judged.fault:
        return Row(item, judged, Standing.REFUSED, [judged.fault], judged.cells)
    if judged.empty:
        return Row(item, judged, Standing.EMPTY)
    return Row(item, judged, Standing.TAKEN, [judged.note] if judged.note else [])


@dataclass
class Visits:
    """The verified visits of a document: on a form a task has one, a phone sends one with each submission."""

    submission: Submission
    _found: dict[tuple[str, int], Visit] = field(default_factory=dict)

    def add(self, task_no: str, place: Place, visit: Visit) -> None:
        """The visit counts for the rows that came with it."""
        self._found.setdefault(self._key(task_no, place), visit)

    def of(self, task_no: str, place: Place) -> Visit | None:
        """The visit that a row belongs to."""
        return self._found.get(self._key(task_no, place))

    def tasks(self) -> set[str]:
        """The tasks that were visited."""
        return {task_no for task_no, _ in self._found}

    def _key(self, task_no: str, place: Place) -> tuple[str, int]:
        return task_no, place.row if self.submission.source is AnswerSource.PHONE else 0
