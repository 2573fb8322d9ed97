"""A million problems through one official run's derivation of states, and a filtered view of them.

Run: python -m tests.bench.bench_states [problems]

Prints CPU and wall seconds beside a bare DuckDB copy of the same findings to Parquet (their sort and write alone).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.fields import derived_sql
from census_app.workspace.problems.states import RunMoment, VerdictFiles, derive, load_states, write_states
from tests.unit.workspace.fixtures import RULE

PROBLEMS = 1_000_000


def timed(name: str, work: Callable[[], object]) -> float:
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(f"{name:<58} CPU {cpu:6.2f} s   wall {wall:6.2f} s", flush=True)
    return cpu


def make_files(folder: Path, count: int, first: int) -> VerdictFiles:
    """Findings of customers first … first + count; the ones before are right now."""
    with scratch_engine(folder / "cache") as connection:
        connection.execute(
            f"""
            CREATE TEMP TABLE f AS SELECT 'R043' AS rule_id, 1::INTEGER AS rule_version, '不符' AS clauses,
                'customer' AS "table", printf('03%08d', n) AS record_key, n::BIGINT AS row_id,
                printf('03%08d', n) AS customer, printf('03%02d', n % 20) AS unit, 'important' AS severity,
                NULL::VARCHAR AS period, '{{"合同容量":"315","受电设备.铭牌容量":"400"}}' AS "values",
                '合同容量 ' || n || ' kVA，在用受电设备铭牌合计 400 kVA' AS message, '客户.xlsx' AS source_file,
                n::INTEGER AS source_row FROM range({first}, {first + count}) t(n)
            """
        )
        connection.execute(
            f"""
            CREATE TEMP TABLE w AS SELECT 'R043' AS rule_id, 'customer' AS "table",
                printf('03%08d', n) AS record_key, 'right' AS verdict, NULL::VARCHAR AS reason FROM range({first}) t(n)
            """
        )
        connection.execute(
            """
            CREATE TEMP TABLE r AS SELECT "table", record_key, '柳河所' AS unit_name, '赵*芳' AS customer_name,
                '柳河镇东环路 ' || row_id || ' 号' AS address, 'T' || row_id % 9000 AS tg_no, '柳河' AS tg_name,
                '张志强' AS tg_manager FROM f
            """
        )
        for name, table in (("findings", "f"), ("watched", "w"), ("records", "r")):
            connection.execute(f"COPY {table} TO '{folder}/{name}{first}.parquet' (FORMAT parquet, COMPRESSION zstd)")
    return VerdictFiles(*(folder / f"{name}{first}.parquet" for name in ("findings", "watched", "records")))


def one_run(folder: Path, name: str, day: date, files: VerdictFiles, before: Path | None) -> Path:
    target = folder / f"states-{name}.parquet"
    with scratch_engine(folder / "cache") as connection:
        load_states(connection, "known", before)
        connection.execute("CREATE TEMP TABLE reserved AS SELECT problem_id, problem_no FROM known")
        moment = RunMoment(name, day, "2026-W47", {"customer": day})
        write_states(connection, derive(connection, moment, [RULE], "known", "reserved", files), target)
    return target


def bare_copy(folder: Path, files: VerdictFiles) -> None:
    with scratch_engine(folder / "cache") as connection:
        connection.execute(
            f"COPY (FROM '{files.findings}' ORDER BY rule_id, record_key) TO '{folder}/bare.parquet' "
            "(FORMAT parquet, COMPRESSION zstd)"
        )


def filtered_view(folder: Path, states: Path) -> None:
    with scratch_engine(folder / "cache") as connection:
        load_states(connection, "current", states)
        connection.execute(
            f"COPY (SELECT * FROM (SELECT *, {derived_sql('2026-12-01', 'two')} FROM current) WHERE overdue) "
            f"TO '{folder}/view.parquet' (FORMAT parquet, COMPRESSION zstd)"
        )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PROBLEMS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, second = make_files(folder, count, 0), make_files(folder, count * 9 // 10, count // 10)
        bare = timed("bare: findings sorted to Parquet", lambda: bare_copy(folder, first))
        states: list[Path] = []
        timed(f"{count:,} new problems", lambda: states.append(one_run(folder, "one", date(2026, 11, 16), first, None)))
        again = timed(
            f"{count:,} known problems, nine of ten found again",
            lambda: states.append(one_run(folder, "two", date(2026, 11, 23), second, states[0])),
        )
        timed("filtered view", lambda: filtered_view(folder, states[1]))
        print(f"known problems / bare copy: {again / bare:.1f}")


if __name__ == "__main__":
    main()
