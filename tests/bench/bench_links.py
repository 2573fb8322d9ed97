"""What reading links costs a check: the same snapshot and rules without a link set, with one, and with a hostile one.

    python tests/bench/bench_links.py [--rows 1000000] [--folder F]

The link set joins nine tenths of the customers to a person of as many; the archive against itself has a pair for every
twentieth customer. The hostile one hangs a tenth of all customers on one of them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import duckdb

from census_app.archive.fabricate import build_snapshot
from census_app.archive.snapshot import Snapshot
from census_app.checking.model import EngineLimits
from census_app.checking.run import check_snapshot
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.jobs import silent
from census_app.matching.links import SELF, LinkSet, LinkSetManifest, parts_of, write_link_set
from tests.unit.checking.build import pack_of

RULES = {
    "R900": "公安比对 is not null and 用户名称 <> 公安比对.姓名",
    "R901": "公安比对 is null",
    "R902": "公安比对 is not null and 公安比对.死亡注销标志",
    "R903": "any(疑似同户, 成员.用户名称 <> 本户.用户名称)",
    "R904": "count(同址异名_公安) > 0",
    "R905": "同户组 is not null and sum(同户组.成员户.用电客户.合同容量) > 100",
}


def make(rows: int, folder: Path) -> Snapshot:
    """Customers and as many people, every twentieth with another name."""
    name = "chr(19968 + CAST(hash(i) % 5000 AS INTEGER)) || chr(19968 + CAST(hash(i, 1) % 5000 AS INTEGER))"
    customers = (
        f"SELECT printf('%010d', i) AS cons_no, {name} AS cons_name, 8.0 AS contract_cap FROM range({rows}) t(i)"
    )
    people = (
        f"SELECT printf('P%010d', i) AS record_no, CASE WHEN i % 20 = 0 THEN '王' ELSE {name} END AS person_name, "
        f"i % 1000 = 0 AS death_flag FROM range({rows}) t(i)"
    )
    with duckdb.connect() as connection:
        for table, query in (("customer", customers), ("gov_population", people)):
            connection.execute(f"COPY ({query}) TO '{(folder / f'{table}.parquet').as_posix()}' (FORMAT parquet)")
    tables = {table: folder / f"{table}.parquet" for table in ("customer", "gov_population")}
    return build_snapshot(tables, folder / "parts", load_dictionary())


def link(snapshot: Snapshot, rows: int, folder: Path, *, hostile: bool) -> LinkSet:
    """The link set described above."""
    beside = "20.0 AS bits, 0.999 AS probability, 'auto' AS decision, '{}' AS levels, '' AS blocking_keys, '' AS model"
    tenth = rows // 10
    pair = f"(0, i + 1) FROM range({tenth})" if hostile else f"(i * 20, i * 20 + 1) FROM range({rows // 20})"
    links = (
        f"SELECT 'gov_population' AS source, 'customer' AS left_table, printf('%010d', i) AS left_key, "
        f"printf('P%010d', i) AS right_key, i AS right_row, {beside} FROM range({rows}) t(i) WHERE i % 10 <> 9 "
        f"UNION ALL SELECT '{SELF}', 'customer', printf('%010d', p[1]), printf('%010d', p[2]), p[2], "
        f"{beside} FROM (SELECT [{pair[1 : pair.index(')')]}] AS p {pair[pair.index(')') + 1 :]} t(i))"
    )
    covered = (
        f"SELECT s AS source, 'customer' AS left_table, printf('%010d', i) AS left_key, "
        f"CASE WHEN s = '{SELF}' OR i % 10 = 9 THEN 'none' ELSE 'linked' END AS verdict "
        f"FROM range({rows}) t(i), (VALUES ('gov_population'), ('{SELF}')) n(s)"
    )
    manifest = LinkSetManifest(
        link_set="hostile" if hostile else "plain",
        created_at="2026-11-25T08:00:00+08:00",
        parts={table: parts_of(snapshot, table) for table in ("customer", "gov_population")},
        sources={},
    )
    with duckdb.connect() as connection:
        return write_link_set(folder / "links", manifest, connection, f"({links})", f"({covered})")


def main() -> None:
    """Print one line a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    dictionary = load_dictionary()
    pack = pack_of(dictionary, [{"id": rule, "table": "用电客户", "wrong": when} for rule, when in RULES.items()])
    with tempfile.TemporaryDirectory(dir=arguments.folder) as made:
        folder = Path(made)
        snapshot = make(arguments.rows, folder)
        sets = {"none": None} | {
            name: link(snapshot, arguments.rows, folder, hostile=name == "hostile") for name in ("plain", "hostile")
        }
        for name, links in sets.items():
            wall, cpu = perf_counter(), process_time()
            result = check_snapshot(
                snapshot, pack, dictionary, date(2026, 11, 25), folder / name, EngineLimits(), silent(), links=links
            )
            counts = {rule: found.wrong for rule, found in result.rules.items()}
            print(
                f"{name:8} {perf_counter() - wall:6.1f} s  CPU {process_time() - cpu:6.1f} s  wrong {counts}",
                flush=True,
            )


if __name__ == "__main__":
    main()
