"""What official runs turned, read from their states files: the problems whose state the run itself set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_path
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.model import create_table_sql
from census_app.workspace.problems.states import known_columns

if TYPE_CHECKING:
    from census_app.workspace.runs.record import RunRecord
    from census_app.workspace.workspace import Workspace

TURN_COLUMNS = ("problem_no", "customer", "act", "acts_seq", "state", "before", "reason", "rule_id", "rule_title",
                "message", "data_date", "merged_into")  # fmt: skip
"""`act` committed the run, `acts_seq` is the last act its states contain; `before`: the state after the run before,
null when it was not known then."""
NOW_COLUMNS = ("problem_no", "customer", "rule_id", "rule_title", "closes", "severity", "state", "state_run", "message",
               "first_date", "weeks_running", "due_date", "unit", "unit_name", "customer_name", "address", "tg_no",
               "tg_name", "merged_into")  # fmt: skip
_BATCH = 5000
_GREW_OLDER = "(n.state = 'open' AND n.reason IS NULL AND e.state IN ('new', 'reopened') AND e.state IS NOT NULL)"
"""A new problem that stays is no turn: most are such."""


def turns_of(workspace: Workspace, run: RunRecord, before: RunRecord | None) -> Iterator[tuple[Any, ...]]:
    """The run's turns (`TURN_COLUMNS`): what it set, also over a state that somebody's act had led to."""
    now, then = run.states_path(workspace), before.states_path(workspace) if before is not None else None
    if now is None:
        return
    with scratch_engine(workspace.cache) as connection:
        if then is None:
            connection.execute(create_table_sql("earlier"))
        else:
            connection.execute(
                f"CREATE TEMP VIEW earlier AS SELECT problem_no, state FROM read_parquet({quote_path(then)})"
            )
        cursor = connection.execute(
            f"""
            SELECT n.problem_no, n.customer, {run.act}, {run.acts_seq}, n.state, e.state, n.reason, n.rule_id,
                n.rule_title, n.message, n.state_date::VARCHAR, n.merged_into
            FROM read_parquet({quote_path(now)}) n LEFT JOIN earlier e USING (problem_no)
            WHERE (n.state_run = '{run.run}' AND NOT {_GREW_OLDER})
                OR (n.merged_into IS NOT NULL AND e.state IS DISTINCT FROM n.state)
            ORDER BY n.customer, n.problem_no
            """
        )
        while batch := cursor.fetchmany(_BATCH):
            yield from batch


def states_now(workspace: Workspace, run: RunRecord) -> Iterator[tuple[Any, ...]]:
    """All problems as the run left them (`NOW_COLUMNS`), dates as ISO text."""
    path = run.states_path(workspace)
    if path is None:
        return
    with scratch_engine(workspace.cache) as connection:
        known = set(known_columns(connection, path))
        columns = ", ".join(_read_as(name) if name in known else "NULL" for name in NOW_COLUMNS)
        cursor = connection.execute(f"SELECT {columns} FROM read_parquet({quote_path(path)}) ORDER BY problem_no")
        while batch := cursor.fetchmany(_BATCH):
            yield from batch


def _read_as(name: str) -> str:
    return f"{name}::VARCHAR" if name.endswith("_date") else f'"{name}"'
