"""A whole check beside the rule catalogue's own SQL, rule by rule, on the same parts of the same workspace.

Run: python tests/bench/bench_catalogue.py CATALOGUE [--customers 100000] [--folder F] [--repeat 3]

CATALOGUE is the catalogue's YAML; its macros (`rule_macros_reference.sql`) lie beside it. The county (bills included)
is made and imported once into `--folder`, as in `bench_preview`. Each side is a process of its own, run in turns.

The sides do not produce the same:

- `keys`: the catalogue's statements as they are written; each gives the keys of the records it calls wrong (all
  records where it looks for values in a code table: the county brings none, its tables are empty);
- `records`: each gives the values of the rule's fields beside the key, which is what a message needs;
- `check`: `census check --trial`, as a whole process: the shipped rules (corrected since the catalogue, with clauses of
  their own), each record's verdict of four with its reason, counts by rule, clause and unit, and of every finding the
  message with its values, the unit, the customer, the month and the source row, written to files.

Prints CPU seconds: of the catalogue the statements only, without starting Python or opening the parts.

With `--customers 1000000` and `--customers 100000` in turns it shows growth: 80 to 82 s and 1.71 GB for a million
customers with 12.8 million bills, 8.2 to 9.2 s and .73 GB for a hundred thousand with 1.28 million; 8.7 to 10.0 times
as much, that is an exponent of .94 to 1.00.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.bench_preview import census, prepare

MACROS = "rule_macros_reference.sql"
AS_OF = "DATE '2026-11-20'"
SIDES = ("keys", "records")
# what the check may use, so that both sides have the same
SETTINGS: dict[str, str | bool | int | float | list[str]] = {"threads": 2, "memory_limit": "1500MB"}


def statement(rule: dict[str, Any], side: str) -> str:
    """The SQL of a catalogue's rule with its parameters filled in."""
    parameters = {"asof": AS_OF, **(rule.get("params") or {})}

    def filled(text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: str(parameters.get(found[1], found[0])), text)

    source = filled(rule["from"])
    columns = [filled(rule["key"]), *(fields(rule, source) if side == "records" else [])]
    query = f"SELECT {', '.join(columns)} FROM {source} WHERE {filled(rule['wrong_when'])}"
    return f"WITH {filled(rule['with'])} {query}" if rule.get("with") else query


def fields(rule: dict[str, Any], source: str) -> list[str]:
    """The rule's fields of the tables that stand in FROM under a name of their own."""
    flat, shorter = source, re.sub(r"\([^()]*\)", "", source)
    while flat != shorter:
        flat, shorter = shorter, re.sub(r"\([^()]*\)", "", shorter)
    names = dict(re.findall(r"(?:^|JOIN )(\w+) (\w+)", flat))
    pairs = (field.split(".") for field in rule["fields"])
    return [f'{names[table]}."{column}"' for table, column in pairs if table in names]


def measure(catalogue: Path, workspace: Path, side: str) -> dict[str, Any]:
    """CPU seconds of all statements, rows they give, and the rules that cannot be run."""
    import duckdb
    import yaml

    from census_app.workspace.workspace import Workspace

    connection = duckdb.connect(config=SETTINGS)
    with Workspace.open(workspace) as opened:
        snapshot = opened.catalogue.open()
        for name, entry in opened.dictionary.tables.items():
            if not (entry.linked or entry.latest or entry.periods):
                listed = ", ".join(f'"{field.id}"' for field in entry.fields)
                connection.execute(f'CREATE VIEW "{name}" AS SELECT {listed} FROM ({snapshot.table_sql(entry)})')
    connection.execute((catalogue.parent / MACROS).read_text(encoding="utf-8"))
    rules = yaml.safe_load(catalogue.read_text(encoding="utf-8"))["rules"]
    rows, failed, slowest, started = 0, {}, [], process_time()
    for rule in rules:
        before = process_time()
        try:
            rows += len(connection.execute(statement(rule, side)).fetchall())
        except duckdb.Error as error:
            failed[rule["id"]] = str(error).splitlines()[0]
        slowest.append((round(process_time() - before, 3), rule["id"]))
    return {
        "cpu": process_time() - started,
        "rules": len(rules) - len(failed),
        "rows": rows,
        "failed": failed,
        "slowest": sorted(slowest, reverse=True)[:5],
    }


def main() -> None:
    """Print one line per side and turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("catalogue", type=Path)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    folder = given.folder or Path(f"/tmp/census-bench-preview-{given.customers}")  # a benchmark's scratch data
    workspace = prepare(folder, given.customers)
    if given.side:
        print(json.dumps(measure(given.catalogue, workspace, given.side)))
        return
    for _ in range(given.repeat):
        check = census("check", "--workspace", workspace, "--trial")
        print(f"{'check':8} CPU {check.cpu:6.2f} s   {check.said['findings']} findings", flush=True)
        for side in SIDES:
            own = ["--folder", str(folder), "--customers", str(given.customers), "--side", side]
            done = subprocess.run(
                [sys.executable, __file__, str(given.catalogue), *own], capture_output=True, text=True, check=True
            )
            cost = json.loads(done.stdout)
            print(
                f"{side:8} CPU {cost['cpu']:6.2f} s   {cost['rules']} rules, {cost['rows']} rows, the check takes "
                f"{check.cpu / cost['cpu']:.2f} times as much   slowest {cost['slowest']}   failed {cost['failed']}",
                flush=True,
            )


if __name__ == "__main__":
    main()
