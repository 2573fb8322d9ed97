"""100,000 answers of 10,000 visits waiting for a reviewer: the queue, one decision, a day's decisions, the workbook.

Run: python -m tests.bench.bench_review

Prints seconds on the wall and of CPU for each.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from census_app.reporting.review_workbook.export import export_reviews
from census_app.survey.answers import Answer
from census_app.survey.review.deciding import decide
from census_app.survey.review.effects import Said
from census_app.survey.review.queue import Asked, review_queue
from census_app.survey.words import AnswerOutcome, AnswerSource, ReviewDecision
from census_app.workspace.workspace import Workspace
from tests.unit.survey.review.field import append
from tests.unit.workspace.probe import two_weeks

VISITS, SURVEYORS = 10_000, 40
DAY = 400
FIELDS = ("addr_road", "trade_code", "holiday", "addr_town", "contract_cap", "run_cap", "mobile", "elec_addr",
          "cons_name", "volt_level")  # fmt: skip


def survey(workspace: Workspace) -> None:
    """Each visit found one road that differs, everything else as the archive has it."""
    numbers = [f"T2648-{number:05d}" for number in range(VISITS)]
    tasks = [
        {"task_no": task, "kind": "visit", "trigger": "problem", "customer": str(number % 6 + 1), "table": "customer",
         "record_key": str(number % 6 + 1), "unit": "0301", "surveyor": f"人{number % SURVEYORS}", "week": "2026-W48"}
        for number, task in enumerate(numbers)
    ]  # fmt: skip
    append(workspace, "tasks.dispatched", {"tasks": tasks}, problems=[])
    answers = [
        Answer(
            AnswerSource.FORM, f"F{number % SURVEYORS}",
            AnswerOutcome.CONSISTENT if place else AnswerOutcome.DIFFERENT, task_no=task, table="customer",
            record_key=str(number % 6 + 1), field=field, item=field, value="" if place else "柳河路",
            person=f"人{number % SURVEYORS}",
        ).row()
        for number, task in enumerate(numbers)
        for place, field in enumerate(FIELDS)
    ]  # fmt: skip
    changes = [{"task_no": task, "state": "surveyed"} for task in numbers]
    append(workspace, "results.received", {"answers": answers, "task_changes": changes}, problems=[])


def timed(name: str, work: Callable[[], object]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    print(f"{name:40} {time.perf_counter() - wall:6.2f} s wall {time.process_time() - cpu:6.2f} s CPU")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Workspace.create(Path(folder) / "W") as workspace:
        two_weeks(workspace)
        survey(workspace)
        passed = ReviewDecision.PASSED
        day = [Said(f"T2648-{number:05d}", passed) for number in range(1, DAY + 1)]
        timed(f"queue of {VISITS * len(FIELDS):,} answers", lambda: review_queue(workspace))
        timed("one visit decided", lambda: decide(workspace, [Said("T2648-00000", passed)], by="李梅"))
        timed(f"{DAY} visits decided", lambda: decide(workspace, day, by="李梅"))
        timed("workbook of 300 rows", lambda: export_reviews(workspace, Path(folder) / "a.xlsx", Asked(limit=300)))


if __name__ == "__main__":
    main()
