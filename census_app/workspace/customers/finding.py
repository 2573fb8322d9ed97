"""Customers by what people remember: 户号, 问题短号, 表号, 电话, 户名, 地址."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_path, quote_text
from census_app.workspace.customers.model import FoundCustomer, HitKind
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.record_facts import masked_address_sql, masked_name_sql, select_fields
from census_app.workspace.runs.record import last_official
from census_app.workspace.unit_names import unit_names

if TYPE_CHECKING:
    import duckdb

    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace

MOST_FOUND = 30
SHORTEST = 2
_LONGEST = 200
_FIELDS = ["cons_no", "cons_name", "elec_addr", "org_no", "org_name", "mobile", "phone"]
_PHONE_LENGTH = 7


def find_customers(
    workspace: Workspace, words: str, limit: int = MOST_FOUND, context: JobContext | None = None
) -> list[FoundCustomer]:
    """At most `limit` customers of the newest snapshot that fit, the surest kind of hit first.

    Names and addresses come masked. Fewer than two characters, or no snapshot, find nothing.
    """
    wanted = words.strip()[:_LONGEST]
    if len(wanted) < SHORTEST or workspace.catalogue.latest() is None:
        return []
    snapshot = workspace.catalogue.open()
    with scratch_engine(workspace.cache, context) as connection:
        connection.execute(f"CREATE TEMP VIEW customers AS {select_fields(snapshot, 'customer', _FIELDS)}")
        connection.execute(
            f"CREATE TEMP VIEW meters AS {select_fields(snapshot, 'meter', ['asset_no', 'made_no', 'cons_no'])}"
        )
        connection.execute(
            "CREATE TEMP TABLE hits (customer VARCHAR, rank INTEGER, kind VARCHAR, hit VARCHAR, problem_no VARCHAR)"
        )
        _search(connection, wanted, limit)
        _search_problems(connection, workspace, wanted, limit)
        return _read(connection, unit_names(workspace, snapshot), limit)


def _search(connection: duckdb.DuckDBPyConnection, wanted: str, limit: int) -> None:
    """Every kind of look-up leaves at most `limit` hits."""
    text = quote_text(wanted)
    found = [
        (HitKind.CUSTOMER, "customers", "cons_no", f"cons_no = {text}", 0),
        (HitKind.CUSTOMER, "customers", "cons_no", f"starts_with(cons_no, {text})", 2),
        (HitKind.METER, "meters", "asset_no", f"asset_no = {text} OR made_no = {text}", 1),
        (HitKind.METER, "meters", "asset_no", f"ends_with(asset_no, {text})", 4),
        (HitKind.NAME, "customers", "''", f"cons_name = {text}", 3),
        (HitKind.NAME, "customers", "''", f"contains(cons_name, {text})", 5),
        (HitKind.ADDRESS, "customers", "''", f"contains(elec_addr, {text})", 6),
    ]
    if wanted.isdigit() and len(wanted) >= _PHONE_LENGTH:
        found.append((HitKind.PHONE, "customers", "''", f"mobile = {text} OR phone = {text}", 1))
    for kind, relation, hit, condition, rank in found:
        connection.execute(
            f"INSERT INTO hits SELECT cons_no, {rank}, '{kind.value}', {hit}, '' FROM {relation} "
            f"WHERE ({condition}) AND cons_no IS NOT NULL LIMIT {int(limit)}"
        )


def _search_problems(connection: duckdb.DuckDBPyConnection, workspace: Workspace, wanted: str, limit: int) -> None:
    run = last_official(workspace)
    states = run.states_path(workspace) if run is not None else None
    if states is None or not states.is_file():
        return
    connection.execute(
        f"INSERT INTO hits SELECT customer, 0, '{HitKind.PROBLEM.value}', problem_no, problem_no "
        f"FROM read_parquet({quote_path(states)}) "
        f"WHERE problem_no = upper({quote_text(wanted)}) AND customer <> '' LIMIT {int(limit)}"
    )


def _read(connection: duckdb.DuckDBPyConnection, units: dict[str, str], limit: int) -> list[FoundCustomer]:
    """Each customer once, by its surest hit; one the snapshot no longer has keeps its number alone."""
    rows: list[tuple[Any, ...]] = connection.execute(
        f"""
        WITH best AS (
            SELECT * FROM hits QUALIFY row_number() OVER (PARTITION BY customer ORDER BY rank, hit) = 1
        ), chosen AS (SELECT * FROM best ORDER BY rank, customer LIMIT {int(limit)})
        SELECT h.customer, any_value({masked_name_sql("c.cons_name")}), any_value({masked_address_sql("c.elec_addr")}),
            any_value(c.org_no), any_value(c.org_name), h.rank, h.kind, h.hit, h.problem_no
        FROM chosen h LEFT JOIN customers c ON c.cons_no = h.customer
        GROUP BY h.customer, h.rank, h.kind, h.hit, h.problem_no ORDER BY h.rank, h.customer
        """
    ).fetchall()
    return [
        FoundCustomer(
            str(customer), name or "", address or "", units.get(unit or "", org_name or unit or ""), kind, hit, number
        )
        for customer, name, address, unit, org_name, _, kind, hit, number in rows
    ]
