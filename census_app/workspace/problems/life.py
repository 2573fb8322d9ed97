"""The problems as they stand between runs: the last official run's states plus what people did since."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path
from census_app.foundation.database import reading
from census_app.workspace import acts
from census_app.workspace.problems.effects import MOVING_KINDS, apply_acts
from census_app.workspace.problems.states import load_states
from census_app.workspace.runs.record import RunRecord, last_official, list_runs, official_runs

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace

WATCH_FIXED_DAYS = 35
"""How long a fixed problem is still asked about: if the run that proved it is voided, the next ones judged it too."""


def load_known(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    name: str,
    previous: RunRecord | None,
    states: Path | None,
    until: int,
) -> None:
    """DuckDB table `name` holds the problems of `states` (after `previous`) with the acts up to number `until`."""
    load_states(connection, name, states)
    with reading(workspace.engine) as database:
        found = list(
            acts.iterate(database, kinds=MOVING_KINDS, after=0 if previous is None else previous.acts_seq, until=until)
        )
    apply_acts(connection, name, found)


def load_current(connection: duckdb.DuckDBPyConnection, workspace: Workspace, name: str) -> RunRecord | None:
    """DuckDB table `name` holds the problems as they stand now; returns the official run they rest on."""
    run = last_official(workspace)
    with reading(workspace.engine) as database:
        until = acts.last_seq(database)
    load_known(connection, workspace, name, run, None if run is None else run.states_path(workspace), until)
    return run


def load_since(connection: duckdb.DuckDBPyConnection, workspace: Workspace, name: str, run: RunRecord) -> None:
    """DuckDB table `name` holds the problems as they stood from the official `run` up to the next one, or now."""
    later = [record.acts_seq for record in official_runs(workspace) if record.act > run.act]
    with reading(workspace.engine) as database:
        until = min(later) if later else acts.last_seq(database)
    load_known(connection, workspace, name, run, run.states_path(workspace), until)


def load_reserved(connection: duckdb.DuckDBPyConnection, name: str, known: str, voided: Iterable[Path]) -> None:
    """DuckDB table `name` holds numbers that may not be given to another problem: the known ones', then those
    that voided runs gave out (their states files)."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT problem_id, problem_no FROM {known}")
    for states in voided:
        connection.execute(
            f"""
            INSERT INTO {name} SELECT problem_id, problem_no FROM read_parquet({quote_path(states)})
            WHERE problem_no NOT IN (SELECT problem_no FROM {name})
              AND problem_id NOT IN (SELECT problem_id FROM {name})
            """
        )


def voided_states(workspace: Workspace, also: frozenset[str] = frozenset()) -> list[Path]:
    """States files of the voided official runs, oldest first; `also` names runs about to be voided."""
    found = [record for record in list_runs(workspace) if record.void_act is not None or record.run in also]
    paths = [record.states_path(workspace) for record in found]
    return [path for path in paths if path is not None and path.is_file()]


def write_watch(connection: duckdb.DuckDBPyConnection, known: str, day: str, target: Path) -> None:
    """`target` (Parquet: rule_id, table, record_key, unit, clauses) names the records whose verdict somebody waits for.

    The unit tells whether a record that is no longer there is gone, or was simply not delivered.
    """
    connection.execute(
        f"""
        COPY (
            SELECT rule_id, "table", record_key, max(unit) AS unit,
                string_agg(DISTINCT clauses, ',' ORDER BY clauses) AS clauses FROM {known}
            WHERE merged_into IS NULL AND closes <> 'explanation' AND state <> 'withdrawn'
              AND NOT (state = 'fixed' AND state_date < DATE '{day}' - {WATCH_FIXED_DAYS})
            GROUP BY ALL ORDER BY ALL
        ) TO {quote_path(target)} (FORMAT parquet, COMPRESSION zstd)
        """
    )
