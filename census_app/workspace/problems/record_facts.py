"""What people need to find the record a problem is about: names, address, 台区 and its manager.

Written once per run beside its findings, personal values masked, so that lists and states can still be made
when the snapshot's parts are long gone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_name, quote_path
from census_app.archive.unit_names import usual_names_sql
from census_app.dictionary.model import Dictionary
from census_app.foundation.masking import names_masked, several_names

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot

RECORDS_FILE = "records.parquet"
_ADDRESS_FIELDS = {"distribution_transformer": "inst_addr"}


def write_record_facts(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, dictionary: Dictionary, findings: Path, target: Path
) -> None:
    """`target` holds, for each accused record: table, record_key, customer, unit_name, customer_name, address, tg_no,
    tg_name, tg_manager; null where the snapshot does not know. A number that stands on records of several customers
    has a line for each of them."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE accused_records AS
        SELECT "table", record_key, customer, arg_min(unit, row_id) AS unit
        FROM read_parquet({quote_path(findings)}) GROUP BY ALL
        """
    )
    _customers(connection, snapshot)
    _own_places(connection, snapshot, dictionary)
    _transformers(connection, snapshot)
    units = select_fields(snapshot, "org_unit", ["org_no", "org_name"])
    connection.execute(
        f"""
        COPY (
            SELECT a."table", a.record_key, a.customer,
                coalesce(n.org_name, u.org_name, c.org_name) AS unit_name,
                {masked_name_sql("c.cons_name")} AS customer_name,
                {masked_address_sql("coalesce(c.elec_addr, p.address)")} AS address,
                coalesce(p.tg_no, c.tg_no) AS tg_no,
                t.tg_name,
                coalesce(c.tg_manager, t.tg_manager) AS tg_manager
            FROM accused_records a
            LEFT JOIN accused_customers c ON c.cons_no = a.customer
            LEFT JOIN accused_places p ON p."table" = a."table" AND p.record_key = a.record_key
            LEFT JOIN accused_transformers t ON t.tg_no = coalesce(p.tg_no, c.tg_no)
            LEFT JOIN (SELECT org_no, any_value(org_name) AS org_name FROM ({units}) GROUP BY org_no) n
                ON n.org_no = a.unit
            LEFT JOIN ({usual_names_sql(snapshot, dictionary)}) u ON u.unit = a.unit
            ORDER BY a."table", a.record_key, a.customer
        ) TO {quote_path(target)} (FORMAT parquet, COMPRESSION zstd)
        """
    )


def told_by_sql(connection: duckdb.DuckDBPyConnection, records: Path) -> str:
    """Which line of `records` is about a finding: a condition on `c` (the line) and `f` (the finding). Runs made before
    lines named the customer have one a record."""
    described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({quote_path(records)})").fetchall()
    same = 'c."table" = f."table" AND c.record_key = f.record_key'
    named = any(name == "customer" for name, *_ in described)
    return f"{same} AND c.customer IS NOT DISTINCT FROM f.customer" if named else same


def select_fields(snapshot: Snapshot, table: str, fields: list[str]) -> str:
    """A SELECT over all parts of the table as text columns; a column a part lacks is null there."""
    selects = [
        "SELECT "
        + ", ".join(
            f"CAST({quote_name(field)} AS VARCHAR) AS {quote_name(field)}"
            if field in part.fields
            else f"NULL::VARCHAR AS {quote_name(field)}"
            for field in fields
        )
        + f" FROM read_parquet({quote_path(snapshot.part_file(part.part))})"
        for part in snapshot.table_parts(table)
    ]
    nothing = "SELECT " + ", ".join(f"NULL::VARCHAR AS {quote_name(field)}" for field in fields) + " WHERE false"
    return " UNION ALL ".join(selects) or nothing


def masked_name_sql(name: str) -> str:
    """A person's name keeps its first and last character, a company's its ends: 赵*芳, 孙*, 柳河**冷库.

    Several people keep the first of each: 张*、李*.
    """
    return f"""CASE
        WHEN {name} IS NULL OR {name} = '' THEN {name}
        WHEN {several_names(name)} THEN {names_masked(name)}
        WHEN length({name}) = 1 THEN '*'
        WHEN length({name}) = 2 THEN {name}[1] || '*'
        WHEN length({name}) <= 4 THEN {name}[1] || repeat('*', length({name}) - 2) || {name}[-1]
        WHEN length({name}) <= 7 THEN {name}[1:2] || '**' || {name}[-2:]
        ELSE {name}[1:3] || '**' || {name}[-3:] END"""


def masked_address_sql(address: str) -> str:
    """The address down to the house; floor, unit and room numbers are masked."""
    return f"regexp_replace({address}, '[0-9０-９A-Za-z一二三四五六七八九十]+ *(单元|层|室|户|房)', '*\\1', 'g')"


def _customers(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> None:
    fields = ["cons_no", "cons_name", "elec_addr", "tg_no", "tg_manager", "org_name"]
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE accused_customers AS
        SELECT * FROM ({select_fields(snapshot, "customer", fields)})
        WHERE cons_no IN (SELECT customer FROM accused_records)
        QUALIFY row_number() OVER (PARTITION BY cons_no ORDER BY cons_name, elec_addr, tg_no, tg_manager) = 1
        """
    )


def _own_places(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, dictionary: Dictionary) -> None:
    """Records that say themselves which 台区 they belong to (a gate meter has no customer)."""
    connection.execute(
        'CREATE OR REPLACE TEMP TABLE accused_places ("table" VARCHAR, record_key VARCHAR, '
        "tg_no VARCHAR, address VARCHAR)"
    )
    tables = connection.execute('SELECT DISTINCT "table" FROM accused_records ORDER BY 1').fetchall()
    for (table_id,) in tables:
        table = dictionary.tables.get(table_id)
        if table is None or not table.key or not table.has_field("tg_no") or table_id == "customer":
            continue
        address = _ADDRESS_FIELDS.get(table_id)
        fields = list(dict.fromkeys([*table.key, "tg_no", *([address] if address else [])]))
        connection.execute(
            f"""
            INSERT INTO accused_places
            SELECT '{table_id}', record_key, min(tg_no), min(address) FROM (
                SELECT {record_key_sql(list(table.key))} AS record_key, tg_no, {address or "NULL::VARCHAR"} AS address
                FROM ({select_fields(snapshot, table_id, fields)})
            ) WHERE record_key IN (SELECT record_key FROM accused_records WHERE "table" = '{table_id}')
            GROUP BY record_key
            """
        )


def record_key_sql(key: list[str]) -> str:
    """`foundation.canonical.record_key` as a DuckDB expression over text columns."""
    parts = [f"replace(replace({quote_name(field)}, '\\', '\\\\'), '|', '\\|')" for field in key]
    return f"concat_ws('|', {', '.join(parts)})"


def record_key_of_columns_sql(key: list[str]) -> str:
    """`record_key_sql` over columns of any type; a null is an empty text."""
    texts = (f"coalesce(CAST({quote_name(field)} AS VARCHAR), '')" for field in key)
    parts = [f"replace(replace({text}, '\\', '\\\\'), '|', '\\|')" for text in texts]
    return f"concat_ws('|', {', '.join(parts)})"


def _transformers(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> None:
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE accused_transformers AS
        SELECT tg_no, min(tg_name) AS tg_name, min(tg_manager) AS tg_manager
        FROM ({select_fields(snapshot, "distribution_transformer", ["tg_no", "tg_name", "tg_manager"])})
        WHERE tg_no IN (SELECT tg_no FROM accused_customers UNION SELECT tg_no FROM accused_places)
        GROUP BY tg_no
        """
    )
