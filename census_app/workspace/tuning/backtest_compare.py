"""The hits of a back-test beside the known outcomes: one row per record a rule would have found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_path
from census_app.workspace.precision.interval import share_of
from census_app.workspace.precision.settings import PrecisionSettings
from census_app.workspace.runs.rule_facts import RuleFacts, accused_names
from census_app.workspace.tuning.backtest_report import BacktestLine, Lead

if TYPE_CHECKING:
    import duckdb

_DAYS_PER_WEEK = 7


def load_hits(
    connection: duckdb.DuckDBPyConnection, files: Sequence[tuple[date, Path]], facts: Sequence[RuleFacts]
) -> None:
    """DuckDB tables `hits` (one row per finding and data date) and `found` (one per rule and record, or event).

    `files`: data date and findings.parquet of each moment; only findings of the rules in `facts` are taken.
    """
    kept = ", ".join(f"('{fact.rule_id}', '{fact.closes}')" for fact in facts)
    selects = [
        f"""SELECT DATE '{day.isoformat()}' AS day, f.rule_id, f."table", f.record_key, coalesce(f.unit, '') AS unit,
            coalesce(f.clauses, '') AS clauses, CASE WHEN k.closes = 'explanation' THEN f.period END AS period
        FROM read_parquet({quote_path(file)}) f JOIN (VALUES {kept}) k(rule_id, closes) USING (rule_id)"""
        for day, file in files
    ]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE hits AS {' UNION ALL '.join(selects)}")
    days = ", ".join(f"(DATE '{day.isoformat()}')" for day in sorted({day for day, _ in files}))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE moments AS SELECT day FROM (VALUES {days}) m(day)")
    _load_accused(connection, facts)
    _load_kin(connection, facts)
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE found AS
        SELECT h.rule_id, h."table", h.record_key, h.period, min(h.day) AS first_day, max(h.unit) AS unit,
            flatten(list(DISTINCT a.accused ORDER BY a.accused)) AS accused
        FROM hits h LEFT JOIN accused a ON a.rule_id = h.rule_id AND a.clauses = h.clauses
        GROUP BY ALL
        """
    )


def compare(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[str], settings: PrecisionSettings
) -> tuple[dict[str, BacktestLine], dict[str, list[BacktestLine]]]:
    """Per rule the line over all units, and the lines of its units, by unit code. Needs `hits`, `found` and the table
    `outcomes` (see `precision.outcomes`)."""
    connection.execute(_MATCHED)
    connection.execute(_LEFT_OUT)
    whole = {row[0]: row for row in connection.execute(_SUMMED.format(unit="NULL::VARCHAR")).fetchall()}
    lines = {rule_id: _line(whole.get(rule_id) or (rule_id, None, *([0] * 13)), settings) for rule_id in rules}
    units: dict[str, list[BacktestLine]] = {}
    for row in connection.execute(_SUMMED.format(unit="unit")).fetchall():
        units.setdefault(row[0], []).append(_line(row, settings))
    return lines, units


def weekly_hits(
    connection: duckdb.DuckDBPyConnection, rules: Iterable[str], days: Sequence[date]
) -> dict[str, list[int]]:
    """Per rule the records hit on each of the days."""
    rows = connection.execute(
        'SELECT rule_id, day, count(DISTINCT ("table", record_key, period)) FROM hits GROUP BY ALL'
    ).fetchall()
    counted = {(rule_id, day): number for rule_id, day, number in rows}
    return {rule_id: [counted.get((rule_id, day), 0) for day in days] for rule_id in rules}


