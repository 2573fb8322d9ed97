"""回填清单 as files: one header row, text cells only, so that batch maintenance and robots take it as it is."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlsxwriter
from pydantic import BaseModel, ConfigDict

from census_app.foundation.files import publish
from census_app.foundation.settings_files import settings
from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, Styles, lines_needed, open_workbook
from census_app.workspace.problems.listing import harmless

_LINE = 14.6
_MOST_LINES = 12


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


WIDTHS = {
    "correction_no": 13,
    "table_name": 12,
    "key_name": 10,
    "record_key": 14,
    "customer": 13,
    "field_name": 13,
    "old": 22,
    "new": 22,
    "evidence": 20,
    "person": 9,
    "day": 11,
    "reviewer": 10,
    "unit": 13,
    "problems": 11,
    "table": 12,
    "key_field": 10,
    "field": 12,
    "batch": 10,
}
"""Field of a row → width, in the order of the columns; programs read the codes, people the names."""
_VALUES = ("old", "new")
_CODES = ("table", "key_field", "field", "batch")


class SheetTexts(BaseModel):
    """`resources/templates/corrections.yaml`; `headers` by field of a row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sheets: dict[str, str]
    headers: dict[str, str]
    erased: str
    signed: tuple[str, ...]
    help: tuple[tuple[str, str], ...]


def sheet_texts() -> SheetTexts:
    """The shipped texts, validated once per process."""
    return settings(SheetTexts, "templates/corrections.yaml", "更正单用语文件读不了")


def write_workbook(rows: Sequence[SheetRow], batch: str, made: datetime, target: Path) -> None:
    """`target` durably holds the rows; the same rows give the same bytes (`made` is the workbook's date)."""
    with publish(target) as temporary, open_workbook(temporary) as workbook:
        workbook.set_properties(
            {"title": f"{sheet_texts().sheets['rows']} {batch}", "author": "营销普查", "created": made}
        )
        _write_rows(workbook, rows, batch)
        _write_help(workbook, batch, len(rows))
        workbook.worksheets()[0].activate()


def write_csv(rows: Sequence[SheetRow], target: Path) -> None:
    """`target` durably holds the rows as UTF-8 with a mark, cells that a spreadsheet would calculate kept as text."""
    with publish(target) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow([sheet_texts().headers[name] for name in WIDTHS])
        for row in rows:
            writer.writerow([harmless(getattr(row, name)) for name in WIDTHS])


def _write_rows(workbook: xlsxwriter.Workbook, rows: Sequence[SheetRow], batch: str) -> None:
    texts = sheet_texts()
    sheet = workbook.add_worksheet(texts.sheets["rows"])
    styles = Styles(workbook)
    head = styles.boxed(bold=True, align="center", bg_color=palette.HEADER, font_color="#FFFFFF", text_wrap=True)
    text = {"num_format": "@", "text_wrap": True}
    plain, value = styles.boxed(**text), styles.boxed(**text, bold=True, bg_color=palette.ANSWER_CELL)
    code = styles.boxed(**text, font_color=palette.MUTE, font_size=8)
    sheet.set_row(0, 24)
    for place, (name, width) in enumerate(WIDTHS.items()):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, texts.headers[name], head)
    for number, row in enumerate(rows, 1):
        sheet.set_row(number, _height(row))
        for place, name in enumerate(WIDTHS):
            style = value if name in _VALUES else code if name in _CODES else plain
            sheet.write_string(number, place, getattr(row, name), style)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(rows)), len(WIDTHS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.32, right=0.32, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, len(rows), list(WIDTHS).index("problems"))
    signed = "　　　　　".join(f"{one}：" for one in texts.signed)
    sheet.set_footer(f"&L&8{signed}&R&8{texts.sheets['rows']} {batch}　第 &P / &N 页")


def _height(row: SheetRow) -> float:
    lines = max(lines_needed(getattr(row, name), width) for name, width in WIDTHS.items())
    return min(max(lines, 1), _MOST_LINES) * _LINE + 5


def _write_help(workbook: xlsxwriter.Workbook, batch: str, count: int) -> None:
    texts = sheet_texts()
    sheet = workbook.add_worksheet(texts.sheets["help"])
    styles = Styles(workbook)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 2)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 90)
    sheet.set_row(0, 32)
    sheet.merge_range(
        0, 1, 0, 2, f"{texts.sheets['rows']} {batch}：{count} 处更正", styles.get(bold=True, font_size=18)
    )
    for number, (heading, said) in enumerate(texts.help, 1):
        sheet.set_row(number, lines_needed(said, 90) * PIXELS_PER_LINE + 8)
        sheet.write_string(number, 1, heading, styles.boxed(bold=True, align="center"))
        sheet.write_string(number, 2, said, styles.boxed(text_wrap=True))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
