"""Precision and priority of a million open problems of 400,000 customers with 12 months of bills.

Run: python -m tests.bench.bench_priority [problems]

Prints CPU and wall seconds beside the same problems merely loaded and written as a list.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from census_app.archive.fabricate import build_snapshot
from census_app.checking.model import CheckResult
from census_app.foundation.canonical import sha256_file
from census_app.workspace.precision.acts import judge_problems
from census_app.workspace.precision.measured import measure_precision
from census_app.workspace.precision.settings import Outcome
from census_app.workspace.priority.scores import priority_file
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace

PROBLEMS, CUSTOMERS, MONTHS, JUDGED = 1_000_000, 400_000, 12, 50_000
DAY = date(2026, 11, 16)


def timed(name: str, work: Callable[[], Any]) -> Any:
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name:<50} CPU {cpu:6.2f} s   wall {wall:6.2f} s   peak {peak} MB", flush=True)
    return result


def snapshot(workspace: Workspace, folder: Path) -> None:
    queries = {
        "customer": f"""SELECT printf('03%08d', n) AS cons_no, '用户' || n AS cons_name, (n % 900)::DECIMAL(18,3) AS
            contract_cap, CASE WHEN n % 997 = 0 THEN '一级' END AS rrio_level, printf('03%02d', n % 20) AS org_no
            FROM range({CUSTOMERS}) t(n)""",
        "billing_month": f"""SELECT printf('03%08d', n) AS cons_no, printf('2025%02d', m) AS ym, 'P' || n AS mp_no,
            ((n * 37 + m) % 9000)::DECIMAL(18,4) AS settle_pq
            FROM range({CUSTOMERS}) t(n), range(1, {MONTHS + 1}) u(m) WHERE n % 10 <> 0""",
    }
    files: dict[str, Path] = {}
    with duckdb.connect() as connection:
        for table, query in queries.items():
            files[table] = folder / f"{table}.parquet"
            connection.execute(f"COPY ({query}) TO '{files[table]}' (FORMAT parquet)")
    made = build_snapshot(files, workspace.folder / "parts", workspace.dictionary, data_date=DAY, snapshot_id="bench")
    parts = [
        part.model_copy(update={"file_sha256": sha256_file(made.part_file(part.part))}) for part in made.parts.values()
    ]
    workspace.catalogue.commit_import(parts, made.manifest, "{}")


def checker(count: int) -> Callable[..., CheckResult]:
    def check(_snapshot: Any, _pack: Any, _dictionary: Any, as_of: date, folder: Path, *_: Any, **_more: Any) -> Any:
        with duckdb.connect() as connection:
            connection.execute(
                f"""COPY (SELECT printf('R%03d', 1 + n % 12) AS rule_id, 1 AS rule_version, '' AS clauses, 'customer'
                AS "table", printf('03%08d-%d', n % {CUSTOMERS}, n // {CUSTOMERS}) AS record_key, n AS row_id,
                printf('03%08d', n % {CUSTOMERS}) AS customer, printf('03%02d', n % 20) AS unit,
                CASE n % 3 WHEN 0 THEN 'urgent' WHEN 1 THEN 'important' ELSE 'normal' END AS severity,
                NULL::VARCHAR AS period, '{{"合同容量":"315"}}' AS "values", '合同容量 ' || n AS message,
                '客户.xlsx' AS source_file, n::INTEGER AS source_row FROM range({count}) t(n))
                TO '{folder}/findings.parquet' (FORMAT parquet, COMPRESSION zstd)"""
            )
            connection.execute(
                f"""COPY (SELECT '' AS rule_id, '' AS clause, '' AS unit, 0 AS wrong, 0 AS "right", 0 AS out_of_scope,
                0 AS cannot_judge, 0 AS error, '{{}}' AS reasons LIMIT 0)
                TO '{folder}/counts.parquet' (FORMAT parquet)"""
            )
            connection.execute(
                f"""COPY (SELECT '' AS rule_id, '' AS "table", '' AS record_key, '' AS verdict, '' AS reason LIMIT 0)
                TO '{folder}/watched.parquet' (FORMAT parquet)"""
            )
        names = ("findings.parquet", "counts.parquet", "watched.parquet")
        return CheckResult(*(folder / name for name in names), as_of, count, "", {}, {}, 0.0)

    return check


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PROBLEMS
    with tempfile.TemporaryDirectory() as name, Workspace.create(Path(name) / "W") as workspace:
        snapshot(workspace, Path(name))
        run_check(workspace, checker=checker(count))
        numbers = [number for (number,) in problem_rows(workspace).rows(["problem_no"])]
        step = max(1, count // JUDGED)
        judge_problems(workspace, numbers[: JUDGED * step : step], Outcome.CONFIRMED, "")
        timed(f"list of {count:,} problems", lambda: problem_rows(workspace))
        timed(f"precision, {JUDGED:,} judged", lambda: measure_precision(workspace))
        file = timed("priority of all customers", lambda: priority_file(workspace))
        with duckdb.connect() as connection:
            print(connection.execute(f"SELECT count(*), sum(problems), max(score) FROM '{file}'").fetchall())


if __name__ == "__main__":
    main()
