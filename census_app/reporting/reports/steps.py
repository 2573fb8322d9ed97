"""From one official run to the next as counts per unit, rule and severity: counted once, kept in the cache."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path
from census_app.foundation.canonical import sha256_text
from census_app.foundation.errors import BadInput
from census_app.foundation.files import forget, newest_first, publish
from census_app.reporting.measures import MEASURES, counted_sql, step_rows_sql
from census_app.reporting.standing import load_states
from census_app.workspace.runs.record import RunRecord, official_runs

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace

_PREFIX = "report-step-"
_KEPT = 400
_CELLS = "step-cells-1"


@dataclass(frozen=True)
class Step:
    """The last official run of a week and the last one of an earlier week (None: the first)."""

    run: RunRecord
    before: RunRecord | None

    @property
    def week(self) -> str:
        """The ISO week of the run's data."""
        return self.run.week

    @property
    def named(self) -> list[str]:
        """How the meaning of a number names the step."""
        return [self.run.run, self.before.run if self.before is not None else ""]


def steps_until(workspace: Workspace, day: date) -> list[Step]:
    """One step per ISO week with an official run on data no younger than `day`, oldest first; `BadInput` without."""
    runs = official_runs(workspace)
    if not runs:
        raise BadInput("还没有正式校验，没有数可报", "先运行 census check")
    fitting = {run.week: run for run in runs if run.data_date <= day}
    if not fitting:
        raise BadInput(
            f"{day} 之前没有正式校验：最早的一次数据日期是 {runs[0].data_date}", f"改用 {runs[0].week} 或更晚"
        )
    ordered = [fitting[week] for week in sorted(fitting)]
    return [Step(run, ordered[place - 1] if place else None) for place, run in enumerate(ordered)]


def load_cells(connection: duckdb.DuckDBPyConnection, workspace: Workspace, steps: Sequence[Step]) -> None:
    """DuckDB table `cells`: step (place in `steps`), unit ("" when unknown), rule_id, severity, each measure."""
    files = [_cells_file(connection, workspace, step) for step in steps]
    listed = " UNION ALL BY NAME ".join(
        f"SELECT {place} AS step, * FROM read_parquet({quote_path(path)})" for place, path in enumerate(files)
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE cells AS {listed}")


def _cells_file(connection: duckdb.DuckDBPyConnection, workspace: Workspace, step: Step) -> Path:
    before = "" if step.before is None else step.before.states_sha256
    key = sha256_text(f"{_CELLS}|{step.run.states_sha256}|{before}|{step.run.as_of}|{step.run.run}|{MEASURES}")[:24]
    target = workspace.cache / f"{_PREFIX}{key}.parquet"
    if target.is_file():
        return target
    load_states(connection, workspace, "step_now", step.run)
    load_states(connection, workspace, "step_before", step.before)
    rows = step_rows_sql("step_now", "step_before", step.run.run, step.run.as_of.isoformat())
    with publish(target) as temporary:
        connection.execute(
            f"COPY (SELECT coalesce(unit, '') AS unit, rule_id, severity, {counted_sql()} FROM ({rows}) "
            f"GROUP BY ALL ORDER BY ALL) TO {quote_path(temporary)} (FORMAT parquet, COMPRESSION zstd)"
        )
    forget(newest_first(target.parent, f"{_PREFIX}*.parquet")[_KEPT:])
    return target
