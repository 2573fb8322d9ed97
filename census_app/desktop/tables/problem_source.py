"""The problems of one states file as DuckDB tables: at once as the file itself, then loaded, with counts beforehand.

`problems` is a view of the file: good enough for the first rows and for looking on in the file's own order.
`base` holds what lists need, dictionary-coded, in the file's order; `cube` how many problems share all facets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from census_app.desktop.tables.problem_query import FACETS, LIVE_STATES, WAITING_SQL

FILE = "problems"
BASE = "store.base"
_CODED = {
    "severity": "CASE severity WHEN 'urgent' THEN 0 WHEN 'important' THEN 1 ELSE 2 END",
    "rule_id": "rule_id",
    "unit": "unit",
    "unit_name": "unit_name",
    "state": "state",
    "table": '"table"',
    "tg_no": "tg_no",
    "tg_name": "tg_name",
    "first_week": "first_week",
    "source_file": "source_file",
}
"""Columns with few values, in the order their values sort."""
_PLAIN = ("customer", "customer_name", "address", "message", "problem_no")
_MOST_CODED = 200_000


@dataclass(frozen=True)
class Beside:
    """What the states file does not say: the category of each rule, who has a problem in an open task."""

    categories: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


def see_file(connection: duckdb.DuckDBPyConnection, states: Path, today: str) -> str:
    """`problems` stands; `duckdb.Error` when the file cannot be read. Returns the SQL of a row's unit name, which has
    the unit's code where units share it."""
    quoted = str(states).replace("'", "''")
    day = today.replace("'", "''") or "1970-01-01"
    unit_name = _unit_name_sql(connection, quoted)
    live = ", ".join(f"'{state}'" for state in LIVE_STATES)
    connection.execute(
        f"""
        CREATE VIEW {FILE} AS SELECT severity, rule_id, coalesce(rule_title, '') AS rule_title,
            coalesce(unit, '') AS unit, {unit_name} AS unit_name, state, "table",
            tg_no, tg_name, coalesce(first_week, '') AS first_week,
            source_file, customer, customer_name, address, message, problem_no, record_key,
            CAST(coalesce(weeks_running, 0) AS USMALLINT) AS weeks_running, due_date,
            coalesce(is_new, false) AS is_new, coalesce(not_rechecked, false) AS not_rechecked,
            coalesce(look, false) AS look, coalesce(reopened, 0) > 0 AS rebounded,
            state IN ({live}) AND coalesce(due_date < DATE '{day}', false) AS overdue,
            file_row_number AS n
        FROM read_parquet('{quoted}', file_row_number = true)
        """
    )
    return unit_name


def _unit_name_sql(connection: duckdb.DuckDBPyConnection, quoted: str) -> str:
    """What a unit is called beside the others: as `archive.unit_names.told_apart` says it."""
    shared = connection.execute(
        f"SELECT unit_name FROM read_parquet('{quoted}') WHERE unit <> '' GROUP BY 1 HAVING count(DISTINCT unit) > 1"
    ).fetchall()
    name = "coalesce(unit_name, unit, '')"
    names = ", ".join("'" + str(found).replace("'", "''") + "'" for (found,) in shared if found)
    if not names:
        return name
    return f"CASE WHEN unit_name IN ({names}) AND unit <> '' THEN unit_name || '（' || unit || '）' ELSE {name} END"


def load_base(connection: duckdb.DuckDBPyConnection, beside: Beside) -> None:
    """`base`, `cube` and `names` stand."""
    coded = [name for name in _CODED if _code(connection, name)]
    columns = [f'CAST(p."{name}" AS store.code_{name}) AS "{name}"' for name in coded]
    columns += [f'p."{name}"' for name in (*_CODED, *_PLAIN) if name not in coded]
    connection.execute(
        f"""
        CREATE TABLE {BASE} AS SELECT {", ".join(columns)}, weeks_running, due_date, is_new, not_rechecked, look,
            rebounded, overdue, CAST(n AS UINTEGER) AS n FROM {FILE} p
        """
    )
    _load_beside(connection, beside)
    make_cube(connection, "cube", "true", [])
    connection.execute(
        f"""
        CREATE TABLE names AS
        SELECT 'unit' AS facet, unit AS value, any_value(unit_name) AS name FROM {FILE} GROUP BY unit
        UNION ALL SELECT 'rule_id', rule_id, any_value(rule_title) FROM {FILE} GROUP BY rule_id
        """
    )


def make_cube(connection: duckdb.DuckDBPyConnection, name: str, where: str, values: list[str]) -> None:
    """Table `name` counts the rows that meet a condition by all facets and flags together."""
    facets = ", ".join(f'"{facet}"' for facet in FACETS if facet != "waiting")
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE {name} AS
        SELECT *, {WAITING_SQL} AS waiting FROM (
            SELECT {facets}, is_new, overdue, not_rechecked, look, rebounded, count(*) AS number
            FROM (SELECT * REPLACE (coalesce(person, '') AS person, coalesce(category, '') AS category)
                FROM {BASE} LEFT JOIN categories USING (rule_id) LEFT JOIN people USING (n))
            WHERE {where} GROUP BY ALL)
        """,
        values,
    )


def _code(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """The column's values as a type of its own, in their order; False when they are too many."""
    found = connection.execute(
        f'SELECT "{name}" FROM {FILE} WHERE "{name}" IS NOT NULL GROUP BY "{name}" ORDER BY min({_CODED[name]}) '
        f"LIMIT {_MOST_CODED + 1}"
    ).fetchall()
    if len(found) > _MOST_CODED:
        return False
    listed = ", ".join("'" + str(value).replace("'", "''") + "'" for (value,) in found)
    connection.execute(f"CREATE TYPE store.code_{name} AS ENUM ({listed})")
    return True


def _load_beside(connection: duckdb.DuckDBPyConnection, beside: Beside) -> None:
    listed = {"categories": beside.categories, "told_people": beside.people}
    for table, known in listed.items():
        name, value = ("rule_id", "category") if table == "categories" else ("problem_no", "person")
        connection.execute(
            f"CREATE TABLE {table} AS SELECT unnest($1::VARCHAR[]) AS {name}, unnest($2::VARCHAR[]) AS {value}",
            [list(known), list(known.values())],
        )
    connection.execute(
        f"CREATE TABLE people AS SELECT p.n, t.person FROM {BASE} p JOIN told_people t ON t.problem_no = p.problem_no"
    )
