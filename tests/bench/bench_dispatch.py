"""100,000 problems of 5,000 customers into 5,000 tasks of 200 surveyors.

Run: python -m tests.bench.bench_dispatch [problems] [customers]

Prints CPU and wall seconds of sorting, of a preview, of the dispatch itself (goal: ≤ 5 s) and of a second one, which
gives nothing out.
"""

from __future__ import annotations

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
from census_app.survey.dispatch.dispatching import dispatch
from census_app.survey.dispatch.request import DispatchRequest
from census_app.survey.settling.sorting import sort_problems
from census_app.survey.tasks.listing import TaskFilter, list_tasks
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace

PROBLEMS, CUSTOMERS, TRANSFORMERS, SURVEYORS, STATIONS = 100_000, 5_000, 500, 200, 20
DAY, WEEK, MONDAY = date(2026, 11, 20), "2026-W48", date(2026, 11, 23)
RULES = ("R043", "R003", "R042", "R012", "R060", "R020", "R088", "R029", "R005", "R082")


def timed(name: str, work: Callable[[], Any]) -> Any:
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(f"{name:<44} CPU {cpu:6.2f} s   wall {wall:6.2f} s", flush=True)
    return result


def deliver(workspace: Workspace, folder: Path, customers: int) -> None:
    tables = {
        "customer": f"""SELECT printf('03%08d', n) AS cons_no, '用户' || n AS cons_name,
            315::DECIMAL(18,3) AS contract_cap, printf('03%02d', n % {TRANSFORMERS} % {STATIONS}) AS org_no,
            printf('T%05d', n % {TRANSFORMERS}) AS tg_no, '前柳村' || (n * 7 % 90) || '号' AS elec_addr,
            116 + (n * 37 % 1000) / 1000 AS longitude, 38 + (n * 53 % 1000) / 1000 AS latitude
            FROM range({customers}) t(n)""",
        "distribution_transformer": f"""SELECT printf('T%05d', n) AS tg_no, '台区' || n AS tg_name,
            printf('03%02d', n % {STATIONS}) AS org_no, '经理' || (n % {SURVEYORS}) AS tg_manager,
            printf('L%03d', n % 60) AS line_no, 116 + (n * 37 % 500) / 500 AS longitude,
            38 + (n * 53 % 500) / 500 AS latitude FROM range({TRANSFORMERS}) t(n)""",
    }
    files: dict[str, Path] = {}
    with duckdb.connect() as connection:
        for table, query in tables.items():
            files[table] = folder / f"{table}.parquet"
            connection.execute(f"COPY ({query}) TO '{files[table]}' (FORMAT parquet)")
    made = build_snapshot(files, workspace.folder / "parts", workspace.dictionary, data_date=DAY, snapshot_id="bench")
    parts = [
        part.model_copy(update={"file_sha256": sha256_file(made.part_file(part.part))}) for part in made.parts.values()
    ]
    workspace.catalogue.commit_import(parts, made.manifest, "{}")


def checker(count: int, customers: int) -> Callable[..., CheckResult]:
    rules = ", ".join(f"'{rule}'" for rule in RULES)

    def check(_snapshot: Any, _pack: Any, _dictionary: Any, as_of: date, folder: Path, *_: Any, **_more: Any) -> Any:
        with duckdb.connect() as connection:
            connection.execute(
                f"""COPY (SELECT [{rules}][1 + n // {customers} % {len(RULES)}] AS rule_id, 1 AS rule_version,
                '' AS clauses, 'customer' AS "table", printf('03%08d-%d', n % {customers}, n // {customers}) AS
                record_key, n AS row_id, printf('03%08d', n % {customers}) AS customer,
                printf('03%02d', n % {customers} % {TRANSFORMERS} % {STATIONS}) AS unit,
                CASE n // {customers} % 3 WHEN 0 THEN 'urgent' WHEN 1 THEN 'important' ELSE 'normal' END AS severity,
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
    customers = int(sys.argv[2]) if len(sys.argv) > 2 else CUSTOMERS
    request = DispatchRequest(WEEK, today=MONDAY)
    with tempfile.TemporaryDirectory() as name, Workspace.create(Path(name) / "W") as workspace:
        deliver(workspace, Path(name), customers)
        run_check(workspace, checker=checker(count, customers))
        timed(f"sort {count:,} problems", lambda: sort_problems(workspace))
        given = timed(f"dispatch to {customers:,} customers", lambda: dispatch(workspace, request))
        print(f"{len(given.tasks):,} tasks, {given.problems:,} problems, left over {given.left_over:,}", flush=True)
        loads = sorted({person: sum(days.values()) for person, days in given.as_json()["surveyors"].items()}.values())
        print(f"{len(loads)} surveyors, {loads[0]} to {loads[-1]} tasks each", flush=True)
        again = timed("dispatch again", lambda: dispatch(workspace, request))
        print(f"{len(again.tasks)} tasks, {again.gathered.in_tasks:,} problems already in tasks", flush=True)
        timed("list", lambda: list_tasks(workspace, TaskFilter(week=WEEK)))


if __name__ == "__main__":
    main()