def heirs_of(connection: duckdb.DuckDBPyConnection, stopped: Sequence[str]) -> dict[str, dict[str, int]]:
    """Of each rule that stops, the rules tested here that replace it, and how many of its records they find."""
    rows = connection.execute(
        """
        SELECT k.kin, k.rule_id, count(f.record_key)
        FROM kin k LEFT JOIN found f ON f.rule_id = k.kin AND EXISTS (
            FROM found heir WHERE heir.rule_id = k.rule_id AND heir."table" = f."table"
                AND heir.record_key = f.record_key AND heir.period IS NOT DISTINCT FROM f.period)
        WHERE k.rule_id <> k.kin GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    heirs: dict[str, dict[str, int]] = {}
    for old, new, records in rows:
        if old in stopped:
            heirs.setdefault(old, {})[new] = records
    return heirs


_MATCHED = f"""
CREATE OR REPLACE TEMP TABLE matched AS
SELECT f.rule_id, f.unit, f.first_day, o.outcome, o.own,
    CASE o.outcome WHEN 'confirmed' THEN date_diff('day', f.first_day, o.first_date) // {_DAYS_PER_WEEK} END AS found,
    CASE o.outcome WHEN 'confirmed' THEN date_diff('day', f.first_day, o.decided_on) // {_DAYS_PER_WEEK} END AS decided
FROM found f LEFT JOIN (
    SELECT f.rule_id AS finder, o.*, k.kin IS NOT NULL AS own, f.period AS hit_period
    FROM found f JOIN outcomes o ON o."table" = f."table" AND o.record_key = f.record_key AND o.outcome <> 'undecided'
    LEFT JOIN kin k ON k.rule_id = f.rule_id AND k.kin = o.rule_id
    WHERE (k.kin IS NOT NULL AND o.period IS NOT DISTINCT FROM f.period)
        OR (k.kin IS NULL AND list_has_any(f.accused, from_json(o.accused, '["VARCHAR"]')))
    QUALIFY row_number() OVER (
        PARTITION BY f.rule_id, f."table", f.record_key, f.period
        ORDER BY own DESC, o.outcome, o.first_date, o.problem_no) = 1
) o ON o.finder = f.rule_id AND o."table" = f."table" AND o.record_key = f.record_key
    AND o.hit_period IS NOT DISTINCT FROM f.period
"""
"""What people know of each record found: through the rule itself (or one it replaces) before any other that accused
the same field of the same record; among several of these a confirmation before a refutation."""

_LEFT_OUT = """
CREATE OR REPLACE TEMP TABLE left_out AS
SELECT k.rule_id, coalesce(o.unit, '') AS unit, o.outcome
FROM outcomes o JOIN kin k ON k.kin = o.rule_id
WHERE o.outcome <> 'undecided'
    AND EXISTS (FROM moments m WHERE m.day BETWEEN o.first_date AND o.last_date)
    AND NOT EXISTS (
        FROM found f WHERE f.rule_id = k.rule_id AND f."table" = o."table" AND f.record_key = o.record_key
            AND f.period IS NOT DISTINCT FROM o.period)
"""

_SUMMED = """
WITH parts AS (
    SELECT rule_id, {unit} AS unit, outcome, own, found, decided, false AS gone FROM matched
    UNION ALL SELECT rule_id, {unit}, outcome, NULL, NULL, NULL, true FROM left_out
)
SELECT rule_id, unit,
    count(*) FILTER (NOT gone),
    count(*) FILTER (NOT gone AND outcome = 'confirmed'),
    count(*) FILTER (NOT gone AND outcome = 'refuted'),
    count(*) FILTER (NOT gone AND outcome IS NULL),
    count(*) FILTER (NOT gone AND outcome IS NOT NULL AND NOT own),
    count(*) FILTER (gone AND outcome = 'confirmed'),
    count(*) FILTER (gone AND outcome = 'refuted'),
    count(*) FILTER (found > 0),
    coalesce(quantile_disc(found, 0.5) FILTER (found > 0), 0), coalesce(max(found) FILTER (found > 0), 0),
    count(*) FILTER (decided > 0),
    coalesce(quantile_disc(decided, 0.5) FILTER (decided > 0), 0), coalesce(max(decided) FILTER (decided > 0), 0)
FROM parts GROUP BY ALL ORDER BY ALL
"""


def _line(row: tuple[Any, ...], settings: PrecisionSettings) -> BacktestLine:
    rule_id, unit, hits, confirmed, refuted, unjudged, borrowed, missed, avoided, *leads = row
    return BacktestLine(
        rule_id=rule_id,
        unit=unit,
        hits=hits,
        confirmed=confirmed,
        refuted=refuted,
        unjudged=unjudged,
        borrowed=borrowed,
        missed=missed,
        avoided=avoided,
        share=share_of(confirmed, confirmed + refuted, settings.confidence),
        before_found=Lead(*leads[:3]),
        before_decided=Lead(*leads[3:]),
    )


def _load_accused(connection: duckdb.DuckDBPyConnection, facts: Sequence[RuleFacts]) -> None:
    by_id = {fact.rule_id: fact for fact in facts}
    connection.execute("CREATE OR REPLACE TEMP TABLE accused (rule_id VARCHAR, clauses VARCHAR, accused VARCHAR[])")
    for rule_id, clauses in connection.execute("SELECT DISTINCT rule_id, clauses FROM hits ORDER BY ALL").fetchall():
        connection.execute(
            "INSERT INTO accused VALUES ($1, $2, $3)", [rule_id, clauses, accused_names(by_id[rule_id], clauses)]
        )


def _load_kin(connection: duckdb.DuckDBPyConnection, facts: Sequence[RuleFacts]) -> None:
    """Table `kin`: each rule beside itself and the rules it replaces."""
    connection.execute("CREATE OR REPLACE TEMP TABLE kin (rule_id VARCHAR, kin VARCHAR)")
    for fact in facts:
        for kin in (fact.rule_id, *fact.replaces):
            connection.execute("INSERT INTO kin VALUES ($1, $2)", [fact.rule_id, kin])
