"""Two sets of findings as problems: which are on both sides, which on one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path
from census_app.rulebook.model import Closes, Rule
from census_app.workspace.pack_life.report import Counts
from census_app.workspace.problems.numbers import identity_sql

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Side:
    """The findings of one side, and its rules (those it does not have find nothing)."""

    findings: Path | None
    rules: Mapping[str, Rule]


def compare_sides(connection: duckdb.DuckDBPyConnection, before: Side, after: Side) -> None:
    """DuckDB table `changes` has each problem of either side once: rule_id, table, record_key, period, change
    (appear, vanish, stay), unit, customer, severity, severity_before, message."""
    _load(connection, "side_before", before)
    _load(connection, "side_after", after)
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE changes AS
        SELECT coalesce(a.rule_id, b.rule_id) AS rule_id, coalesce(a."table", b."table") AS "table",
            coalesce(a.record_key, b.record_key) AS record_key, coalesce(a.period, b.period) AS period,
            CASE WHEN b.problem_id IS NULL THEN 'appear' WHEN a.problem_id IS NULL THEN 'vanish' ELSE 'stay' END
                AS change,
            CASE WHEN a.problem_id IS NULL THEN b.unit ELSE a.unit END AS unit,
            CASE WHEN a.problem_id IS NULL THEN b.customer ELSE a.customer END AS customer,
            a.severity, b.severity AS severity_before, coalesce(a.message, b.message) AS message
        FROM side_after a FULL JOIN side_before b USING (problem_id)
        """
    )


def write_changes(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    """`target` (Parquet) holds the table `changes`, sorted."""
    connection.execute(
        f'COPY (FROM changes ORDER BY rule_id, "table", record_key, period NULLS FIRST, change) '
        f"TO {quote_path(target)} (FORMAT parquet, COMPRESSION zstd)"
    )


def count_changes(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Counts]]:
    """Rule → unit → counts, both sorted; the unit is empty where none is known."""
    rows = connection.execute(
        """
        SELECT rule_id, coalesce(unit, '') AS unit, count(*) FILTER (change = 'appear'),
            count(*) FILTER (change = 'vanish'), count(*) FILTER (change = 'stay')
        FROM changes GROUP BY 1, 2 ORDER BY 1, 2
        """
    ).fetchall()
    counted: dict[str, dict[str, Counts]] = {}
    for rule, unit, appear, vanish, stay in rows:
        counted.setdefault(rule, {})[unit] = Counts(appear, vanish, stay)
    return counted


_SIDE = (
    'rule_id VARCHAR, "table" VARCHAR, record_key VARCHAR, period VARCHAR, unit VARCHAR, customer VARCHAR, '
    "severity VARCHAR, message VARCHAR, problem_id VARCHAR"
)


def _load(connection: duckdb.DuckDBPyConnection, name: str, side: Side) -> None:
    """One row per problem, told by the first row of its record, as an official run would."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({_SIDE})")
    if side.findings is None or not side.rules:
        return
    events = [rule.id for rule in side.rules.values() if rule.closes is Closes.EXPLANATION]
    identity = identity_sql("rule_id", '"table"', "record_key", "event")
    connection.execute(
        f"""
        INSERT INTO {name}
        SELECT rule_id, "table", record_key, event, unit, customer, severity, message, {identity} AS problem_id
        FROM (
            SELECT *, CASE WHEN list_contains($events::VARCHAR[], rule_id) THEN nullif(period, '') END AS event
            FROM read_parquet({quote_path(side.findings)}) WHERE list_contains($rules::VARCHAR[], rule_id)
        )
        QUALIFY row_number() OVER (PARTITION BY problem_id ORDER BY row_id, clauses, message) = 1
        """,
        {"events": events, "rules": sorted(side.rules)},
    )
