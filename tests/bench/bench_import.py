"""Whole imports beside the bare readers, in one run: `python tests/bench/bench_import.py [xlsx|csv|bills] [--rows N]`.

xlsx: 100k × 25 against python-calamine's bare `to_python()`; csv: 1 M customers against DuckDB's own all-text
CSV → Parquet; bills: 13 M × 41 with peak memory, then the same file again with one month changed.
Prints seconds (wall and CPU, children included), ratios and peak memory.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

CUSTOMER = """
SELECT lpad(i::VARCHAR, 10, '0') AS 用户编号, '张' || chr(19968 + (i * 7919 % 20000)::INTEGER) || '明' AS 用户名称,
 CASE i % 10 WHEN 0 THEN '高压' WHEN 1 THEN '低压非居民' ELSE '低压居民' END AS 用户分类,
 '正常用电客户' AS 用户状态, '居民身份证' AS 证件类型,
 '3301' || (10 + i % 80) || '19800101' || lpad((i * 31 % 10000)::VARCHAR, 4, '0') AS 证件号码,
 '1' || (3000000000 + i * 7 % 6999999999)::VARCHAR AS 移动电话,
 '柳河县城关镇幸福路' || (i % 900) || '号' || (i % 60) || '幢' || (i % 32) || '室' AS 用电地址,
 '33010' || (i % 20) AS 供电单位编码, '柳河供电所' || (i % 20) AS 供电单位名称,
 CASE WHEN i % 9 = 0 THEN '交流10kV' ELSE '交流220V' END AS 供电电压,
 ((i % 500) + 4)::VARCHAR AS "合同容量(kVA)", ((i % 500) + 4)::VARCHAR AS "运行容量(kVA)",
 strftime(DATE '2001-01-01' + (i % 9000)::INTEGER, '%Y-%m-%d') AS 立户日期,
 strftime(DATE '2001-02-01' + (i % 9000)::INTEGER, '%Y-%m-%d') AS 送电日期,
 '乡村居民生活用电' AS 用电类别, '三类' AS 负荷性质, CASE i % 2 WHEN 0 THEN '是' ELSE '否' END AS 网上国网绑定标志,
 'T' || lpad((i // 80)::VARCHAR, 8, '0') AS 所属台区编号, 'L' || lpad((i // 4000)::VARCHAR, 6, '0') AS 所属线路编号,
 (119.5 + (i % 10000) / 20000.0)::VARCHAR AS 经度, (29.5 + (i % 10000) / 20000.0)::VARCHAR AS 纬度,
 'S' || (i // 300) AS 抄表段编号, '业主' AS 客户身份, '李' || chr(19968 + (i * 104729 % 20000)::INTEGER) AS 台区经理
FROM range({rows}) t(i)
"""
MONEY = (
    "电度电费",
    "基本电费",
    "力调电费",
    "代征电费",
    "退补电费",
    "当月合计电费",
    "实收电费",
    "欠费金额",
    "违约金",
    "输配电费",
    "系统运行费",
    "市场化交易电费",
)
ENERGY = (
    "抄见起度",
    "抄见止度",
    "抄见电量",
    "有功结算电量",
    "峰电量",
    "平电量",
    "谷电量",
    "尖电量",
    "无功电量",
    "有功铜损",
    "有功铁损",
    "线损电量",
    "退补电量",
)
OTHER = ("结算综合倍率", "实际功率因数", "力调系数", "最大需量", "计费容量", "暂停容量", "暂停天数", "电度单价")


def bills_sql(customers: int, changed: bool) -> str:
    """13 months of bills with 41 columns, by customer then month; `changed` alters the last month."""
    last = "CASE WHEN m = 12 THEN 1 ELSE 0 END" if changed else "0"
    energy = ", ".join(f"((i * {k + 3} % 900) + {last}) || '.' || (i % 10) AS {name}" for k, name in enumerate(ENERGY))
    money = ", ".join(
        f"(i * {k + 7} % 3000) || '.' || lpad((i % 100)::VARCHAR, 2, '0') AS {name}" for k, name in enumerate(MONEY)
    )
    other = ", ".join(f"(i % {k + 5})::VARCHAR AS {name}" for k, name in enumerate(OTHER))
    return (
        "SELECT lpad(i::VARCHAR, 10, '0') AS 用户编号, 'M' || i AS 计量点编号, "
        "strftime(DATE '2025-10-01' + to_months(m::INTEGER), '%Y%m') AS 结算年月, '15' AS 抄表例日, "
        f"{energy}, {money}, {other}, "
        "'备注' || (i % 7) AS 备注一, '甲' AS 备注二, '乙' AS 备注三, i::VARCHAR AS 流水号 "
        f"FROM range({customers}) a(i), range(13) b(m)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", default=["xlsx", "csv"])
    parser.add_argument("--rows", type=int)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="census-bench-"))
    try:
        for kind in arguments.kinds:
            BENCHES[kind](folder, arguments.rows)
    finally:
        if arguments.folder is None:
            shutil.rmtree(folder, ignore_errors=True)


def bench_xlsx(folder: Path, rows: int | None) -> None:
    import xlsxwriter

    rows = rows or 100_000
    file = folder / f"用电客户_{rows}_20261120.xlsx"
    if not file.exists():
        found = duckdb.connect().execute(CUSTOMER.format(rows=rows))
        names = [column[0] for column in found.description]
        with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as workbook:
            sheet = workbook.add_worksheet("用电客户")
            numbers = {names.index(name) for name in ("合同容量(kVA)", "运行容量(kVA)", "经度", "纬度")}
            sheet.write_row(0, 0, names)
            for number, row in enumerate(found.fetchall(), start=1):
                sheet.write_row(
                    number, 0, [float(cell) if place in numbers else cell for place, cell in enumerate(row)]
                )
    print(f"xlsx {rows:,} × 25")
    bare = _measure(
        "calamine to_python",
        f"""
from python_calamine import CalamineWorkbook
CalamineWorkbook.from_path({str(file)!r}).get_sheet_by_index(0).to_python()
""",
    )
    whole = _measure("census import", _import_code([file], folder / "xlsx-archive"))
    _ratio(whole, bare)


def bench_csv(folder: Path, rows: int | None) -> None:
    rows = rows or 1_000_000
    file = folder / f"用电客户_{rows}_20261120.csv"
    if not file.exists():
        duckdb.connect().execute(f"COPY ({CUSTOMER.format(rows=rows)}) TO '{file}' (HEADER)")
    print(f"csv {rows:,} × 25, {file.stat().st_size >> 20} MB")
    bare = _measure(
        "DuckDB all-text",
        f"""
import duckdb
source = "FROM read_csv('{file}', all_varchar=true)"
duckdb.connect().execute(f"COPY ({{source}}) TO '{folder}/bare.parquet' (COMPRESSION zstd)")
""",
    )
    whole = _measure("census import", _import_code([file], folder / "csv-archive"))
    _ratio(whole, bare)


def bench_bills(folder: Path, rows: int | None) -> None:
    customers = (rows or 13_000_000) // 13
    first, second = folder / "电费账务_20261113.csv", folder / "电费账务_20261120.csv"
    for file, changed in ((first, False), (second, True)):
        if not file.exists():
            duckdb.connect().execute(f"COPY ({bills_sql(customers, changed)}) TO '{file}' (HEADER)")
    print(f"bills {customers * 13:,} × 41, {first.stat().st_size >> 20} MB")
    bare = _measure(
        "DuckDB all-text",
        f"""
import duckdb
c = duckdb.connect(config={{'memory_limit': '1GB'}})
c.execute("COPY (FROM read_csv('{first}', all_varchar=true)) TO '{folder}/bare.parquet' (COMPRESSION zstd)")
""",
    )
    archive = folder / "bills-archive"
    whole = _measure("census import", _import_code([first], archive))
    _ratio(whole, bare)
    again = _measure("one month changed", _import_code([second], archive, fresh=False))
    _ratio(again, bare)


BENCHES: dict[str, Callable[[Path, int | None], None]] = {"xlsx": bench_xlsx, "csv": bench_csv, "bills": bench_bills}


def _import_code(files: list[Path], archive: Path, fresh: bool = True) -> str:
    if fresh:
        shutil.rmtree(archive, ignore_errors=True)
    archive.mkdir(parents=True, exist_ok=True)
    return f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from census_app.archive.catalogue import Catalogue, archive_metadata
from census_app.archive.importing import import_files
from census_app.archive.report import ImportRequest
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.database import open_database
from census_app.foundation.jobs import silent
engine = open_database(Path({str(archive / "c.sqlite")!r})); archive_metadata.create_all(engine)
request = ImportRequest(files=tuple(map(Path, {[str(file) for file in files]!r})))
report = import_files(request, Catalogue(engine, Path({str(archive)!r})), load_dictionary(), silent())
counts = {{name: (table.read, table.rows, table.rejected) for name, table in report.tables.items()}}
print(counts, len(report.parts), report.questions)
"""


def _measure(name: str, code: str) -> dict[str, Any]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    peak = 0
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        time.sleep(0.02)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    said = process.stdout.read().strip() if process.stdout else ""
    print(f"  {name:24} wall {wall:7.2f} s  cpu {cpu:7.2f} s  peak {peak >> 20:5} MB  {said}")
    if process.returncode:
        raise SystemExit(f"{name} failed")
    return {"wall": wall, "cpu": cpu, "peak": peak}


def _memory(pid: int) -> int:
    """Resident bytes of a process and its children."""
    total = 0
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith(("RssAnon", "RssFile")):
                total += int(line.split()[1]) << 10
    except OSError:
        return 0
    return total + sum(_memory(int(child)) for child in children)


def _ratio(whole: dict[str, Any], bare: dict[str, Any]) -> None:
    print(f"  ratio wall {whole['wall'] / bare['wall']:.2f}  cpu {whole['cpu'] / bare['cpu']:.2f}")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    main()
