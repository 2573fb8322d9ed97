"""Root causes of a million open problems of 500,000 customers with their metering points and 12 months of bills.

Run: python -m tests.bench.bench_causes [problems]

Some 60,000 of the problems have a planted cause (recoded areas, bad streets, wrong codes, one phone), the others are
noise. Prints CPU and wall seconds, peak memory, and how many problems the causes explain; the same for noise alone.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from census_app.archive.fabricate import build_snapshot
from census_app.archive.snapshot import Snapshot
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.jobs import silent
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.model import create_table_sql
from census_app.workspace.root_causes.find import FoundCauses, find_causes
from census_app.workspace.root_causes.identity import CauseIds
from census_app.workspace.root_causes.naming import name_causes
from census_app.workspace.root_causes.settings import cause_settings

PROBLEMS, CUSTOMERS, MONTHS = 1_000_000, 500_000, 12
TABLES = {
    "customer": f"""SELECT printf('03%08d', n) AS cons_no, '用户' || n AS cons_name,
        CASE WHEN n % 60 = 0 THEN '高压' WHEN n % 7 = 0 THEN '低压非居民' ELSE '低压居民' END AS cons_sort,
        CASE WHEN n // 72 % 20 = 3 THEN printf('X%05d', n // 72) ELSE printf('T%05d', n // 72) END AS tg_no,
        printf('L%04d', n // 2000) AS line_no, printf('03%02d', n // 35000) AS org_no,
        printf('S%05d', (n * 7919) % 4001) AS mr_sect_no, '经理' || (n // 1500) AS tg_manager,
        CASE WHEN n % 997 = 5 THEN '13800000000' ELSE printf('139%08d', n) END AS mobile,
        '青岭县' || (['柳河', '前柳', '东湖', '白杨'])[1 + n // 35000 % 4] || '镇' || (n // 300) || '路' || (n % 300)
            || '号' AS elec_addr, DATE '2005-01-01' + (n * 13 % 7000)::INTEGER AS build_date,
        CASE WHEN n % 211 = 0 THEN 'Z' || (n % 5) ELSE '商业用电' END AS elec_type
        FROM range({CUSTOMERS}) t(n)""",
    "metering_point": f"""SELECT printf('P%08d', n) AS mp_no, printf('03%08d', n) AS cons_no,
        printf('T%05d', n // 72) AS tg_no, printf('L%04d', n // 2000) AS line_no, printf('J%03d', n % 60) AS price_code
        FROM range({CUSTOMERS}) t(n)""",
    "billing_month": f"""SELECT printf('03%08d', n) AS cons_no, printf('2025%02d', m) AS ym, printf('P%08d', n) AS mp_no
        FROM range({CUSTOMERS}) t(n), range(1, {MONTHS + 1}) u(m)""",
    "distribution_transformer": """SELECT printf('T%05d', n) AS tg_no, '台区' || n AS tg_name,
        printf('L%04d', n // 28) AS line_no FROM range(7000) t(n)""",
    "feeder": "SELECT printf('L%04d', n) AS line_no, '线' || n AS line_name, printf('B%02d', n // 10) AS subs_no "
    "FROM range(250) t(n)",
}
PLANTED = {
    "R036": ("metering_point", "P", '["计量点台区编号", "用户.所属台区编号"]', "n // 72 % 20 = 3"),
    "R003": ("customer", "03", '["移动电话"]', "n % 997 = 5 OR n // 300 % 40 = 7"),
    "R022": ("customer", "03", '["用电类别"]', "n % 211 = 0"),
    "R002": ("customer", "03", '["用电地址"]', "n // 2000 % 25 = 1"),
}
NOISE = ("R001", "R005", "R012", "R019", "R042", "R078", "R080", "R113")


def timed(name: str, work: Callable[[], Any]) -> Any:
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name:<50} CPU {cpu:6.2f} s   wall {wall:6.2f} s   peak {peak} MB", flush=True)
    return result


def deliver(folder: Path) -> Snapshot:
    files: dict[str, Any] = {}
    with duckdb.connect(config={"memory_limit": "1GB", "threads": 2}) as connection:
        for table, query in TABLES.items():
            files[table] = folder / f"{table}.parquet"
            connection.execute(f"COPY ({query}) TO '{files[table]}' (FORMAT parquet)")
    return build_snapshot(files, folder / "parts", load_dictionary())


def tell(connection: Any, count: int, planted: bool) -> None:
    """Table `told`: the planted problems, and noise over eight rules up to `count` in all."""
    connection.execute(create_table_sql("told"))
    unit = "printf('03%02d', n // 35000) AS unit, '供电所' || (n // 35000) AS unit_name"
    common = f"printf('03%08d', n) AS customer, {unit}, 'open' AS state, 'run' AS last_run, '' AS clauses"
    for rule, (table, head, accused, where) in PLANTED.items() if planted else ():
        connection.execute(
            f"""INSERT INTO told BY NAME SELECT '{rule}' || n AS problem_no, md5('{rule}' || n) AS problem_id,
            '{rule}' AS rule_id, '{table}' AS "table", printf('{head}%08d', n) AS record_key, n AS row_id,
            '{accused}' AS accused, {common} FROM range({CUSTOMERS}) t(n) WHERE {where}"""
        )
    have = connection.execute("SELECT count(*) FROM told").fetchone()[0]
    each = (count - have) // len(NOISE)
    for place, rule in enumerate(NOISE):
        bills = rule == "R113"
        table, row = ("billing_month", f"n * {MONTHS} + {MONTHS - 1}") if bills else ("customer", "n")
        connection.execute(
            f"""INSERT INTO told BY NAME SELECT '{rule}' || n AS problem_no, md5('{rule}' || n) AS problem_id,
            '{rule}' AS rule_id, '{table}' AS "table", printf('03%08d', n) AS record_key, {row} AS row_id,
            '["用户名称"]' AS accused, {common} FROM range({CUSTOMERS}) t(n)
            ORDER BY hash(n, {place}) LIMIT {each}"""
        )


def run(folder: Path, snapshot: Snapshot, count: int, planted: bool) -> None:
    counts = folder / "counts.parquet"
    rules = ", ".join(f"('{rule}')" for rule in (*PLANTED, *NOISE))
    with scratch_engine(folder / "cache") as connection:
        tell(connection, count, planted)
        connection.execute(
            f"COPY (SELECT rule_id, '' AS clause, '' AS unit, 0::BIGINT AS wrong, {CUSTOMERS}::BIGINT AS \"right\" "
            f"FROM (VALUES {rules}) v(rule_id)) TO '{counts}' (FORMAT parquet)"
        )
        told = connection.execute("SELECT count(*) FROM told").fetchone()
        name = f"causes of {told[0] if told else 0:,} problems, {'60,000 planted' if planted else 'noise alone'}"

        def work() -> tuple[FoundCauses, Any]:
            found = find_causes(
                connection, "told", "run", counts, snapshot, load_dictionary(), cause_settings(), silent()
            )
            return found, name_causes(connection, found, CauseIds(b"key"))

        found, causes = timed(name, work)
    kinds: dict[str, tuple[int, int]] = {}
    for cause in causes:
        number, problems = kinds.get(cause.kind, (0, 0))
        kinds[cause.kind] = (number + 1, problems + cause.problems)
    print(f"  {found.comparisons:,} comparisons, {len(causes):,} causes explain {sum(c.problems for c in causes):,}")
    print(f"  {kinds}")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PROBLEMS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        snapshot = timed("archive of 500,000 customers, 6 M bills", lambda: deliver(folder))
        for planted in (True, False):
            run(folder, snapshot, count, planted)


if __name__ == "__main__":
    main()
