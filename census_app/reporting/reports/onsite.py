"""现场普查异常率: of the tasks whose forms came back, how many found something that differs from the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from census_app.reporting.reports.act_days import act_days
from census_app.survey.words import AnswerOutcome, AnswerSource, AnswerStanding
from census_app.workspace.survey_tables import answers

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True)
class Onsite:
    """Tasks with taken answers of forms, and how many of their answers differ (0: none); `until` is the last act that
    brought one."""

    differing: dict[str, int]
    until: int = 0

    @property
    def part(self) -> int:
        """Tasks with at least one answer that differs."""
        return sum(count > 0 for count in self.differing.values())

    @property
    def whole(self) -> int:
        """Tasks whose forms came back."""
        return len(self.differing)


def onsite(database: Connection, first: date, last: date, until: int | None = None) -> Onsite:
    """What came back in these days, up to an act."""
    days = act_days(database)
    inside = {seq for seq, day in days.items() if first <= day <= last and (until is None or seq <= until)}
    found: dict[str, int] = {}
    newest = 0
    if not inside:
        return Onsite(found)
    query = select(answers.c.act, answers.c.task_no, answers.c.outcome).where(
        answers.c.act.between(min(inside), max(inside)),
        answers.c.source == AnswerSource.FORM.value,
        answers.c.standing == AnswerStanding.TAKEN.value,
    )
    for row in database.execute(query):
        if row.act in inside and row.task_no:
            differs = row.outcome == AnswerOutcome.DIFFERENT
            found[row.task_no] = found.get(row.task_no, 0) + differs
            newest = max(newest, row.act)
    return Onsite(found, newest)
