"""500 filled survey workbooks of 200 rows each taken: read, verified, stored, written back.

Run: python -m tests.bench.bench_results [workbooks] [tasks of each]

Prints wall and CPU seconds of the whole take (goal: 500 workbooks, 100,000 rows in ≤ 60 s) and of taking them again.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook as Book

from census_app.survey.results.submission import Standing
from census_app.survey.results.taking import TakeRequest, take_results
from census_app.workspace.workspace import Workspace
from tests.unit.survey.results.issuing import Issued, Line, basic, dispatch, issue, workbook
from tests.unit.workspace.probe import two_weeks

WORKBOOKS, TASKS, ITEMS = 500, 10, 20


def lines(customer: str) -> list[Line]:
    """Twenty items: the eight usual ones and choices of one's own."""
    more = [
        Line(f"ask_more{number}", f"附加项 {number}", "choice", shown="—", options=("是", "否"))
        for number in range(ITEMS - 8)
    ]
    return [*basic(customer, "0" * 8 + customer), *more]


ANSWERS: dict[str, tuple[int, object]] = {
    "customer.cons_name": (4, "一致"),
    "customer.mobile": (5, "13900002222"),
    "customer.tg_no": (4, "一致"),
    "meter.asset_no": (5, "2206031502"),
    "ask_reading": (5, 3412),
    "customer.elec_type": (4, "一致"),
    "customer.cert_no": (5, "11010519491231002X"),
}
VISIT = {3: "已普查", 5: "09:30", 7: "09:50"}


def answer(book: Book, form: Issued) -> None:
    """Every row has an answer."""
    items = {row.row_code: row.item for row in form.rows}
    for cells in book["普查表"].iter_rows(min_row=4):
        code = str(cells[8].value)
        if "-V-" in code:
            for column, text in VISIT.items():
                cells[column - 1].value = text
        elif code in items:
            column, value = ANSWERS.get(items[code], (5, "家人" if items[code] == "ask_occupant" else "是"))
            cells[column - 1].value = value


def cpu() -> float:
    """CPU seconds of this process and of its readers."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def main() -> None:
    workbooks = int(sys.argv[1]) if len(sys.argv) > 1 else WORKBOOKS
    tasks = int(sys.argv[2]) if len(sys.argv) > 2 else TASKS
    with tempfile.TemporaryDirectory() as scratch, Workspace.create(Path(scratch) / "W") as workspace:
        two_weeks(workspace)
        folder = Path(scratch) / "answered"
        folder.mkdir()
        day = datetime.now().date().isoformat()
        numbers = [f"T2648-{number:05d}" for number in range(workbooks * tasks)]
        dispatch(workspace, *({"task_no": number, "customer": number[6:]} for number in numbers))
        for serial in range(workbooks):
            mine = numbers[serial * tasks : (serial + 1) * tasks]
            form = issue(
                workspace, {number: lines(number[6:]) for number in mine}, form_no=f"0301-2026W48-S{serial:04d}"
            )
            book = workbook(workspace, form, dict.fromkeys(mine, day))
            answer(book, form)
            book.save(folder / f"{serial:04d}.xlsx")
        for what in ("first", "again"):
            start, used = time.perf_counter(), cpu()
            report = take_results(workspace, TakeRequest([folder]))
            seconds, used = time.perf_counter() - start, cpu() - used
            rows = sum(sum(one.counts.values()) for one in report.files)
            taken = report.count(Standing.TAKEN)
            print(f"{what}: {workbooks} workbooks, {rows:,} rows, {taken:,} taken, {seconds:.1f} s, CPU {used:.1f} s")


if __name__ == "__main__":
    main()
