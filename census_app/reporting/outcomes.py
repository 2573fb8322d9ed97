"""What became of a unit's last list: how much was answered, and where its problems stand now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import distinct, func, select

from census_app.foundation.database import reading
from census_app.reporting.weekly.model import Outcome
from census_app.survey.words import AnswerSource
from census_app.workspace.lists import IssuedList, issued_lists
from census_app.workspace.survey_tables import answers

if TYPE_CHECKING:
    from census_app.reporting.standing import Standing
    from census_app.workspace.workspace import Workspace

_ASKED_AT_ONCE = 500
_PLACE = """
    CASE
        WHEN state = 'fixed' THEN 'proven'
        WHEN state = 'returned' THEN 'returned'
        WHEN state IN ('in_review', 'appealed') THEN 'in_review'
        WHEN state NOT IN ('new', 'open', 'assigned', 'claimed', 'reopened') THEN 'otherwise'
        WHEN state = 'claimed' OR checked_run IS DISTINCT FROM $run THEN 'waiting'
        ELSE 'still_wrong' END
"""


def last_outcome(standing: Standing, unit: str, week: str) -> Outcome | None:
    """Where the problems of the unit's newest list before `week` stand, with what people did since the run; None when
    there was none.

    *Waiting* are claims that no newer data could prove yet, and problems the present run could not re-check because
    their data were not delivered again.
    """
    earlier = [entry for entry in issued_lists(standing.workspace, unit=unit) if entry.week < week]
    if not earlier:
        return None
    numbers = list(earlier[-1].problems)
    rows = standing.connection.execute(
        f"SELECT {_PLACE} AS place, count(*) FROM listed "
        "SEMI JOIN (SELECT unnest($numbers::VARCHAR[]) AS problem_no) USING (problem_no) GROUP BY place",
        {"run": standing.run.run, "numbers": numbers},
    ).fetchall()
    counted: dict[str, int] = dict(rows)
    lost = len(numbers) - sum(counted.values())
    counted["otherwise"] = counted.get("otherwise", 0) + lost
    return Outcome(
        earlier[-1].week,
        issued=len(numbers),
        answered=answered_since(standing.workspace, numbers, earlier[-1].act),
        **counted,
    )


def earlier_on_these_data(standing: Standing, week: str) -> list[IssuedList]:
    """The lists of earlier weeks that rest on data of the same day: what they told is no news in this week's."""
    same = {run.run for run in standing.runs if run.data_date == standing.run.data_date}
    return [one for one in issued_lists(standing.workspace) if one.week < week and one.run in same]


def answered_since(workspace: Workspace, numbers: Sequence[str], since: int) -> int:
    """How many of the problems somebody answered in a list after act `since`."""
    found = 0
    with reading(workspace.engine) as connection:
        for start in range(0, len(numbers), _ASKED_AT_ONCE):
            asked = numbers[start : start + _ASKED_AT_ONCE]
            query = select(func.count(distinct(answers.c.problem_no))).where(
                answers.c.act > since, answers.c.problem_no.in_(asked), answers.c.source == AnswerSource.LIST
            )
            found += int(connection.execute(query).scalar_one())
    return found
