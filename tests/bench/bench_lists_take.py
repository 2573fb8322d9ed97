"""500 answered weekly lists, 100,000 rows, taken: goal 60 seconds.

Run: python -m tests.bench.bench_lists_take [lists] [rows per list] [folder to keep the county in]

The county is made first (import, check, lists, answers), which is not measured.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from census_app.foundation.jobs import silent
from census_app.foundation.workbooks.cells import WORKBOOK_OPTIONS
from census_app.reporting.answered_lists.take import take_lists
from census_app.reporting.lists import write_lists
from census_app.reporting.weekly.problem_sheet import HEADERS, SHEET
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver
from tests.unit.workspace.in_force import put_in_force, write_pack
from tests.unit.workspace.rehearsal.test_rehearsal import PACK, RULES, customer

DAY, WEEK, TODAY = date(2026, 11, 16), "2026-W47", date(2026, 11, 20)
ANSWERS: tuple[tuple[str, ...], ...] = (
    ("已整改", "7", "", "张三", "11-19", "工单 12345"),
    ("非异常", "", "核实无误，档案正确", "李四", "2026-11-19", "合同扫描件 12"),
    ("需现场", "", "须看铭牌或表箱", "王五", "11-25", ""),
    ("已整改", "7.5", "", "张三", "11-20", "系统截图 3"),
    ("申诉", "", "不属本单位", "李四", "11-18", ""),
    ("已整改", "", "", "张三", "11-20", ""),
)


def make_county(folder: Path, lists: int, rows: int) -> None:
    """`folder` has the workspace `W` with its lists issued, and the answered ones in `answered`."""
    with Workspace.create(folder / "W") as workspace:
        put_in_force(workspace, write_pack(folder / "probe", pack=PACK, rules=RULES))
        units = [{"org_no": f"03{unit:04d}", "org_name": f"第{unit}供电所"} for unit in range(lists)]
        people = [
            customer(unit * rows + row, 9, 8) | {"org_no": f"03{unit:04d}"}
            for unit in range(lists)
            for row in range(rows)
        ]
        deliver(workspace, DAY, people, org_unit=units)
        run_check(workspace)
        report = write_lists(workspace, WEEK, folder / "issued", None, silent())
    (folder / "answered").mkdir()
    for path in report.files.values():
        answer(path, folder / "answered" / path.name)


def answer(source: Path, target: Path) -> None:
    """The issued list with every row answered, as a spreadsheet program would save it."""
    import python_calamine

    rows: list[list[Any]] = python_calamine.CalamineWorkbook.from_path(str(source)).get_sheet_by_name(SHEET).to_python()
    with xlsxwriter.Workbook(str(target), {**WORKBOOK_OPTIONS, "constant_memory": False}) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(1, 0, HEADERS)
        for place, row in enumerate(rows[2:], start=2):
            row[14:20] = ANSWERS[place % len(ANSWERS)]
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(place, column, value)
                elif value != "":
                    sheet.write(place, column, value)


def main() -> None:
    """Make the county (or use the one kept), take its lists in a copy, print seconds and counts."""
    lists, rows = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else (500, 200)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[3]) if len(sys.argv) > 3 else Path(scratch) / "county"
        if not (folder / "answered").is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            make_county(folder, lists, rows)
        shutil.copytree(folder / "W", Path(scratch) / "W")
        with Workspace.open(Path(scratch) / "W") as workspace:
            start, cpu = time.perf_counter(), time.process_time()
            taken = take_lists(workspace, [folder / "answered"], Path(scratch) / "out", today=TODAY, keep_rows=False)
            seconds, used = time.perf_counter() - start, time.process_time() - cpu
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    helpers = usage.ru_utime + usage.ru_stime
    rows_taken = sum(taken.counts().values())
    print(f"{len(taken.files)} lists, {rows_taken:,} rows: {seconds:.1f} s")
    print(f"CPU: own {used:.1f} s, reader and writer {helpers:.1f} s")
    print(taken.counts())


if __name__ == "__main__":
    main()
