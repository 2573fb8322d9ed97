"""What became of a unit's last list: proven, still wrong, returned, waiting for data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.reporting.weekly.model import Outcome
from census_app.workspace.lists import issued_lists

if TYPE_CHECKING:
    from census_app.reporting.standing import Standing


def last_outcome(standing: Standing, unit: str, week: str) -> Outcome | None:
    """The states now of the problems in the unit's newest list before `week`; None when there was none.

    *Waiting* are the problems the present run could not re-check: their data were not delivered again.
    """
    earlier = [entry for entry in issued_lists(standing.workspace, unit=unit) if entry.week < week]
    if not earlier:
        return None
    numbers = list(earlier[-1].problems)
    rows = standing.connection.execute(
        """
        SELECT state, checked_run = $run, count(*) FROM now
        WHERE problem_no IN (SELECT unnest($numbers::VARCHAR[])) GROUP BY ALL
        """,
        {"run": standing.run.run, "numbers": numbers},
    ).fetchall()
    counted = {"proven": 0, "still_wrong": 0, "returned": 0, "waiting": 0}
    for state, checked, number in rows:
        if state == "fixed":
            counted["proven"] += number
        elif state == "returned":
            counted["returned"] += number
        elif not checked:
            counted["waiting"] += number
        elif state in ("new", "open", "assigned", "claimed", "in_review", "appealed", "reopened"):
            counted["still_wrong"] += number
    return Outcome(len(numbers), **counted)
