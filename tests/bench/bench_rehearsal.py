"""One customer's rehearsal and localisation beside a whole check of the same snapshot, all rules.

Run: python -m tests.bench.bench_rehearsal WORKSPACE      (for example one made by `census demo --customers 100000`)

Reading the pack is told apart: the window has it at hand. A rehearsal without restriction would cost two whole checks.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from census_app.checking.localisation.case import KnownProblem
from census_app.checking.localisation.locate import locate
from census_app.checking.model import EngineLimits
from census_app.checking.rehearsal.corrections import Correction
from census_app.checking.rehearsal.rehearse import rehearse_snapshot
from census_app.checking.run import check_snapshot
from census_app.foundation.jobs import silent
from census_app.workspace.localisation.all_customers import localise_all
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.packs import load_for_run
from census_app.workspace.workspace import Workspace

T = TypeVar("T")
CORRECTIONS = (
    ("customer", "contract_cap", "315"),
    ("customer", "elec_addr", "试验镇试验路1号"),
    ("customer", "cons_status", "已销户客户"),
    ("metering_point", "price_code", "J1101"),
)


def timed(name: str, work: Callable[[], T]) -> T:
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(f"{name:<44} CPU {cpu:6.2f} s   wall {wall:6.2f} s", flush=True)
    return result


def main(folder: Path) -> None:
    with Workspace.open(folder) as workspace, tempfile.TemporaryDirectory() as scratch:
        pack = timed("rule pack read", lambda: load_for_run(workspace, None)).resolved
        snapshot, dictionary = workspace.catalogue.open(), workspace.dictionary
        day, limits = snapshot.manifest.data_date, EngineLimits()
        columns = ["customer", "rule_id", "clauses", "table", "record_key", "message"]
        known = [row for row in problem_rows(workspace, "未了结").rows(columns) if row[0]]
        counted = {row[0]: [one for one in known if one[0] == row[0]] for row in known}
        customer, problems = max(counted.items(), key=lambda one: len(one[1]))
        print(f"{snapshot.rows('customer'):,} customers, {snapshot.rows('billing_month'):,} bills; customer {customer}")
        out = Path(scratch) / "out"
        timed("whole check", lambda: check_snapshot(snapshot, pack, dictionary, day, out, limits, silent()))
        for table, field, value in CORRECTIONS:
            key = customer if table == "customer" else next((row[4] for row in known if row[3] == table), "")
            tried = [Correction(table, key, field, value)]
            name = f"rehearsal {table}.{field}"
            told = timed(name, partial(rehearse_snapshot, snapshot, pack, dictionary, day, tried, limits, silent()))
            refused = [one.reason for one in told.refused]
            print(f"    {len(told.judged)} rules, {told.rows} rows kept, {len(told.fates)} fates, refused {refused}")
        accused = [KnownProblem(row[1], tuple(filter(None, row[2].split(","))), *row[3:]) for row in problems]
        answer = timed(
            f"localisation of {len(accused)} problems, values tried",
            lambda: locate(snapshot, pack, dictionary, day, accused, limits, silent()),
        )
        print("    " + "; ".join(f"{one.standing} {[s.field_name for s in one.suspects]}" for one in answer.sets[:3]))
        everybody = timed("localisation of everybody", lambda: localise_all(workspace, Path(scratch) / "all.parquet"))
        print(f"    {everybody.customers} customers")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
