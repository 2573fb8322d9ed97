"""A county with a wrong id, an old phone or an empty address here and there, and the registers that know better."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from census_app.demo.generate import write_tables
from census_app.foundation.engines import kept_engine

CUSTOMERS, SEED = 800, 11
_KEPT = {"customer", "metering_point", "distribution_transformer", "feeder", "substation", "org_unit", "price_catalog",
         "gov_population", "gov_market_entity"}  # fmt: skip


def write(folder: Path) -> dict[str, dict[str, str]]:
    """`folder` holds one CSV per table; returns field → customer → the true value that was damaged."""
    write_tables(folder, CUSTOMERS, SEED, file_format="csv")
    shutil.rmtree(folder / "billing_month")
    for path in folder.glob("*.csv"):
        if path.stem not in _KEPT:
            path.unlink()
    with kept_engine(1) as connection:
        for table in ("customer", "gov_population", "gov_market_entity"):
            connection.execute(f"CREATE TABLE {table} AS FROM read_csv('{folder / table}.csv', all_varchar = true)")
        truth = {
            "cert_no": _damage(
                connection, "cert_no", "cert_no IN (SELECT cert_no FROM gov_population) AND length(cert_no) = 18",
                "cert_no[1:16] || CASE cert_no[17] WHEN '1' THEN '2' ELSE '1' END || cert_no[18]", 4,
            ),
            "uscc": _damage(
                connection, "uscc", "uscc IN (SELECT uscc FROM gov_market_entity) AND length(uscc) = 18",
                "uscc[1:16] || CASE uscc[17] WHEN '1' THEN '2' ELSE '1' END || uscc[18]", 2,
            ),
        }  # fmt: skip
        connection.execute(f"COPY customer TO '{folder / 'customer.csv'}' (HEADER)")
    return truth


def _damage(connection: duckdb.DuckDBPyConnection, field: str, where: str, how: str, each: int) -> dict[str, str]:
    chosen = f"{where} AND cons_status = '正常用电客户' AND hash(cons_no, '{field}') % {each} = 0"
    truth = dict(connection.execute(f"SELECT cons_no, {field} FROM customer WHERE {chosen}").fetchall())
    connection.execute(f"UPDATE customer SET {field} = {how} WHERE {chosen}")
    return truth
