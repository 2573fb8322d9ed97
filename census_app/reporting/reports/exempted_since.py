"""Problems a run still counts that were judged no problems, or exempted, after it: no list names them any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.reporting.measures import OPEN_STATES
from census_app.workspace.problems.acts import last_move
from census_app.workspace.problems.life import load_known
from census_app.workspace.runs.record import official_runs

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.runs.record import RunRecord
    from census_app.workspace.workspace import Workspace


def last_move_of(workspace: Workspace, run: RunRecord) -> int:
    """Number of the last act that moved a problem after the official run and before the next one; the run's own
    when none did."""
    ends = [record.acts_seq for record in official_runs(workspace) if record.act > run.act]
    return max(last_move(workspace, min(ends, default=None)), run.acts_seq)


def load_exempted_since(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, name: str, run: RunRecord, until: int
) -> None:
    """DuckDB table `name` holds the problems that were open after the run and exempted by the act `until`."""
    load_known(connection, workspace, f"{name}_run", run, run.states_path(workspace), run.acts_seq)
    load_known(connection, workspace, name, run, run.states_path(workspace), until)
    connection.execute(
        f"DELETE FROM {name} WHERE state <> 'exempted' OR problem_id NOT IN "
        f"(SELECT problem_id FROM {name}_run WHERE state IN ({OPEN_STATES}))"
    )
