"""From the problems known before a run and what the run found to where every problem stands after it.

One set-based pass in DuckDB over files only: nothing here reads the database, so a state derived again from
the same files is the same to the last byte. A problem is *fixed* only by the verdict right, on its own key,
by the rule that accused it; what the run could not judge for want of data stays as it was.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path
from census_app.workspace.problems import numbers as problem_numbers
from census_app.workspace.problems.model import COLUMNS, create_table_sql, quoted
from census_app.workspace.problems.record_facts import told_by_sql
from census_app.workspace.runs.rule_facts import RuleFacts, accused_names

if TYPE_CHECKING:
    import duckdb

NOT_RECHECKED_REASONS = ("not_covered", "not_imported", "not_linked", "link_in_review", "calendar", "stale")
"""Reasons of a cannot-judge verdict that speak of the snapshot and its links, not of the record."""
NUMBER_REUSED = "number_reused"
"""Reason of a problem that is gone because its customer number was given to somebody else."""


@dataclass(frozen=True)
class RunMoment:
    """What of a run enters its states: its id, its days, and the data date of each table it read."""

    run: str
    data_date: date
    week: str
    table_dates: dict[str, date]


@dataclass(frozen=True)
class VerdictFiles:
    """A run's findings, watched verdicts and record facts (Parquet)."""

    findings: Path
    watched: Path
    records: Path


def load_states(connection: duckdb.DuckDBPyConnection, name: str, source: Path | None) -> None:
    """DuckDB table `name` holds the problems of a `states.parquet`; empty when there is none.

    Columns that an older program did not write yet are null.
    """
    connection.execute(create_table_sql(name))
    if source is not None:
        columns = quoted(known_columns(connection, source))
        connection.execute(f"INSERT INTO {name} BY NAME SELECT {columns} FROM read_parquet({quote_path(source)})")


def known_columns(connection: duckdb.DuckDBPyConnection, source: Path) -> list[str]:
    """The columns of a states file that this program knows, in their order."""
    rows = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({quote_path(source)})").fetchall()
    present = {row[0] for row in rows}
    return [column for column in COLUMNS if column in present]


def write_states(connection: duckdb.DuckDBPyConnection, name: str, target: Path) -> None:
    """`target` holds the problems of table `name`, sorted, zstd."""
    order = 'rule_id, "table", record_key, period NULLS FIRST, problem_id'
    connection.execute(
        f"COPY (SELECT {quoted(COLUMNS)} FROM {name} ORDER BY {order}) "
        f"TO {quote_path(target)} (FORMAT parquet, COMPRESSION zstd)"
    )


