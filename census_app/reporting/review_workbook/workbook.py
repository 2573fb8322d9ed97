"""The review workbook: one row per waiting entry, sortable, with drop-downs and hidden row codes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from census_app.foundation.files import publish
from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.answer_sheets import prompted, set_up_page, write_help_sheet
from census_app.foundation.workbooks.cells import Styles, lines_needed, open_workbook
from census_app.reporting.review_workbook.rows import ReviewRow
from census_app.reporting.review_workbook.texts import ANSWERS, COLUMNS, HIDDEN, WorkbookTexts
from census_app.survey.words import DECISION_LABELS, ReviewDecision

FIRST_ROW = 2
_PLACES = {name: place for place, name in enumerate(COLUMNS)}
_MOST_LINES = 14
_LINE = 13.6
_CENTRED = ("number", "key", "unit", "person", "customer", "severity", "said")
_ALLOWED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
_SEVERITY: dict[str, dict[str, Any]] = {
    "urgent": {"bg_color": palette.URGENT_GROUND, "font_color": palette.URGENT_INK, "bold": True},
    "important": {"bg_color": palette.IMPORTANT_GROUND, "font_color": palette.IMPORTANT_INK, "bold": True},
    "normal": {"font_color": palette.NORMAL_INK},
}


def write_review_workbook(
    rows: Sequence[ReviewRow], title: str, reasons: Sequence[str], texts: WorkbookTexts, target: Path
) -> None:
    """`target` durably holds the rows and how to fill them in."""
    with publish(target) as temporary, open_workbook(temporary) as workbook:
        workbook.set_properties({"title": texts.title, "author": "营销普查"})
        sheet = workbook.add_worksheet(texts.sheets["waiting"])
        codes = texts.sheets["codes"]
        workbook.define_name("原因表", f"='{codes}'!$A$1:$A${len(reasons)}")
        _write_sheet(workbook, sheet, rows, title, texts)
        write_help_sheet(workbook, texts.sheets["help"], texts.help)
        listed = workbook.add_worksheet(codes)
        for place, reason in enumerate(reasons):
            listed.write_string(place, 0, reason)
        listed.hide()
        sheet.activate()


def _write_sheet(
    workbook: xlsxwriter.Workbook, sheet: Worksheet, rows: Sequence[ReviewRow], title: str, texts: WorkbookTexts
) -> None:
    styles = Styles(workbook, 9)
    unused = [] if any(row.texts["reference"] for row in rows) else ["reference"]
    for name, place in _PLACES.items():
        sheet.set_column(place, place, COLUMNS[name], None, {"hidden": name in HIDDEN or name in unused})
    _write_head(sheet, styles, title, texts)
    for index, row in enumerate(rows):
        line = FIRST_ROW + index
        sheet.set_row(line, _height(row))
        for name, place in _PLACES.items():
            style = _style(styles, name, row)
            if name in ANSWERS:
                sheet.write_blank(line, place, None, style)
            else:
                sheet.write_string(line, place, row.texts[name], style)
    last = FIRST_ROW + max(0, len(rows) - 1)
    _add_validations(sheet, texts, last)
    _mark_missing(workbook, sheet, last)
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.autofilter(1, 0, last, len(COLUMNS) - 1)
    footer = f"&L&8{texts.small_print}　　审核人：　　　　　　日期：&R&8第 &P / &N 页"
    set_up_page(sheet, last, _PLACES["reviewer"], footer)
    sheet.protect("", _ALLOWED)


def _write_head(sheet: Worksheet, styles: Styles, title: str, texts: WorkbookTexts) -> None:
    first = _PLACES[ANSWERS[0]]
    sheet.set_row(0, 24)
    sheet.merge_range(0, 0, 0, first - 1, title, styles.get(bold=True, font_size=13, locked=False))
    banner = styles.get(
        bold=True, bg_color=palette.ANSWER_BANNER, font_color=palette.AMBER, align="center", locked=False
    )
    sheet.merge_range(0, first, 0, first + len(ANSWERS) - 1, texts.banner, banner)
    sheet.set_row(1, 24)
    common: dict[str, Any] = {"bold": True, "align": "center", "text_wrap": True, "locked": False}
    system = styles.boxed(**common, bg_color=palette.HEADER, font_color="#FFFFFF")
    answer = styles.get(**common, bg_color=palette.ANSWER_HEADER, border=1, border_color=palette.ANSWER_LINE)
    for name, place in _PLACES.items():
        sheet.write_string(1, place, texts.headers[name], answer if name in ANSWERS else system)


def _style(styles: Styles, name: str, row: ReviewRow) -> Format:
    look: dict[str, Any] = {
        "border": 1,
        "border_color": palette.LINE,
        "locked": False,
        "text_wrap": True,
        "num_format": "@",
    }
    if row.first:
        look |= {"top": 2, "top_color": palette.HEADER}
    if name in ANSWERS:
        return styles.get(**look, bg_color=palette.ANSWER_CELL)
    if name in _CENTRED:
        look |= {"align": "center", "bg_color": palette.PANEL}
    if name == "severity":
        look |= _SEVERITY.get(row.severity, {})
    if name == "answered" and row.differs:
        look |= {"bold": True, "font_color": palette.UP}
    return styles.get(**look)


def _height(row: ReviewRow) -> float:
    shown = [name for name in COLUMNS if name not in HIDDEN and name not in ANSWERS]
    lines = max(lines_needed(row.texts[name], COLUMNS[name] * 1.1) for name in shown)
    return min(max(lines, 2), _MOST_LINES) * _LINE + 5


def _add_validations(sheet: Worksheet, texts: WorkbookTexts, last: int) -> None:
    system = texts.prompts["system"]
    stop = {"validate": "custom", "value": "=FALSE()", "error_title": system.title, "error_message": system.text}
    sheet.data_validation(1, 0, last, _PLACES[ANSWERS[0]] - 1, stop)
    options = [DECISION_LABELS[one] for one in ReviewDecision]
    sources: dict[str, dict[str, Any]] = {
        "decision": {"validate": "list", "source": options},
        "reason": {"validate": "list", "source": "=原因表", "error_type": "warning"},
        "to_unit": {"validate": "any"},
        "reviewer": {"validate": "any"},
    }
    for name, rule in sources.items():
        place = _PLACES[name]
        sheet.data_validation(FIRST_ROW, place, last, place, {**rule, **prompted(texts.prompts[name])})


def _mark_missing(workbook: xlsxwriter.Workbook, sheet: Worksheet, last: int) -> None:
    """Orange where a decision still lacks its reason or its reviewer."""
    missing = workbook.add_format({"bg_color": palette.MISSING})
    decision, reason, reviewer = (
        f"${xl_col_to_name(_PLACES[name])}{FIRST_ROW + 1}" for name in ("decision", "reason", "reviewer")
    )
    labels = (ReviewDecision.RETURNED, ReviewDecision.REFUTED, ReviewDecision.REJECTED)
    needs = ",".join(f'{decision}="{DECISION_LABELS[one]}"' for one in labels)
    rules = {"reason": f"=AND(OR({needs}),LEN({reason})=0)", "reviewer": f"=AND(LEN({decision})>0,LEN({reviewer})=0)"}
    for name, criteria in rules.items():
        place = _PLACES[name]
        sheet.conditional_format(
            FIRST_ROW, place, last, place, {"type": "formula", "criteria": criteria, "format": missing}
        )
