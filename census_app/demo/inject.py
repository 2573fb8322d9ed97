"""Spoils the clean county in known places: everything is chosen first, on clean tables, then changed.

Choosing before changing keeps the choice the same in both weeks, whatever is fixed in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.demo.build import set_variables
from census_app.demo.errors import KnownError, known_errors
from census_app.demo.plan import CountyPlan
from census_app.demo.truth import Fate, TruthRow
from census_app.demo.weeks import WeekRoles, fate_of, present_in, week_roles

if TYPE_CHECKING:
    import duckdb

_POOL = Path(__file__).resolve().parent / "pool.sql"
_CUSTOMERS_PER_ERROR = 15_000
_CANDIDATE_COLUMNS = {
    "owner_name": ("cons_no", "NULL::VARCHAR"),
    "area_name": ("area", "NULL::VARCHAR"),
    "group_name": ("together", "record_key"),
    "shared_value": ("shared", "record_key"),
    "delivering_org": ("wrong_org", "NULL::VARCHAR"),
}


@dataclass(frozen=True)
class _Case:
    """One place to spoil: the `place`-th choice of an entry; several rows when it spoils a group."""

    entry: KnownError
    table: str
    place: int
    unit: str
    fate: Fate


def inject_errors(connection: duckdb.DuckDBPyConnection, plan: CountyPlan) -> tuple[TruthRow, ...]:
    """The county in `connection` holds this week's known errors; returns one truth row per right accusation."""
    each, roles = max(1, plan.customers // _CUSTOMERS_PER_ERROR), week_roles(plan)
    set_variables(connection, {"masked_units": ["", *sorted(roles.masked)]})
    connection.execute(_POOL.read_text(encoding="utf-8"))
    cases: list[_Case] = []
    for number, entry in enumerate(known_errors()):
        table = f"chosen_{number}"
        _choose(connection, entry, table, each)
        cases += _cases(connection, entry, table, len(cases), roles)
    rows = [row for case in cases for row in _truth(connection, case, plan.week)]
    for case in cases:
        if present_in(case.fate, plan.week):
            _change(connection, case)
    return tuple(dict.fromkeys(rows))


def _choose(connection: duckdb.DuckDBPyConnection, entry: KnownError, table: str, each: int) -> None:
    """`table` holds up to `each` untouched candidates (or groups of them), drawn by lot, now touched."""
    present = {name for name, *_ in connection.execute(f"DESCRIBE {entry.source}").fetchall()}
    extra = ", ".join(
        f"{column if column in present else default} AS {name}"
        for name, (column, default) in _CANDIDATE_COLUMNS.items()
    )
    free = f"""SELECT * FROM (SELECT *, {extra} FROM ({entry.source})) AS candidate
        WHERE record_key IS NOT NULL AND NOT EXISTS (FROM touched WHERE touched.name = candidate.owner_name)
            AND NOT EXISTS (FROM touched WHERE touched.name = candidate.area_name)"""
    selection = _single_rows(free, each) if entry.members == 1 else _groups(free, each, entry.members)
    connection.execute(f"CREATE TEMP TABLE {table} AS {selection}", {"name": entry.name})
    connection.execute(
        f"INSERT INTO touched FROM (SELECT DISTINCT unnest([owner_name, area_name]) AS name FROM {table}) "
        "WHERE name IS NOT NULL"
    )


def _single_rows(free: str, each: int) -> str:
    """SQL: the first `each` rows by lot."""
    return f"""
        SELECT *, row_number() OVER () AS place, shared_value AS first_shared, record_key AS first_key
        FROM (FROM ({free}) ORDER BY draw($name, (hash(record_key) >> 2)::BIGINT), record_key LIMIT {each})"""


def _groups(free: str, each: int, members: int) -> str:
    """SQL: `members` rows each of the first `each` groups by lot; the first one's shared value is theirs."""
    return f"""
        WITH numbered AS (
            SELECT *, row_number() OVER same_group AS member, count(*) OVER (PARTITION BY group_name) AS available
            FROM ({free})
            WINDOW same_group AS (
                PARTITION BY group_name ORDER BY draw($name, (hash(record_key) >> 2)::BIGINT), record_key)),
        placed AS (
            SELECT *, dense_rank() OVER (ORDER BY draw($name, (hash(group_name) >> 2)::BIGINT), group_name) AS place
            FROM numbered WHERE member <= {members} AND available >= {members})
        SELECT *, first_value(shared_value) OVER (PARTITION BY place ORDER BY member) AS first_shared,
            min(record_key) OVER (PARTITION BY place) AS first_key
        FROM placed WHERE place <= {each}"""


def _cases(
    connection: duckdb.DuckDBPyConnection, entry: KnownError, table: str, before: int, roles: WeekRoles
) -> list[_Case]:
    """The chosen places with the unit they lie in and their fate."""
    found = connection.execute(
        f"""SELECT place, min(coalesce(owner_org, area_org)) AS unit, min(delivering_org)
        FROM {table} LEFT JOIN owner_unit USING (owner_name) LEFT JOIN area_unit USING (area_name)
        GROUP BY place ORDER BY place"""
    ).fetchall()
    return [
        _Case(entry, table, place, unit or "", fate_of(before + index, {unit, delivering}, roles))
        for index, (place, unit, delivering) in enumerate(found)
    ]


def _truth(connection: duckdb.DuckDBPyConnection, case: _Case, week: int) -> list[TruthRow]:
    """The accusations that are right because of this case, the error itself first."""
    entry, present = case.entry, present_in(case.fate, week)
    rows: list[TruthRow] = []
    accused = [(entry.rule, entry.clause, entry.table, entry.key, True)]
    accused += [(other.rule, "", other.table, other.key, False) for other in entry.also]
    for rule, clause, table, key, primary in accused:
        keys = connection.execute(
            f"SELECT DISTINCT {key} FROM {case.table} WHERE place = {case.place} ORDER BY 1"
        ).fetchall()
        rows += [
            TruthRow(rule, clause, table, record_key, case.unit, entry.what, primary, present, case.fate)
            for (record_key,) in keys
        ]
    return rows


def _change(connection: duckdb.DuckDBPyConnection, case: _Case) -> None:
    """The place is spoilt."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE chosen AS FROM {case.table} WHERE place = {case.place}")
    for statement in case.entry.change:
        connection.execute(statement)