def derive(
    connection: duckdb.DuckDBPyConnection,
    moment: RunMoment,
    rules: list[RuleFacts],
    known: str,
    reserved: str,
    files: VerdictFiles,
) -> str:
    """Name of a DuckDB view with every problem's state after the run; reading it does the work.

    `known`: table of the problems before it, acts and successions applied. `reserved`: table (problem_id,
    problem_no) of numbers given before, by any run.
    """
    _load_rules(connection, rules)
    _load_findings(connection, files)
    _load_accusals(connection, rules)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE run_verdicts AS
        SELECT rule_id, "table", record_key, min(verdict) AS verdict, min(reason) AS reason
        FROM read_parquet({quote_path(files.watched)}) GROUP BY ALL
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE new_numbers AS SELECT problem_id, NULL::VARCHAR AS problem_no
        FROM run_findings WHERE problem_id NOT IN (SELECT problem_id FROM {known})
        """
    )
    problem_numbers.assign(connection, "new_numbers", reserved)
    connection.execute(_next_sql(connection, known, moment, files.records))
    return "next_states"


def exempted_values_sql(accused: str, values: str) -> str:
    """Hash of the accused values of a problem: what an approved exemption is bound to."""
    names = f"from_json({accused}, '[\"VARCHAR\"]')"
    picked = f"list_transform({names}, lambda n: json_extract_string({values}, '$.\"' || n || '\"'))"
    known = f"len(list_filter({picked}, lambda v: v IS NOT NULL)) > 0"
    return f"sha256(CASE WHEN {known} THEN to_json({picked})::VARCHAR ELSE {values} END)"


def _load_rules(connection: duckdb.DuckDBPyConnection, rules: list[RuleFacts]) -> None:
    rows = [
        {
            "rule_id": rule.rule_id,
            "version": rule.version,
            "title": rule.title,
            "fingerprint": rule.fingerprint,
            "closes": rule.closes,
            "published": rule.published,
            "errored": rule.errored,
            "due": rule.due_days,
        }
        for rule in rules
    ]
    shape = {
        "rule_id": "VARCHAR",
        "version": "INTEGER",
        "title": "VARCHAR",
        "fingerprint": "VARCHAR",
        "closes": "VARCHAR",
        "published": "BOOLEAN",
        "errored": "BOOLEAN",
        "due": "MAP(VARCHAR, INTEGER)",
    }
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE run_rules AS "
        f"SELECT r.* FROM (SELECT unnest(from_json(?, '{json.dumps([shape])}')) AS r)",
        [json.dumps(rows, ensure_ascii=False)],
    )


def _load_findings(connection: duckdb.DuckDBPyConnection, files: VerdictFiles) -> None:
    """One row per problem found: records that stand twice under one key are one problem, told by the first row."""
    period = "CASE WHEN r.closes = 'explanation' THEN nullif(f.period, '') END"
    key = problem_numbers.identity_sql("f.rule_id", 'f."table"', "f.record_key", period)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE run_findings AS
        SELECT {key} AS problem_id, f.* EXCLUDE (period), {period} AS period
        FROM read_parquet({quote_path(files.findings)}) f LEFT JOIN run_rules r ON r.rule_id = f.rule_id
        """
    )
    counts = connection.execute("SELECT count(*), count(DISTINCT problem_id) FROM run_findings").fetchone()
    if counts is not None and counts[0] != counts[1]:
        connection.execute(
            """
            CREATE OR REPLACE TEMP TABLE run_findings AS SELECT * FROM run_findings
            QUALIFY row_number() OVER (PARTITION BY problem_id ORDER BY row_id, clauses, message) = 1
            """
        )


def _load_accusals(connection: duckdb.DuckDBPyConnection, rules: list[RuleFacts]) -> None:
    by_id = {rule.rule_id: rule for rule in rules}
    pairs = connection.execute("SELECT DISTINCT rule_id, coalesce(clauses, '') FROM run_findings").fetchall()
    rows = [
        {
            "rule_id": rule,
            "clauses": clauses,
            "accused": json.dumps(accused_names(by_id[rule], clauses), ensure_ascii=False),
        }
        for rule, clauses in pairs
        if rule in by_id
    ]
    shape = json.dumps([{"rule_id": "VARCHAR", "clauses": "VARCHAR", "accused": "VARCHAR"}])
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE run_accusals AS SELECT unnest(from_json(?, '{shape}'), recursive := true)",
        [json.dumps(rows, ensure_ascii=False)],
    )


_FOUND = "(f.problem_id IS NOT NULL)"

_GIVEN_AWAY = f"(k.state = 'gone' AND k.reason IS NOT DISTINCT FROM '{NUMBER_REUSED}')"

_KEPT = """CASE
    WHEN k.state = 'exempted' AND k.exempt_until < $day THEN 'in_review'
    WHEN k.state IN ('new', 'reopened') AND k.state_date < $day THEN 'open'
    ELSE k.state END"""

_STATE = f"""CASE
    WHEN k.problem_id IS NULL THEN 'new'
    WHEN f.problem_id IS NOT NULL THEN CASE
        WHEN k.state = 'fixed' AND r.closes = 'explanation' THEN 'fixed'
        WHEN k.state = 'fixed' THEN 'reopened'
        WHEN k.state = 'exempted' AND k.exempt_until >= $day AND k.exempt_fingerprint = r.fingerprint
            AND k.exempt_values = {exempted_values_sql("a.accused", 'f."values"')} THEN 'exempted'
        WHEN k.state = 'exempted' THEN 'in_review'
        WHEN k.state = 'claimed' AND coalesce(d.data_date, $day) <= k.state_date THEN 'claimed'
        WHEN k.state IN ('assigned', 'in_review', 'returned', 'appealed') THEN k.state
        WHEN k.state IN ('new', 'reopened') AND k.state_date >= $day THEN k.state
        ELSE 'open' END
    WHEN k.state IN ('fixed', 'withdrawn') OR k.merged_into IS NOT NULL OR {_GIVEN_AWAY} THEN k.state
    WHEN k.state IN ('left_scope', 'gone') AND (r.published IS NOT TRUE OR v.verdict = 'out_of_scope') THEN k.state
    WHEN r.published IS NOT TRUE THEN 'withdrawn'
    WHEN r.errored OR r.closes = 'explanation' OR v.verdict IS NULL THEN {_KEPT}
    WHEN v.verdict = 'cannot_judge' AND list_has_any(string_split(coalesce(v.reason, ''), ','), $elsewhere) THEN {_KEPT}
    WHEN v.verdict IN ('right', 'out_of_scope') AND k.fingerprint <> r.fingerprint THEN 'withdrawn'
    WHEN v.verdict = 'right' THEN 'fixed'
    WHEN v.verdict = 'out_of_scope' THEN 'left_scope'
    WHEN v.verdict IN ('gone', 'cannot_judge') THEN v.verdict
    ELSE {_KEPT} END"""

