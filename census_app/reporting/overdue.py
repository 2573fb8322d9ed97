"""The overdue ladder as the lists share problems out: under the unit that answers for them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from census_app.foundation.database import reading
from census_app.foundation.jobs import JobContext, silent
from census_app.foundation.weeks import week_days, week_of
from census_app.reporting.standing import Standing, standing_at
from census_app.reporting.weekly.texts import weekly_texts
from census_app.survey.deferrals import deferrals_in
from census_app.survey.overdue import OverdueLadder, ladder_of
from census_app.workspace.acts import last_seq
from census_app.workspace.runs.record import official_runs

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


def overdue_by_unit(workspace: Workspace, week: str | None = None, context: JobContext | None = None) -> OverdueLadder:
    """The ladder at the end of an ISO week, or today without one, by answering unit.

    Raises `BadInput` when no official run lies before that day.
    """
    day = date.today() if week is None else week_days(week)[1]
    with standing_at(workspace, week or week_of(day), weekly_texts().level, context or silent()) as standing:
        return ladder_at(standing, day)


def ladder_at(standing: Standing, day: date) -> OverdueLadder:
    """The ladder over a standing's `listed` problems, with the deferrals the log knew up to the next official run."""
    lifted = standing.connection.execute("SELECT coalesce(unit, ''), list_unit, list_name FROM unit_of").fetchall()
    units = {unit: (answering, name) for unit, answering, name in lifted}
    with reading(standing.workspace.engine) as connection:
        later = [run.acts_seq for run in official_runs(standing.workspace) if run.act > standing.run.act]
        until = min(later) if later else last_seq(connection)
        deferred = deferrals_in(connection, day, until)
    return ladder_of(standing.connection, "listed", day, deferred, lambda unit: units.get(unit, (unit, unit)))
