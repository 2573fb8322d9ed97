"""`census demo`: the sample county through the whole flow for two weeks, with the product's own functions.

Monday of the first week the county delivers everything, the problems go out as lists; some are answered as
rectified. In the second week the data proves some answers, refutes others, brings new errors and leaves some
stations unchecked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.demo.generate import write_county
from census_app.demo.plan import WEEK_DATES, CountyPlan
from census_app.demo.report import DemoReport, WeekOutcome
from census_app.demo.truth import CountyTruth, Fate
from census_app.foundation.errors import BadInput
from census_app.foundation.files import write_text
from census_app.foundation.jobs import JobContext
from census_app.foundation.weeks import week_of

if TYPE_CHECKING:
    from census_app.workspace.runs.record import RunRecord
    from census_app.workspace.workspace import Workspace

WORKSPACE, REPORT, LISTS = "workspace", "demo.json", "清单"
_ANSWERED = (Fate.FIXED, Fate.CLAIMED)
_SURVEYOR = "演示县普查员"
# Between the two deliveries, whatever today is: only data younger than an answer can refute it.
_ANSWERED_AT = datetime(2026, 11, 20, 9, tzinfo=timezone(timedelta(hours=8)))
Accusation = tuple[str, str, str]


def run_demo(folder: Path, customers: int, seed: int, context: JobContext) -> DemoReport:
    """`folder` holds the county's exports, its truth, the workspace after two weeks and both weeks' lists.

    A folder that already holds this very demo is told as it stands; any other workspace there is refused.
    """
    CountyPlan(customers, seed)
    finished = _finished(folder, customers, seed)
    if finished is not None:
        return finished
    weeks = tuple(_live_week(folder, customers, seed, week, context) for week in WEEK_DATES)
    report = DemoReport(
        folder=str(folder), workspace=str(folder / WORKSPACE), customers=customers, seed=seed, weeks=weeks
    )
    write_text(folder / REPORT, report.model_dump_json(indent=1))
    return report


def _finished(folder: Path, customers: int, seed: int) -> DemoReport | None:
    """The report of the same demo when the folder holds it; `BadInput` when it holds something else."""
    report = _stored(folder / REPORT)
    if report is not None and (report.customers, report.seed) == (customers, seed):
        return report
    if (folder / WORKSPACE).exists():
        raise BadInput(f"{folder} 里已经有一个工作区，不会覆盖它", "用 --folder 换一个文件夹，或先把它移走")
    return None


def _stored(file: Path) -> DemoReport | None:
    """The report in the file; none when there is no file or another program's."""
    try:
        return DemoReport.model_validate_json(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def _live_week(folder: Path, customers: int, seed: int, week: int, context: JobContext) -> WeekOutcome:
    """One week: delivery, import, check, lists, and in the first week the answers of the stations."""
    from census_app.reporting.lists import write_lists
    from census_app.workspace.imports.importing import import_into
    from census_app.workspace.runs.run import run_check
    from census_app.workspace.workspace import Workspace

    truth = write_county(folder, customers, seed, week, context)
    day = WEEK_DATES[week]
    imported = import_into(folder / WORKSPACE, truth.files, data_date=day, context=context)
    with Workspace.open(folder / WORKSPACE) as workspace:
        run = run_check(workspace, context=context)
        lists = write_lists(workspace, week_of(day), folder / LISTS / week_of(day), None, context)
        if week == 1:
            _answer(workspace, run, truth)
        found, problems = _found(workspace, run), _problems(workspace, run)
    known = {accusation for accusation in truth.wrong() if accusation[0] in run.rules}
    seen = {row.accusation for row in truth.rows if week == 1 or row.fate is not Fate.NOT_RECHECKED}
    return WeekOutcome(
        week=week_of(day),
        files=len(truth.files),
        rows=sum(table.rows for table in imported.tables.values()),
        rejected=sum(table.rejected for table in imported.tables.values()),
        run=run.run,
        findings=run.findings,
        places=len(found),
        known=len(known),
        unreached=len(known - seen - found),
        missed=_told((known & seen) - found),
        false=_told(found - known),
        lists=str(lists.folder),
        workbooks=len(lists.files),
        fates=_fates(truth, problems) if week > 1 else {},
        wrongly_fixed=_wrongly_fixed(truth, problems) if week > 1 else (),
    )


def _answer(workspace: Workspace, run: RunRecord, truth: CountyTruth) -> None:
    """The stations say "rectified" of what they rectified and of some they did not; reviewers believe them.

    Problems about past events close by an explanation, which is accepted where something was really corrected.
    """
    from census_app.workspace.problems.acts import move_problems

    problems = _problems(workspace, run)
    answered: list[str] = []
    explained: list[str] = []
    for row in truth.rows:
        problem = problems.get(row.accusation)
        if problem is None or row.fate not in _ANSWERED:
            continue
        answered.append(problem.number)
        if problem.closes == "explanation" and row.fate is Fate.FIXED:
            explained.append(problem.number)
    claimed = [number for number in answered if number not in explained]
    for kind, numbers in (
        ("answer.received", answered),
        ("answer.accepted", claimed),
        ("explanation.accepted", explained),
    ):
        if numbers:
            move_problems(workspace, kind, numbers, {"answer": "已整改"}, actor=_SURVEYOR, now=_ANSWERED_AT)


@dataclass(frozen=True)
class _Problem:
    state: str
    number: str
    closes: str


def _found(workspace: Workspace, run: RunRecord) -> set[Accusation]:
    from census_app.workspace.runs.record import FINDINGS_FILE

    return {(rule, table, key) for rule, table, key in _read(run.file(workspace, FINDINGS_FILE), "record_key")}


def _problems(workspace: Workspace, run: RunRecord) -> dict[Accusation, _Problem]:
    """Every problem after the run."""
    path = run.states_path(workspace)
    if path is None:
        return {}
    rows = _read(path, "record_key", "state", "problem_no", "closes")
    return {(rule, table, key): _Problem(state, number, closes) for rule, table, key, state, number, closes in rows}


def _read(path: Path, *columns: str) -> list[tuple[str, ...]]:
    import duckdb

    listed = ", ".join(["rule_id", '"table"', *columns])
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT {listed} FROM read_parquet($path)", {"path": str(path)}).fetchall()


def _fates(truth: CountyTruth, problems: dict[Accusation, _Problem]) -> dict[str, int]:
    """`ought → is` with its count, over the known errors that have a problem."""
    counted: Counter[str] = Counter()
    for row in truth.rows:
        problem = problems.get(row.accusation)
        if problem is not None:
            counted[f"{row.fate} → {problem.state}"] += 1
    return dict(sorted(counted.items()))


def _wrongly_fixed(truth: CountyTruth, problems: dict[Accusation, _Problem]) -> tuple[str, ...]:
    """Problems that count as proved although their error is still there."""
    still = {row.accusation for row in truth.rows if row.fate is not Fate.FIXED}
    proved = {accusation for accusation, problem in problems.items() if problem.state == "fixed"}
    return _told(still & proved)


def _told(accusations: Iterable[Accusation]) -> tuple[str, ...]:
    return tuple(sorted(" ".join(accusation) for accusation in accusations))
