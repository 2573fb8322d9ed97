"""100,000 problems into 20 weekly lists, against bare xlsxwriter writing the same cells.

Run: python -m tests.bench.bench_lists [repeats]

Prints CPU seconds of each and their ratio (goal: ≤ 1.3).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import xlsxwriter

from census_app.foundation.workbooks.cells import WORKBOOK_OPTIONS
from census_app.reporting.weekly.model import WeeklyList
from census_app.reporting.weekly.workbook import write_weekly_workbook
from tests.unit.reporting.factory import LIST, PROBLEM

WORKBOOKS, PROBLEMS = 20, 5_000


def contents() -> WeeklyList:
    problems = tuple(
        replace(
            PROBLEM, customer=f"03{index:08d}", severity=("urgent", "important", "normal")[index % 3], weeks=index % 6
        )
        for index in range(PROBLEMS)
    )
    return replace(LIST, problems=problems)


def ours(content: WeeklyList, folder: Path) -> None:
    for number in range(WORKBOOKS):
        write_weekly_workbook(content, folder / f"ours{number}.xlsx")


def bare(content: WeeklyList, folder: Path) -> None:
    for number in range(WORKBOOKS):
        with xlsxwriter.Workbook(str(folder / f"bare{number}.xlsx"), WORKBOOK_OPTIONS) as workbook:
            sheet = workbook.add_worksheet()
            style = workbook.add_format({"text_wrap": True, "border": 1})
            date_style = workbook.add_format({"num_format": "mm-dd"})
            for row, problem in enumerate(content.problems):
                sheet.set_row(row, 30)
                sheet.write_number(row, 0, row, style)
                texts = (
                    problem.problem_no, problem.severity, problem.rule, problem.customer, problem.customer_name,
                    problem.address,
                    problem.transformer, problem.manager, problem.accused, problem.message, problem.remedy,
                )  # fmt: skip
                for column, text in enumerate(texts, start=1):
                    sheet.write_string(row, column, text, style)
                sheet.write_number(row, 12, problem.weeks, style)
                sheet.write_datetime(row, 13, problem.due, date_style)
                for column in range(14, 20):
                    sheet.write_blank(row, column, None, style)
                sheet.write_string(row, 20, problem.check_code, style)


def cpu(job: Callable[[WeeklyList, Path], None], content: WeeklyList) -> float:
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        job(content, Path(folder))
        return time.process_time() - start


def main() -> None:
    content = contents()
    pairs = [(cpu(ours, content), cpu(bare, content)) for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 2)]
    for mine, other in pairs:
        print(f"lists {mine:.2f} s   bare xlsxwriter {other:.2f} s   ratio {mine / other:.2f}")


if __name__ == "__main__":
    main()
