"""The trail of a customer in a workspace of 100,000 problems, 100,000 answers and a year of official runs.

Run: python -m tests.bench.bench_trail [problems] [runs]

Prints the seconds of building the index once, of bringing it up to date after one more act, and of the trails of 50
customers (median, worst; goal: ≤ 0.2 s each).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from census_app.checking.model import CheckResult, VerdictCounts
from census_app.foundation.canonical import sha256_file
from census_app.foundation.database import writing
from census_app.reporting.trail.read import trail_of
from census_app.survey.answers import Answer
from census_app.survey.words import AnswerOutcome, AnswerSource
from census_app.workspace import acts
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs import run as runs
from census_app.workspace.runs.packs import LoadedPack
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import COUNTS, PACK, deliver
from tests.unit.workspace.fixtures import write_rows

PER_TASK, PER_LIST, ASKED = 20, 1_000, 50
FIRST = date(2025, 11, 3)


def found(count: int) -> str:
    """DuckDB SQL of the findings: about two problems a customer."""
    return f"""
        SELECT 'R043' AS rule_id, 1 AS rule_version, '不符' AS clauses, 'customer' AS "table",
            lpad(i::VARCHAR, 10, '0') AS record_key, i AS row_id, lpad((i // 2)::VARCHAR, 10, '0') AS customer,
            '0301' AS unit, 'important' AS severity, '' AS period, '{{"contract_cap": "' || i || '"}}' AS "values",
            '合同容量 ' || i || ' 与运行容量不符' AS message, 'a.xlsx' AS source_file, i::INTEGER AS source_row
        FROM range({count}) t(i)"""


class Finds:
    """A checker that finds the problems; every run proves one in fifty of them."""

    def __init__(self, count: int) -> None:
        self.count, self.turn = count, 0

    def __call__(self, _s: Any, _p: Any, _d: Any, as_of: date, folder: Path, *_: Any, **_more: Any) -> CheckResult:
        import duckdb

        self.turn += 1
        names = {name: folder / f"{name}.parquet" for name in ("findings", "counts", "watched")}
        kept = f"SELECT * FROM ({found(self.count)}) WHERE row_id % 50 <> {self.turn}"
        proved = f"SELECT * FROM ({found(self.count)}) WHERE row_id % 50 = {self.turn}"
        with duckdb.connect() as engine:
            engine.execute(f"COPY ({kept}) TO '{names['findings']}' (FORMAT parquet)")
            write_rows(names["counts"], COUNTS, [])
            engine.execute(
                f"""COPY (SELECT rule_id, "table", record_key, 'right' AS verdict, '' AS reason FROM ({proved}))
                TO '{names["watched"]}' (FORMAT parquet)"""
            )
        return CheckResult(
            findings_file=names["findings"], counts_file=names["counts"], watched_file=names["watched"], as_of=as_of,
            findings=self.count, digest=sha256_file(names["findings"]), rules={"R043": VerdictCounts()}, errors={},
        )  # fmt: skip


def survey(workspace: Workspace) -> None:
    """Every problem out on a list, in a task, answered in a form."""
    known = list(problem_rows(workspace).rows(["problem_no", "customer", "record_key"]))
    with writing(workspace.engine) as connection:
        for start in range(0, len(known), PER_LIST):
            numbers = [row[0] for row in known[start : start + PER_LIST]]
            codes = dict.fromkeys(numbers, "0123456789")
            acts.append_in(connection, "list.issued", f"L{start}", {"problems": numbers, "row_codes": codes})
        for start in range(0, len(known), PER_TASK * 500):
            _dispatch(connection, known[start : start + PER_TASK * 500], start)


def _dispatch(connection: Any, part: list[Any], start: int) -> None:
    tasks = [
        {
            "task_no": f"T2646-{start + number:06d}",
            "customer": row[1],
            "kind": "visit",
            "trigger": "problem",
            "surveyor": "zhang",
        }
        for number, row in enumerate(part)
        if number % PER_TASK == 0
    ]
    owner = [f"T2646-{start + number - number % PER_TASK:06d}" for number in range(len(part))]
    linked = [{"task_no": task, "problem_no": row[0]} for task, row in zip(owner, part, strict=True)]
    payload = {"problems": [row[0] for row in part]}
    append_with_rows(connection, "tasks.dispatched", "", payload, {"tasks": tasks, "task_problems": linked})
    given = [
        Answer(AnswerSource.FORM, f"F{start}", AnswerOutcome.DIFFERENT, task, table="customer", record_key=row[2],
               field="contract_cap", item="customer.contract_cap", value="100", person="zhang").row()
        for task, row in zip(owner, part, strict=True)
    ]  # fmt: skip
    append_with_rows(connection, "results.received", f"F{start}", payload, {"answers": given})


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    weeks = int(sys.argv[2]) if len(sys.argv) > 2 else 12
    runs.load_for_run = lambda *_: LoadedPack(PACK, None, True, "pack-1")  # type: ignore[assignment, arg-type]
    with tempfile.TemporaryDirectory() as folder, Workspace.create(Path(folder) / "W") as workspace:
        checker = Finds(count)
        for week in range(weeks):
            deliver(workspace, FIRST + timedelta(weeks=week))
            runs.run_check(workspace, checker=checker)
            if week == 0:
                survey(workspace)
        size = (workspace.folder / "workspace.db").stat().st_size >> 20
        print(f"{count:,} problems, {count:,} answers, {weeks} official runs, database {size} MB")
        print(f"index built         {timed(workspace, '0000000000'):.2f} s")
        acts.append(workspace.engine, "problem.confirmed", "", {"problems": []})
        print(f"index after an act  {timed(workspace, '0000000000'):.3f} s")
        step = count // 2 // ASKED
        taken = [timed(workspace, f"{number * step:010d}") for number in range(ASKED)]
        print(f"trail               median {statistics.median(taken):.3f} s, worst {max(taken):.3f} s")


def timed(workspace: Workspace, customer: str) -> float:
    begun = time.perf_counter()
    assert trail_of(workspace, customer).entries
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