_CHECKED = """f.problem_id IS NOT NULL OR (
    r.published AND NOT r.errored AND v.verdict IN ('right', 'out_of_scope', 'gone', 'cannot_judge')
    AND NOT (v.verdict = 'cannot_judge' AND list_has_any(string_split(coalesce(v.reason, ''), ','), $elsewhere)))"""

_REASON = """CASE
    WHEN next_state = 'cannot_judge' THEN v.reason
    WHEN next_state = 'withdrawn' AND k.state <> 'withdrawn' THEN
        CASE WHEN r.published IS TRUE THEN 'rule_changed' ELSE 'rule_retired' END
    WHEN next_state = 'in_review' AND k.state = 'exempted' THEN
        CASE WHEN k.exempt_until < $day THEN 'exemption_expired' ELSE 'exemption_changed' END
    WHEN next_state = 'open' AND k.state = 'claimed' THEN 'refuted'
    WHEN next_state = k.state THEN k.reason END"""


def _next_sql(connection: duckdb.DuckDBPyConnection, known: str, moment: RunMoment, records: Path) -> str:
    values = {
        "$day": f"DATE '{moment.data_date.isoformat()}'",
        "$run": f"'{moment.run}'",
        "$week": f"'{moment.week}'",
        "$elsewhere": "[" + ", ".join(f"'{reason}'" for reason in NOT_RECHECKED_REASONS) + "]",
    }
    dates = ", ".join(f"('{table}', DATE '{day.isoformat()}')" for table, day in sorted(moment.table_dates.items()))
    text = _NEXT.replace("{known}", known).replace("{records}", quote_path(records))
    text = text.replace("{told_by}", told_by_sql(connection, records)).replace("{dates}", dates or "('', NULL::DATE)")
    for name, value in values.items():
        text = text.replace(name, value)
    return text


