"""The workbook that goes back: the list as it came, what became of each row and why, and what to do about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from census_app.foundation.files import publish
from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, Styles, lines_needed, open_workbook
from census_app.reporting.answered_lists.model import STATUS_LABELS, RowStatus
from census_app.reporting.answered_lists.outcome_conflicts import write_conflicts
from census_app.reporting.answered_lists.outcome_content import OutcomeBook, OutcomeRow
from census_app.reporting.answered_lists.outcome_summary import STATUS_COLOURS, write_summary
from census_app.reporting.answered_lists.sheet import ADDED_HEADERS, ANSWERS, COLUMNS
from census_app.reporting.weekly.model import SEVERITY_WORDS
from census_app.reporting.weekly.problem_sheet import (
    ACCOUNT_COLUMN,
    FIRST_ROW,
    HEADERS,
    SEVERITY_CELLS,
    SHEET,
    SYSTEM_COLUMNS,
    WIDTHS,
    account_width,
)
from census_app.reporting.weekly.texts import weekly_texts

_ADDED = (("status", ADDED_HEADERS[0], 9.0), ("why", ADDED_HEADERS[1], 42.0))
_COLUMNS = (*zip(COLUMNS, HEADERS, WIDTHS, strict=True), *_ADDED)
_CENTRED = {"index", "severity", "manager", "accused", "weeks", "due", "result", "person", "day"}
_WRAPPED = ("rule", "customer_name", "address", "transformer", "message", "remedy", "reason")
_TALL = tuple((name, WIDTHS[COLUMNS.index(name)]) for name in _WRAPPED)
_LEAST_LINES, _MOST_LINES = 2, 12
_LONGEST_CELL = 1_000
_SMALL = 5_000
_LATER_YEARS = range(2000, 2100)


def write_outcome(content: OutcomeBook, target: Path) -> None:
    """`target` durably holds the outcome of one file: summary, the rows in their order, contradictions side by side."""
    small = len(content.rows) <= _SMALL
    with publish(target) as temporary, open_workbook(temporary, small=small) as workbook:
        workbook.set_properties({"title": f"{content.name} 收回结果", "author": "营销普查"})
        write_summary(workbook, content)
        _write_rows(workbook, content)
        if content.count(RowStatus.CONFLICT):
            write_conflicts(workbook, content)
        workbook.worksheets()[0].activate()


def _write_rows(workbook: xlsxwriter.Workbook, content: OutcomeBook) -> None:
    sheet = workbook.add_worksheet(SHEET)
    styles = Styles(workbook, 10)
    accounts = account_width(row.text("customer") for row in content.rows)
    for place, (_, _, width) in enumerate(_COLUMNS):
        sheet.set_column(place, place, accounts if place == ACCOUNT_COLUMN else width)
    _write_head(sheet, styles, content)
    formats = _Formats(styles)
    for place, row in enumerate(content.rows, start=FIRST_ROW):
        _write_row(sheet, place, row, formats)
    last = max(FIRST_ROW, FIRST_ROW + len(content.rows) - 1)
    results = COLUMNS.index(ANSWERS[0])
    sheet.data_validation(
        FIRST_ROW, results, last, results, {"validate": "list", "source": list(weekly_texts().results)}
    )
    sheet.freeze_panes(FIRST_ROW, 3)
    sheet.autofilter(1, 0, last, len(_COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.32, right=0.32, top=0.55, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.set_footer("&L&8收回结果&R&8第 &P / &N 页")


def _write_head(sheet: Worksheet, styles: Styles, content: OutcomeBook) -> None:
    counted = "　".join(
        f"{STATUS_LABELS[status]} {content.count(status):,}" for status in RowStatus if content.count(status)
    )
    sheet.set_row(0, 24)
    title = f"{content.name[:60]}　收回结果　{counted}"
    sheet.merge_range(0, 0, 0, SYSTEM_COLUMNS - 1, title, styles.get(bold=True, font_size=13))
    banner = styles.get(bold=True, bg_color=palette.ANSWER_BANNER, font_color=palette.AMBER, align="center")
    hint = "▼ 橙色格改好，把这些行再发回（整本发回也可以）"
    sheet.merge_range(0, SYSTEM_COLUMNS, 0, len(_COLUMNS) - 1, hint, banner)
    sheet.set_row(1, 32)
    common: dict[str, Any] = {"bold": True, "align": "center", "text_wrap": True}
    system = styles.boxed(**common, bg_color=palette.HEADER, font_color="#FFFFFF")
    answer = styles.get(**common, bg_color=palette.ANSWER_HEADER, border=1, border_color=palette.ANSWER_LINE)
    outcome = styles.boxed(**common, bg_color=palette.ACCENT, font_color="#FFFFFF")
    code = styles.get(align="center", font_color=palette.LINE)
    for place, (column, header, _) in enumerate(_COLUMNS):
        style = answer if column in ANSWERS else outcome if place >= len(COLUMNS) else system
        sheet.write_string(1, place, header, code if column == "code" else style)


class _Formats:
    """The formats of the rows: each column plain, marked where the cell refuses the row, each status."""

    def __init__(self, styles: Styles) -> None:
        code: dict[str, Any] = {"font_name": palette.CODE_FONT, "font_size": 9, "font_color": palette.LINE}
        self.plain: dict[str, Format] = {}
        self.marked: dict[str, Format] = {}
        for column, _, _ in _COLUMNS:
            centred = {"align": "center"} if column in _CENTRED else {}
            dated = {"num_format": "mm-dd"} if column in ("due", "day") else {"num_format": "@"}
            ground = {"bg_color": palette.ANSWER_CELL, "border_color": palette.ANSWER_LINE} if column in ANSWERS else {}
            common: dict[str, Any] = {"text_wrap": True, **centred, **dated}
            self.plain[column] = styles.boxed(**{**common, **ground})
            self.marked[column] = styles.boxed(**{**common, "bg_color": palette.MISSING})
        number = {"bold": True, "align": "center", "font_name": palette.CODE_FONT}
        self.plain["problem_no"] = styles.boxed(**number)
        self.marked["problem_no"] = styles.boxed(**number, bg_color=palette.MISSING)
        self.severity = {
            SEVERITY_WORDS[level]: styles.boxed(align="center", bg_color=ground, font_color=ink, bold=level != "normal")
            for level, (ground, ink) in SEVERITY_CELLS.items()
        }
        self.plain["code"] = styles.get(**code, num_format="@")
        self.status = {
            status: styles.boxed(bold=True, align="center", bg_color=ground, font_color=ink)
            for status, (ground, ink) in STATUS_COLOURS.items()
        }

    def of(self, name: str, text: str, is_marked: bool) -> Format:
        """The format of a cell."""
        if is_marked:
            return self.marked[name]
        return self.severity.get(text, self.plain[name]) if name == "severity" else self.plain[name]


def _write_row(sheet: Worksheet, place: int, row: OutcomeRow, formats: _Formats) -> None:
    marked = {fault.column for fault in row.faults}
    sheet.set_row(place, _lines(row) * PIXELS_PER_LINE)
    for column, name in enumerate(COLUMNS):
        text = row.text(name)
        style = formats.of(name, text, name in marked)
        day = _day(text) if name in ("due", "day") else None
        if day is not None:
            sheet.write_datetime(place, column, day, style)
        elif text:
            sheet.write_string(place, column, text[:_LONGEST_CELL], style)
        else:
            sheet.write_blank(place, column, None, style)
    sheet.write_string(place, len(COLUMNS), STATUS_LABELS[row.status], formats.status[row.status])
    sheet.write_string(place, len(COLUMNS) + 1, row.why[:_LONGEST_CELL], formats.plain["why"])


def _lines(row: OutcomeRow) -> int:
    """How many lines the row is high; texts that surely fit into the least are not measured."""
    tall = [(row.why, _ADDED[1][2]), *((row.text(name), width) for name, width in _TALL)]
    long = [(text, width) for text, width in tall if 2 * len(text) > width * _LEAST_LINES or "\n" in text]
    needed = (lines_needed(text[:_LONGEST_CELL], width) for text, width in long)
    return min(_MOST_LINES, max(_LEAST_LINES, *needed, _LEAST_LINES))


def _day(text: str) -> date | None:
    """The day of a cell that says a whole date, so that it sorts as one; others go back as they came."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _LATER_YEARS else None
