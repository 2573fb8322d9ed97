"""All 112 rules over a county of any size, beside the catalogue's own SQL run rule by rule on the same rows.

The catalogue is the YAML the pack was made from (`from`, `wrong_when`, `params` in DuckDB's SQL) with its macros;
without it only our own figures are printed. Each side runs in a process of its own; CPU seconds and peak memory are
that process's, without making the data.

    python tests/bench/bench_pack.py [--customers 100000] [--repeat 2] [--catalogue rules.yaml --macros macros.sql]
"""

from __future__ import annotations

import argparse
import json
import pickle
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

TODAY = date(2026, 11, 25)
SEED = 7


def prepare(customers: int, folder: Path) -> None:
    """The county's tables and our snapshot of them stand in the folder."""
    import duckdb

    from census_app.archive.fabricate import build_snapshot
    from census_app.demo.generate import write_tables
    from census_app.dictionary.loader import load_dictionary

    done = folder / "snapshot.pickle"
    if done.exists():
        return
    tables = folder / "tables"
    write_tables(tables, customers, SEED, errors=True)
    bills = (tables / "billing_month.parquet").as_posix()
    months = (tables / "billing_month" / "*.parquet").as_posix()
    duckdb.sql(f"COPY (FROM read_parquet('{months}') ORDER BY ym, cons_no) TO '{bills}' (FORMAT parquet)")
    files = {file.stem: file for file in sorted(tables.glob("*.parquet"))}
    snapshot = build_snapshot(files, folder / "parts", load_dictionary())
    done.write_bytes(pickle.dumps(snapshot))


def run_ours(folder: Path, _given: argparse.Namespace) -> dict[str, Any]:
    """The shipped pack over the snapshot, findings written."""
    from census_app.checking.model import EngineLimits
    from census_app.checking.run import check_snapshot
    from census_app.dictionary.loader import load_dictionary
    from census_app.foundation.jobs import silent
    from census_app.foundation.resources import shipped_folder
    from census_app.rulebook.packs import load_pack
    from census_app.rulebook.resolving.resolve import resolve_pack

    snapshot = pickle.loads((folder / "snapshot.pickle").read_bytes())  # written by this script
    dictionary = load_dictionary()
    pack = resolve_pack(load_pack(shipped_folder("rules") / "census-112"), dictionary)
    started, cpu = perf_counter(), process_time()
    result = check_snapshot(snapshot, pack, dictionary, TODAY, folder / "ours", EngineLimits(memory="1600MB"), silent())
    return {
        "wall": perf_counter() - started,
        "cpu": process_time() - cpu,
        "engine": result.engine_seconds,
        "findings": result.findings,
        "broken": sorted(result.errors),
    }


def run_catalogue(folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    """The catalogue's SQL, one rule after the other, keys written."""
    import duckdb
    import yaml

    snapshot = pickle.loads((folder / "snapshot.pickle").read_bytes())
    rules = yaml.safe_load(given.catalogue.read_text(encoding="utf-8"))["rules"]
    connection = duckdb.connect(config={"threads": 2, "memory_limit": "4GB"})
    _offer_tables(connection, snapshot)
    connection.execute(given.macros.read_text(encoding="utf-8"))
    started, cpu = perf_counter(), process_time()
    found, broken, slowest = 0, [], []
    for rule in rules:
        begun = process_time()
        try:
            connection.execute(f"CREATE OR REPLACE TEMP TABLE hits AS {_statement(rule)}")
            found += connection.execute("SELECT count(*) FROM hits").fetchall()[0][0]
        except duckdb.Error as error:
            broken.append(f"{rule['id']}: {str(error).splitlines()[0][:100]}")
        slowest.append((round(process_time() - begun, 2), rule["id"]))
    used = {"wall": perf_counter() - started, "cpu": process_time() - cpu}
    return used | {"findings": found, "broken": broken, "slowest": sorted(slowest, reverse=True)[:8]}


def _offer_tables(connection: Any, snapshot: Any) -> None:
    """Every table of the dictionary with all its columns; what the county did not deliver is null or empty, except
    the working calendar and the code lists, which our side ships with."""
    from census_app.archive.columns import sql_type
    from census_app.dictionary.calendar import WorkingCalendar
    from census_app.dictionary.loader import load_dictionary

    dictionary = load_dictionary()
    connection.execute("CREATE TABLE special_holiday (d DATE, is_workday BOOLEAN)")
    connection.executemany("INSERT INTO special_holiday VALUES (?, ?)", list(WorkingCalendar.load().days()))
    connection.execute(
        "CREATE TABLE code_value (code_set VARCHAR, code_value VARCHAR, code_label VARCHAR, valid_from DATE, "
        "valid_to DATE)"
    )
    codes = [
        (name, entry.code, entry.label) for name, listed in dictionary.code_lists.items() for entry in listed.values
    ]
    connection.executemany("INSERT INTO code_value VALUES (?, ?, ?, NULL, NULL)", codes)
    for table, entry in dictionary.tables.items():
        if table in ("special_holiday", "code_value"):
            continue
        parts = [snapshot.part_file(part).as_posix() for part in snapshot.manifest.parts.get(table, ())]
        given: set[str] = set()
        source = "(SELECT 1) WHERE FALSE"
        if parts:
            source = f"read_parquet({parts})"
            given = {row[0] for row in connection.execute(f"DESCRIBE FROM {source}").fetchall()}
        columns = ", ".join(
            f'"{field.id}"' if field.id in given else f'CAST(NULL AS {sql_type(field)}) AS "{field.id}"'
            for field in entry.fields
        )
        connection.execute(f'CREATE VIEW "{table}" AS SELECT {columns} FROM {source}')


def _statement(rule: dict[str, Any]) -> str:
    texts = {"{asof}": f"DATE '{TODAY}'"} | {f"{{{name}}}": text for name, text in (rule.get("params") or {}).items()}
    statement = f"SELECT {rule['key']} AS key FROM {rule['from']} WHERE {rule['wrong_when']}"
    for name, text in texts.items():
        statement = statement.replace(name, str(text))
    return statement


SIDES = {"ours": run_ours, "catalogue": run_catalogue}


def measure(side: str, folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    """One side in a process of its own."""
    command = [sys.executable, __file__, "--child", side, "--folder", str(folder)]
    if given.catalogue:
        command += ["--catalogue", str(given.catalogue), "--macros", str(given.macros)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # our own script
    if done.returncode:
        raise SystemExit(done.stderr)
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def main() -> None:
    """Print the best of the repeats of each side."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--catalogue", type=Path)
    parser.add_argument("--macros", type=Path)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--child", choices=sorted(SIDES))
    given = parser.parse_args()
    folder = given.folder or Path(f"/tmp/census-bench-pack-{given.customers}")  # a benchmark's scratch data
    if given.child:
        result = SIDES[given.child](folder, given)
        result["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(result))
        return
    prepare(given.customers, folder)
    sides = ["ours", "catalogue"] if given.catalogue else ["ours"]
    best: dict[str, dict[str, Any]] = {}
    for _ in range(given.repeat):
        for side in sides:
            found = measure(side, folder, given)
            if side not in best or found["cpu"] < best[side]["cpu"]:
                best[side] = found
    for side, found in best.items():
        ratio = found["cpu"] / best["ours"]["cpu"]
        print(
            f"{side:9} CPU {found['cpu']:6.2f} s ({ratio:.2f} of ours), wall {found['wall']:6.2f} s, "
            f"peak {found['peak']:5.0f} MB, findings {found['findings']}, broken {found['broken']}"
            f" {found.get('slowest', '')}"
        )


if __name__ == "__main__":
    main()
