"""What every paper counts of the problems between two official runs: one condition per measure, told once.

The county's summary, the reports and the answer to "which rows are behind this number" read the same conditions, so
that they cannot tell different numbers.
"""

from __future__ import annotations

from census_app.workspace.problems.model import OUTSTANDING

LONG_STANDING_WEEKS = 4
OPEN_STATES = ", ".join(f"'{state.value}'" for state in OUTSTANDING)
LEAVINGS = ("fixed", "left_scope", "gone", "cannot_judge", "withdrawn", "exempted")
ARRIVALS = ("opening", "new", "reopened")

MEASURES: dict[str, str] = {
    "opening": "was_open",
    "new": "NOT was_known",
    "reopened": "was_known AND NOT was_open AND is_open",
    **{state: f"left_open AND state = '{state}'" for state in LEAVINGS},
    "closing": "is_open",
    "due": "was_open OR NOT was_known OR is_open",
    "leaving": "left_open",
    "long_standing": f"is_open AND weeks_running >= {LONG_STANDING_WEEKS}",
    "overdue": "is_open AND due_date < today",
    "repeated": "is_open AND times_reopened > 0",
    "refuted": "is_open AND reason = 'refuted' AND state_run = this_run",
    "not_rechecked": "is_open AND checked_run IS DISTINCT FROM this_run",
    "look": "left_open AND look",
}
"""Measure → condition over the rows of `step_rows_sql`. opening + new + reopened − the six leavings = closing."""


def step_rows_sql(now: str, before: str, run: str, today: str) -> str:
    """The problems after a run beside where they stood before it: all columns of the table of states `now`, with
    `was_known`, `was_open`, `is_open`, `left_open`, `times_reopened`, `today` and `this_run`."""
    return (
        f"SELECT n.* EXCLUDE (reopened), n.reopened AS times_reopened, coalesce(b.open_before, false) AS was_open, "
        f"b.problem_id IS NOT NULL AS was_known, n.state IN ({OPEN_STATES}) AS is_open, "
        f"n.state NOT IN ({OPEN_STATES}) AND (coalesce(b.open_before, false) OR b.problem_id IS NULL) AS left_open, "
        f"DATE '{today}' AS today, '{run}' AS this_run "
        f"FROM {now} n LEFT JOIN (SELECT problem_id, state IN ({OPEN_STATES}) AS open_before FROM {before}) b "
        "USING (problem_id)"
    )


def counted_sql(measures: tuple[str, ...] = tuple(MEASURES)) -> str:
    """One `count` column per measure, named like it."""
    return ", ".join(f'count(*) FILTER (WHERE {MEASURES[name]}) AS "{name}"' for name in measures)
