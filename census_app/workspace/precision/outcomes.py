"""Every known problem with what people found out about it: the ground truth of precision, back-test and dial.

A problem judged by an act counts for the rule as it was then (the official run in force at that moment), one
settled by its state for the rule that found it last.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path, quote_text
from census_app.workspace.precision.decisions import load_decisions, read_decisions
from census_app.workspace.problems.life import load_current
from census_app.workspace.runs.record import RunRecord, official_runs

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.precision.settings import DecidingState, PrecisionSettings
    from census_app.workspace.workspace import Workspace

OUTCOMES = "outcomes"
_SEEN = ("rule_version", "fingerprint", "clauses", "accused", "unit", "last_run")


def load_outcomes(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, settings: PrecisionSettings
) -> RunRecord | None:
    """DuckDB table `outcomes`: one row per problem that was not merged into another.

    problem_no, rule_id, table, record_key, period, closes, customer, state, first_date, last_date; rule_version,
    fingerprint, clauses, accused (JSON), unit, last_run as they were when it was judged; `outcome` (see
    `precision.settings.Outcome`), `decided_by` (why, in Chinese) and `decided_on`, both null while undecided.
    Leaves `current_problems` as `problems.life.load_current` does, and returns the same run.
    """
    run = load_current(connection, workspace, "current_problems")
    load_decisions(connection, read_decisions(workspace, settings), settings)
    _load_survivors(connection)
    _load_seen(connection, official_runs(workspace), workspace)
    states = " ".join(_state_branch(entry, quote_text(entry.outcome.value)) for entry in settings.states)
    says = " ".join(_state_branch(entry, quote_text(entry.says)) for entry in settings.states)
    days = " ".join(_state_branch(entry, "p.state_date") for entry in settings.states)
    seen = ", ".join(f"coalesce(s.{name}, p.{name}) AS {name}" for name in _SEEN)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {OUTCOMES} AS
        SELECT p.problem_no, p.rule_id, p."table", p.record_key, p.period, p.closes, p.customer, p.state, p.first_date,
            p.last_date, {seen},
            CASE WHEN d.outcome <> 'undecided' THEN d.outcome {states} ELSE 'undecided' END AS outcome,
            CASE WHEN d.outcome <> 'undecided' THEN d.decided_by {says} END AS decided_by,
            CASE WHEN d.outcome <> 'undecided' THEN d.decided_on {days} END AS decided_on
        FROM current_problems p
        LEFT JOIN surviving d ON d.survivor = p.problem_no
        LEFT JOIN seen_then s ON s.problem_no = d.problem_no
        WHERE p.merged_into IS NULL
        """
    )
    return run


def _state_branch(entry: DecidingState, told: str) -> str:
    """A CASE branch; a problem a person has left undecided on purpose is not decided by its state."""
    tests = ["d.outcome IS NULL", f"p.state = {quote_text(entry.state.value)}"]
    if entry.closes is not None:
        tests.append(f"p.closes = {quote_text(entry.closes.value)}")
    if entry.after:
        kinds = ", ".join(quote_text(kind) for kind in entry.after)
        tests.append(f"p.problem_no IN (SELECT survivor FROM named_survivors WHERE kind IN ({kinds}))")
    return f"WHEN {' AND '.join(tests)} THEN {told}"


def _load_survivors(connection: duckdb.DuckDBPyConnection) -> None:
    """Decisions on a number that was merged belong to the problem it was merged into; the last one counts."""
    merged = "LEFT JOIN current_problems m ON m.problem_no = d.problem_no"
    survivor = "coalesce(m.merged_into, d.problem_no) AS survivor"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE surviving AS SELECT d.*, {survivor} FROM decisions d {merged}
        QUALIFY row_number() OVER (PARTITION BY survivor ORDER BY d.seq DESC, d.problem_no) = 1
        """
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE named_survivors AS SELECT DISTINCT d.kind, {survivor} FROM named_by d {merged}"
    )


def _load_seen(connection: duckdb.DuckDBPyConnection, runs: list[RunRecord], workspace: Workspace) -> None:
    """What the problem was when the deciding act was made, from the states of the official run then in force."""
    columns = ", ".join(_SEEN)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE seen_then AS SELECT problem_no, {columns} FROM current_problems LIMIT 0"
    )
    for run, later in zip_longest(runs, runs[1:]):
        end = later.act if later is not None else 1 << 62
        states = run.states_path(workspace)
        asked = f"SELECT problem_no FROM surviving WHERE seq > {run.act} AND seq < {end}"
        if states is None or not connection.execute(f"{asked} LIMIT 1").fetchall():
            continue
        connection.execute(
            f"INSERT INTO seen_then SELECT problem_no, {columns} FROM read_parquet({quote_path(states)}) "
            f"WHERE problem_no IN ({asked})"
        )
