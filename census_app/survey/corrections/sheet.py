"""回填清单 as files: one header row, text cells only, so that batch maintenance and robots take it as it is."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlsxwriter

from census_app.foundation.files import publish
from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, Styles, lines_needed, open_workbook
from census_app.workspace.problems import harmless

SHEET = "回填清单"
HELP_SHEET = "说明"
_LINE = 14.6
_MOST_LINES = 12
_SIGNED = ("制表", "审核", "维护人", "维护日期")


@dataclass(frozen=True)
class SheetRow:
    """One correction as it is written; all texts."""

    correction_no: str
    table_name: str
    key_name: str
    record_key: str
    customer: str
    field_name: str
    old: str
    new: str
    evidence: str
    person: str
    day: str
    reviewer: str
    unit: str
    problems: str
    table: str
    key_field: str
    field: str
    batch: str


COLUMNS: dict[str, tuple[str, float]] = {
    "correction_no": ("更正号", 13),
    "table_name": ("表", 12),
    "key_name": ("主键名", 10),
    "record_key": ("主键", 14),
    "customer": ("户号", 13),
    "field_name": ("字段", 13),
    "old": ("原值", 22),
    "new": ("新值", 22),
    "evidence": ("证据", 20),
    "person": ("普查人", 9),
    "day": ("普查日期", 11),
    "reviewer": ("审核人", 10),
    "unit": ("单位", 13),
    "problems": ("问题短号", 11),
    "table": ("表代码", 12),
    "key_field": ("主键代码", 10),
    "field": ("字段代码", 12),
    "batch": ("批号", 10),
}
"""Field of a row → header and width; programs read the codes, people the names."""
_ANSWERING = ("old", "new")
_CODES = ("table", "key_field", "field", "batch")
_HELP = (
    ("这是什么", "现场普查核实、审核通过、与档案不同的值。已对照全部规则预演，没有新引起的问题（写明放行的除外）。"),
    ("怎么用", "按 表代码、主键代码、主键、字段代码 找到记录，把“原值”改成“新值”。批量维护或机器人直接读“回填清单”"
     "这一页或同名 CSV：第一行是表头，其余每行一处更正，全部是文本。"),
    ("原值对不上", "系统里现在的值如果既不是“原值”也不是“新值”，不要改，把更正号报回来。"),
    ("新值为空", "新值空着表示这一格应当清空。"),
    ("改完以后", "不用回填这张表。下一次导出、正式校验后，系统自己核对：改对的已证实，没改或改错的记在责任人名下。"),
    ("个人信息", "本表含不遮盖的个人信息，只给维护人使用，用完删除，不要转发。"),
)  # fmt: skip


def write_workbook(rows: Sequence[SheetRow], batch: str, made: datetime, target: Path) -> None:
    """`target` durably holds the rows; the same rows give the same bytes (`made` is the workbook's date)."""
    with publish(target) as temporary, open_workbook(temporary) as workbook:
        workbook.set_properties({"title": f"{SHEET} {batch}", "author": "营销普查", "created": made})
        _write_rows(workbook, rows, batch)
        _write_help(workbook, batch, len(rows))
        workbook.worksheets()[0].activate()


def write_csv(rows: Sequence[SheetRow], target: Path) -> None:
    """`target` durably holds the rows as UTF-8 with a mark, cells that a spreadsheet would calculate kept as text."""
    with publish(target) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow([header for header, _ in COLUMNS.values()])
        for row in rows:
            writer.writerow([harmless(getattr(row, name)) for name in COLUMNS])


def _write_rows(workbook: xlsxwriter.Workbook, rows: Sequence[SheetRow], batch: str) -> None:
    sheet = workbook.add_worksheet(SHEET)
    styles = Styles(workbook)
    head = styles.boxed(bold=True, align="center", bg_color=palette.HEADER, font_color="#FFFFFF", text_wrap=True)
    text = {"num_format": "@", "text_wrap": True}
    plain, value = styles.boxed(**text), styles.boxed(**text, bold=True, bg_color=palette.ANSWER_CELL)
    code = styles.boxed(**text, font_color=palette.MUTE, font_size=8)
    sheet.set_row(0, 24)
    for place, (header, width) in enumerate(COLUMNS.values()):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, header, head)
    for number, row in enumerate(rows, 1):
        sheet.set_row(number, _height(row))
        for place, name in enumerate(COLUMNS):
            style = value if name in _ANSWERING else code if name in _CODES else plain
            sheet.write_string(number, place, getattr(row, name), style)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(rows)), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.32, right=0.32, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, len(rows), list(COLUMNS).index("problems"))
    signed = "　　　　　".join(f"{one}：" for one in _SIGNED)
    sheet.set_footer(f"&L&8{signed}&R&8{SHEET} {batch}　第 &P / &N 页")


def _height(row: SheetRow) -> float:
    lines = max(lines_needed(getattr(row, name), width) for name, (_, width) in COLUMNS.items())
    return min(max(lines, 1), _MOST_LINES) * _LINE + 5


def _write_help(workbook: xlsxwriter.Workbook, batch: str, count: int) -> None:
    sheet = workbook.add_worksheet(HELP_SHEET)
    styles = Styles(workbook)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 2)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 90)
    sheet.set_row(0, 32)
    sheet.merge_range(0, 1, 0, 2, f"{SHEET} {batch}：{count} 处更正", styles.get(bold=True, font_size=18))
    for number, (heading, said) in enumerate(_HELP, 1):
        sheet.set_row(number, lines_needed(said, 90) * PIXELS_PER_LINE + 8)
        sheet.write_string(number, 1, heading, styles.boxed(bold=True, align="center"))
        sheet.write_string(number, 2, said, styles.boxed(text_wrap=True))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
