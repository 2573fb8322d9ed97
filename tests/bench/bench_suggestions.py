"""Suggestions for a million problems of a million customers linked to a register of a million people.

Run: python -m tests.bench.bench_suggestions [problems]

Prints CPU and wall seconds, peak memory, and how many problems have a suggestion.
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
from census_app.dictionary.loader import load_dictionary
from census_app.matching.links import LinkedSource, LinkSet, LinkSetManifest, parts_of, write_link_set
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.model import create_table_sql
from census_app.workspace.suggestions.proposing import load_offers, load_wanted, offers
from census_app.workspace.suggestions.settings import suggestion_settings
from census_app.workspace.suggestions.weighing import weigh
from census_app.workspace.suggestions.wording import worded

PROBLEMS = 1_000_000
_WEIGHTED = " + ".join(f"{(1 << (17 - place)) % 11} * body[{place + 1}]::INTEGER" for place in range(17))


def timed(name: str, work: Callable[[], Any]) -> Any:
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name:<50} CPU {cpu:6.2f} s   wall {wall:6.2f} s   peak {peak} MB", flush=True)
    return result


def deliver(folder: Path, count: int) -> tuple[Any, LinkSet]:
    files: dict[str, Any] = {}
    body = "'130929' || strftime(DATE '1950-01-01' + (n % 20000)::INTEGER, '%Y%m%d') || printf('%03d', n // 20000)"
    right = f"(SELECT body || ('10X98765432')[1 + ({_WEIGHTED}) % 11] FROM (SELECT {body} AS body))"
    queries = {
        "customer": f"""SELECT printf('03%08d', n) AS cons_no, '用户' || n AS cons_name, printf('139%08d', n) AS mobile,
            substr({right}, 1, 17) || '?' AS cert_no FROM range({count}) t(n)""",
        "gov_population": f"SELECT 'G' || n AS record_no, {right} AS cert_no, '用户' || n AS person_name "
        f"FROM range({count}) t(n)",
    }
    with duckdb.connect(config={"memory_limit": "1GB", "threads": 2}) as connection:
        for table, query in queries.items():
            files[table] = folder / f"{table}.parquet"
            connection.execute(f"COPY ({query}) TO '{files[table]}' (FORMAT parquet)")
        snapshot = build_snapshot(files, folder / "parts", load_dictionary())
        manifest = LinkSetManifest(
            link_set="bench", created_at="",
            parts={table: parts_of(snapshot, table) for table in files},
            sources={"gov_population": LinkedSource(table="gov_population", left_tables=("customer",))},
        )  # fmt: skip
        links = f"""(SELECT 'gov_population' AS source, 'customer' AS left_table, printf('03%08d', n) AS left_key,
            'G' || n AS right_key, n AS right_row, 12.5 AS bits, 0.9 + (n % 100) / 1000.0 AS probability,
            CASE WHEN n % 3 = 0 THEN 'review' ELSE 'auto' END AS decision,
            '{{"name": "equal", "identifier": "one_slip"}}' AS levels, 'name.full' AS blocking_keys, 'base' AS model
            FROM range({count}) t(n))"""
        covered = "(SELECT '' AS source, '' AS left_table, '' AS left_key, '' AS verdict LIMIT 0)"
        return snapshot, write_link_set(folder / "links", manifest, connection, links, covered)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PROBLEMS
    dictionary, settings = load_dictionary(), suggestion_settings()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        snapshot, links = timed(f"archive, register and links of {count:,}", lambda: deliver(folder, count))
        with scratch_engine(folder / "cache") as connection:
            connection.execute(create_table_sql("told"))
            connection.execute(
                f"""INSERT INTO told BY NAME SELECT 'P' || n AS problem_no, md5(n::VARCHAR) AS problem_id,
                'R012' AS rule_id, 'customer' AS "table", printf('03%08d', n) AS record_key, 'open' AS state,
                n AS row_id, '["证件号码"]' AS accused, 'run' AS last_run FROM range({count}) t(n)"""
            )

            def work() -> int:
                made = offers(snapshot, dictionary, links, settings)
                load_wanted(connection, "told", "run", dictionary, settings)
                load_offers(connection, snapshot, dictionary, links, made, settings)
                weigh(connection, made, {}, snapshot, dictionary, settings)
                return sum(1 for _ in worded(connection, "told", made, snapshot, dictionary))

            print(f"  {timed(f'suggestions for {count:,} problems, in words', work):,} suggestions")


if __name__ == "__main__":
    main()
