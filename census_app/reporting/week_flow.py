"""What came and what went in each of the last weeks, from the runs that were kept; a week without one stays empty."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_path
from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.files import forget, newest_first, write_text
from census_app.foundation.weeks import week_days, week_of
from census_app.reporting.measures import OPEN_STATES, counted_sql
from census_app.reporting.standing import last_of_earlier_week
from census_app.workspace.engine import scratch_engine
from census_app.workspace.runs.record import RunRecord, official_runs

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace

WEEKS = 12
_PREFIX = "week-flow-"
_KEPT = 3
_MEASURES = ("new", "reopened", "fixed", "due", "closing")


@dataclass(frozen=True)
class WeekFlow:
    """One ISO week by its last official run, against the last run of an earlier week.

    All None where no official run was made or its states are no longer kept. `came` is found anew or found again,
    `fixed` is proven, `due` is what could have been, `standing` is open at the end. `first`: there is nothing earlier
    to compare with, so that everything counts as new.
    """

    week: str
    came: int | None = None
    fixed: int | None = None
    due: int | None = None
    standing: int | None = None
    first: bool = False

    @property
    def completion(self) -> float | None:
        """The share proven of what could have been; None where nothing was compared."""
        if self.first or not self.due or self.fixed is None:
            return None
        return self.fixed / self.due


def read_week_flow(workspace: Workspace, context: JobContext | None = None) -> tuple[WeekFlow, ...]:
    """Twelve weeks up to the newest official run's, oldest first; empty before the first run."""
    runs = tuple(official_runs(workspace))
    if not runs:
        return ()
    target = workspace.cache / f"{_PREFIX}{_key(workspace, runs)}.json"
    if not target.is_file():
        with scratch_engine(workspace.cache, context) as connection:
            points = _points(connection, workspace, runs)
        write_text(target, canonical_json([asdict(one) for one in points]))
        forget(newest_first(target.parent, f"{_PREFIX}*.json")[_KEPT:])
    listed: list[dict[str, Any]] = json.loads(target.read_text(encoding="utf-8"))
    return tuple(WeekFlow(**one) for one in listed)


def _points(connection: duckdb.DuckDBPyConnection, workspace: Workspace, runs: tuple[RunRecord, ...]) -> list[WeekFlow]:
    by_week = {run.week: run for run in runs}
    monday, _ = week_days(runs[-1].week)
    points = []
    for offset in range(WEEKS - 1, -1, -1):
        week = week_of(monday - timedelta(weeks=offset))
        run = by_week.get(week)
        now = None if run is None else _kept(workspace, run)
        if run is None or now is None:
            points.append(WeekFlow(week))
            continue
        earlier = last_of_earlier_week(runs, run)
        before = None if earlier is None else _kept(workspace, earlier)
        if earlier is not None and before is None:
            points.append(WeekFlow(week))
            continue
        new, reopened, fixed, due, standing = _counted(connection, now, before)
        points.append(WeekFlow(week, new + reopened, fixed, due, standing, before is None))
    return points


def _counted(connection: duckdb.DuckDBPyConnection, now: Path, before: Path | None) -> tuple[int, ...]:
    empty = "(SELECT NULL::VARCHAR AS problem_id, NULL::VARCHAR AS state LIMIT 0)"
    earlier = empty if before is None else f"read_parquet({quote_path(before)})"
    row = connection.execute(
        f"""
        SELECT {counted_sql(_MEASURES)} FROM (
            SELECT n.state, coalesce(b.state IN ({OPEN_STATES}), false) AS was_open,
                b.problem_id IS NOT NULL AS was_known, n.state IN ({OPEN_STATES}) AS is_open,
                n.state NOT IN ({OPEN_STATES})
                    AND (b.problem_id IS NULL OR b.state IN ({OPEN_STATES})) AS left_open
            FROM (SELECT problem_id, state FROM read_parquet({quote_path(now)})) n
            LEFT JOIN (SELECT problem_id, state FROM {earlier}) b USING (problem_id))
        """
    ).fetchone()
    return tuple(int(number) for number in row or (0,) * len(_MEASURES))


def _kept(workspace: Workspace, run: RunRecord) -> Path | None:
    path = run.states_path(workspace)
    return path if path is not None and path.is_file() else None


def _key(workspace: Workspace, runs: tuple[RunRecord, ...]) -> str:
    told = [f"{run.run}:{run.week}:{run.states_sha256}:{_kept(workspace, run) is not None}" for run in runs]
    return sha256_text("|".join(told))[:24]
