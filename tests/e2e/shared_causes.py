"""A county whose problems come from a handful of events, each planted in the delivered files, and some chance."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from census_app.demo.generate import write_tables
from census_app.foundation.engines import kept_engine

CUSTOMERS, SEED = 2000, 7
FILES = 5
_KEPT = {"metering_point", "distribution_transformer", "feeder", "substation", "org_unit", "price_catalog"}
"""The other tables would only make the tests slower."""


@dataclass(frozen=True)
class Planted:
    """What was planted: the recoded area, the customers concerned by each event, and those hit by chance."""

    area: str
    recoded: frozenset[str]
    shifted: frozenset[str]
    miscoded: frozenset[str]
    default_phone: frozenset[str]
    chance: frozenset[str]


def write(folder: Path, *, recode: bool = True) -> Planted:
    """`folder` holds one CSV per table, the customers in several files; without `recode` the area keeps its code."""
    write_tables(folder, CUSTOMERS, SEED, file_format="csv")
    with kept_engine(1) as connection:
        for table in ("customer", "metering_point", "distribution_transformer"):
            connection.execute(f"CREATE TABLE {table} AS FROM read_csv('{folder / table}.csv', all_varchar = true)")
        planted = _plant(connection, recode)
        for table in ("metering_point", "distribution_transformer"):
            connection.execute(f"COPY {table} TO '{folder / table}.csv' (HEADER)")
        (folder / "customer.csv").unlink()
        for number in range(FILES):
            connection.execute(f"COPY (SELECT * EXCLUDE file FROM customer WHERE file = {number}) "
                               f"TO '{folder}/customer_{number}.csv' (HEADER)")  # fmt: skip
    shutil.rmtree(folder / "billing_month")
    for path in folder.glob("*.csv"):
        if path.stem not in _KEPT and not path.stem.startswith("customer_"):
            path.unlink()
    return planted


def _plant(connection: duckdb.DuckDBPyConnection, recode: bool) -> Planted:
    def changed(table: str, where: str, what: str) -> frozenset[str]:
        found = connection.execute(f"SELECT cons_no FROM customer WHERE {where} ORDER BY cons_no").fetchall()
        connection.execute(f"UPDATE {table} SET {what} WHERE cons_no IN (SELECT cons_no FROM customer WHERE {where})")
        return frozenset(number for (number,) in found)

    connection.execute("ALTER TABLE customer ADD COLUMN file INTEGER DEFAULT 0")
    connection.execute(f"UPDATE customer SET file = hash(cons_no, 5) % {FILES}")
    home = "cons_sort = '低压居民' AND cons_status = '正常用电客户'"
    (area,) = connection.execute(
        f"SELECT tg_no FROM customer WHERE {home} GROUP BY 1 HAVING count(*) BETWEEN 60 AND 90 ORDER BY 1 LIMIT 1"
    ).fetchone() or ("",)
    new = "N" if recode else ""
    connection.execute(f"UPDATE distribution_transformer SET tg_no = '{new}' || tg_no WHERE tg_no = '{area}'")
    recoded = changed("metering_point", f"tg_no = '{area}'", f"tg_no = '{new}' || tg_no")
    free = f"{home} AND tg_no <> '{area}'"
    shifted = changed("customer", f"{free} AND file = 3 AND hash(cons_no, 1) % 10 < 8", "contact_name = NULL")
    phone = changed(
        "customer", f"{free} AND file <> 3 AND hash(cons_no, 2) % 40 = 0",
        "mobile = '11111111111', bill_mobile = NULL, outage_mobile = NULL",
    )  # fmt: skip
    shops = "cons_sort = '低压非居民' AND cons_status = '正常用电客户' AND elec_type = '商业用电'"
    miscoded = changed("customer", f"{shops} AND hash(cons_no, 3) % 4 = 0", "elec_type = '商业照明老码'")
    chance = changed("customer", f"{free} AND hash(cons_no, 4) % 60 = 0", "elec_addr = NULL")
    return Planted(area, recoded, shifted, miscoded, phone, chance)