_NEXT = f"""
CREATE OR REPLACE TEMP VIEW next_states AS
SELECT * RENAME (next_state AS state, next_episode AS episode_date) FROM (SELECT
    coalesce(k.problem_no, n.problem_no) AS problem_no,
    coalesce(k.problem_id, f.problem_id) AS problem_id,
    coalesce(k.rule_id, f.rule_id) AS rule_id,
    coalesce(f.rule_version, k.rule_version) AS rule_version,
    coalesce(r.title, k.rule_title) AS rule_title,
    coalesce(r.closes, k.closes) AS closes,
    CASE WHEN {_FOUND} THEN r.fingerprint ELSE k.fingerprint END AS fingerprint,
    coalesce(k."table", f."table") AS "table",
    coalesce(k.record_key, f.record_key) AS record_key,
    coalesce(k.period, f.period) AS period,
    next_state,
    {_REASON} AS reason,
    coalesce(f.severity, k.severity) AS severity,
    CASE WHEN {_FOUND} AND k.moved_to IS NULL THEN f.unit ELSE k.unit END AS unit,
    CASE WHEN {_FOUND} AND k.moved_to IS NULL THEN c.unit_name ELSE k.unit_name END AS unit_name,
    CASE WHEN {_FOUND} THEN f.customer ELSE k.customer END AS customer,
    CASE WHEN {_FOUND} THEN c.customer_name ELSE k.customer_name END AS customer_name,
    CASE WHEN {_FOUND} THEN c.address ELSE k.address END AS address,
    CASE WHEN {_FOUND} THEN c.tg_no ELSE k.tg_no END AS tg_no,
    CASE WHEN {_FOUND} THEN c.tg_name ELSE k.tg_name END AS tg_name,
    CASE WHEN {_FOUND} THEN c.tg_manager ELSE k.tg_manager END AS tg_manager,
    CASE WHEN {_FOUND} THEN f.clauses ELSE k.clauses END AS clauses,
    CASE WHEN {_FOUND} THEN a.accused ELSE k.accused END AS accused,
    CASE WHEN {_FOUND} THEN f."values" ELSE k."values" END AS "values",
    CASE WHEN {_FOUND} THEN f.message ELSE k.message END AS message,
    coalesce(k.first_run, $run) AS first_run,
    coalesce(k.first_date, $day) AS first_date,
    coalesce(k.first_week, $week) AS first_week,
    CASE WHEN {_FOUND} THEN $run ELSE k.last_run END AS last_run,
    CASE WHEN {_FOUND} THEN $day ELSE k.last_date END AS last_date,
    CASE WHEN {_FOUND} THEN $week ELSE k.last_week END AS last_week,
    CASE WHEN {_CHECKED} THEN $run ELSE k.checked_run END AS checked_run,
    CASE WHEN {_CHECKED} THEN $day ELSE k.checked_date END AS checked_date,
    CASE WHEN next_state IS DISTINCT FROM k.state THEN $run ELSE k.state_run END AS state_run,
    CASE WHEN next_state IS DISTINCT FROM k.state THEN $day ELSE k.state_date END AS state_date,
    CASE
        WHEN k.problem_id IS NULL OR next_state = 'reopened' AND k.state = 'fixed' THEN $day
        WHEN {_FOUND} AND {_GIVEN_AWAY} THEN $day
        ELSE k.episode_date END AS next_episode,
    CASE
        WHEN k.problem_id IS NULL OR next_state = 'reopened' AND k.state = 'fixed' THEN 1
        WHEN {_FOUND} AND {_GIVEN_AWAY} THEN 1
        WHEN {_FOUND} AND k.last_week <> $week THEN k.weeks_running + 1
        ELSE k.weeks_running END AS weeks_running,
    CASE WHEN {_FOUND} THEN coalesce(
        next_episode + (r.due[f.severity])::INTEGER, k.due_date) ELSE k.due_date END AS due_date,
    coalesce(k.first_date >= $day, true) AS is_new,
    coalesce(k.reopened, 0) + CASE WHEN next_state = 'reopened' AND k.state = 'fixed' THEN 1 ELSE 0 END AS reopened,
    CASE WHEN next_state = 'exempted' THEN k.exempt_until END AS exempt_until,
    CASE WHEN next_state = 'exempted' THEN k.exempt_values END AS exempt_values,
    CASE WHEN next_state = 'exempted' THEN k.exempt_fingerprint END AS exempt_fingerprint,
    CASE WHEN NOT {_FOUND} THEN k.merged_into END AS merged_into,
    k.moved_to,
    coalesce(CASE
        WHEN next_state NOT IN ('left_scope', 'gone', 'cannot_judge') THEN false
        WHEN next_state = k.state THEN k.look
        ELSE k.state IN ('assigned', 'claimed', 'in_review', 'returned', 'appealed') OR k.look END, false) AS look,
    CASE WHEN {_FOUND} THEN f.source_file ELSE k.source_file END AS source_file,
    CASE WHEN {_FOUND} THEN f.source_row ELSE k.source_row END AS source_row,
    CASE WHEN {_FOUND} THEN f.row_id ELSE k.row_id END AS row_id
FROM (SELECT k, f, n, r, a, c, v, {_STATE} AS next_state
    FROM {{known}} k
    FULL JOIN run_findings f ON f.problem_id = k.problem_id
    LEFT JOIN new_numbers n ON n.problem_id = f.problem_id
    LEFT JOIN run_rules r ON r.rule_id = coalesce(k.rule_id, f.rule_id)
    LEFT JOIN run_accusals a ON a.rule_id = f.rule_id AND a.clauses = coalesce(f.clauses, '')
    LEFT JOIN run_verdicts v ON f.problem_id IS NULL
        AND v.rule_id = k.rule_id AND v."table" = k."table" AND v.record_key = k.record_key
    LEFT JOIN read_parquet({{records}}) c ON {{told_by}}
    LEFT JOIN (VALUES {{dates}}) d("table", data_date) ON d."table" = coalesce(k."table", f."table")
))"""
