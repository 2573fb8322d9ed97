"""Reading alone, beside the bare libraries in the same run; arguments: rows of the workbook, rows of the CSV.

Bars: whole import of a 100k × 25 workbook within 2.0 × `to_python()`; of a 1 M-row CSV within 3 × the engine's
own all-text CSV → Parquet. Reading must leave room for typing inside both.
"""

from __future__ import annotations

import csv
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

HEADERS = (
    "户号 户名 用电类别 供电电压 合同容量 运行容量 立户日期 销户日期 用户状态 移动电话 送电日期 "
    "固定电话 行业分类 联系人 经度 纬度 临时用电标志 转供标志 小微企业标志 用电地址 "
    "所属台区编号 所属线路编号 供电单位名称 供电单位编码 抄表段编号"
).split()


def row(number: int) -> list[Any]:
    """A believable customer of 25 cells."""
    day = date(2010, 1, 1) + timedelta(days=number % 5000)
    names = [f"33010{number:08d}", f"杭州某某贸易有限公司{number}", "一般工商业", "交流10kV"]
    facts = [number % 1000, number / 8, day, None, "正常用电客户", f"138{number % 100000000:08d}", day, None]
    place = ["批发业", "张三", 120 + number / 10**7, 30 + number / 10**7, 0, "无转供", "否", f"浙江省文三路{number}号"]
    links = [f"T{number % 5000:06d}", f"L{number % 300:04d}", "城关供电所", "3340101", f"M{number % 900:05d}"]
    return [*names, *facts, *place, *links]


def write_workbook(path: Path, rows: int) -> None:
    """The rows as Excel would store them."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("用电客户")
    shown = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADERS)
    for number in range(rows):
        for column, value in enumerate(row(number)):
            if isinstance(value, date):
                sheet.write_datetime(number + 1, column, datetime(value.year, value.month, value.day), shown)
            elif isinstance(value, str):
                sheet.write_string(number + 1, column, value)
            elif value is not None:
                sheet.write_number(number + 1, column, value)
    book.close()


def write_csv(path: Path, rows: int) -> None:
    """The rows as a system would export them."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADERS)
        writer.writerows(map(row, range(rows)))


def timed(what: Callable[[], object]) -> tuple[float, float]:
    """Seconds of wall time, and of processor time with all ended children."""
    start, used = time.perf_counter(), _processor_seconds()
    what()
    return time.perf_counter() - start, _processor_seconds() - used


def _processor_seconds() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def bare_calamine(path: Path) -> None:
    """The bar for workbooks."""
    import python_calamine

    python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def bare_engine(path: Path, target: Path) -> None:
    """The bar for CSV."""
    import duckdb

    scan = f"read_csv('{path.as_posix()}', all_varchar = true)"
    duckdb.connect().execute(f"COPY (SELECT * FROM {scan}) TO '{target.as_posix()}'")


def extract(path: Path, scratch: Path) -> None:
    """Our reading, child process and recognition included."""
    from census_app.archive.extract import extract_sources
    from census_app.dictionary.loader import load_dictionary
    from census_app.foundation.jobs import silent

    shutil.rmtree(scratch, ignore_errors=True)
    (table,) = extract_sources([path], load_dictionary(), None, scratch, silent()).tables
    if not table.usable:
        raise SystemExit(f"not recognised: {table.needs_answer}")


def main() -> None:
    """Print each pair with its ratio."""
    xlsx_rows, csv_rows = [int(text) for text in [*sys.argv[1:], "100000", "1000000"][:2]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_workbook(folder / "用电客户.xlsx", xlsx_rows)
        write_csv(folder / "用电客户.csv", csv_rows)
        book, text, scratch = folder / "用电客户.xlsx", folder / "用电客户.csv", folder / "scratch"
        for attempt in range(2):
            compare(
                f"xlsx {xlsx_rows} × 25, run {attempt}", lambda: bare_calamine(book), lambda: extract(book, scratch)
            )
            compare(
                f"csv {csv_rows} × 25, run {attempt}",
                lambda: bare_engine(text, folder / "bar.parquet"),
                lambda: extract(text, scratch),
            )


def compare(title: str, bare: Callable[[], object], ours: Callable[[], object]) -> None:
    """One line: bar, ours and ratio in wall and in processor seconds."""
    (bar_wall, bar_cpu), (our_wall, our_cpu) = timed(bare), timed(ours)
    wall = f"wall {bar_wall:.2f} → {our_wall:.2f} s ({our_wall / bar_wall:.2f} ×)"
    print(f"{title}: {wall}, processor {bar_cpu:.2f} → {our_cpu:.2f} s ({our_cpu / bar_cpu:.2f} ×)")


if __name__ == "__main__":
    main()
