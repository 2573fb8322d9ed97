"""The call sheet as a workbook: one row per customer, what to ask, and where the answer goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from census_app.foundation.files import publish
from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.answer_sheets import prompted, set_up_page, write_help_sheet
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, Styles, lines_needed, open_workbook
from census_app.survey.calls.gathering import CallRow, UnitCalls
from census_app.survey.calls.texts import ANSWERS, COLUMNS, CallResult, CallTexts, call_texts

FIRST_ROW = 2
_WIDTHS = {
    "number": 4, "task": 11.5, "customer": 12, "name": 8.5, "contact": 7, "phone": 14.5, "address": 18, "surveyor": 7.5,
    "due": 6.5, "matter": 15, "ask": 39, "result": 9, "value": 19, "person": 8, "day": 7.5, "remark": 14, "code": 11,
}  # fmt: skip
_CENTRED = ("number", "task", "customer", "contact", "phone", "surveyor", "due")
_MOST_LINES = 14
_LONGEST_CHOICE = 250
_ALLOWED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}


def write_call_workbook(calls: UnitCalls, week: str, target: Path, *, full: bool) -> None:
    """`target` durably holds the unit's calls and how to speak; `full` says that phones stand in clear."""
    texts = call_texts()
    with publish(target) as temporary, open_workbook(temporary) as workbook:
        workbook.set_properties({"title": texts.title, "author": "营销普查"})
        _write_calls(workbook, calls, week, texts, full=full)
        write_help_sheet(workbook, texts.sheets["help"], texts.help)


def _write_calls(workbook: xlsxwriter.Workbook, calls: UnitCalls, week: str, texts: CallTexts, *, full: bool) -> None:
    sheet = workbook.add_worksheet(texts.sheets["calls"])
    styles = Styles(workbook, 10)
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, _WIDTHS[column])
    scope = f"　{week[:4]}年第{int(week[6:])}周" if week else ""
    title = f"{calls.name}　{texts.title}{scope}　共 {len(calls.rows)} 户"
    _write_head(sheet, styles, texts, title if full else f"{title}　（{texts.masked_note}）")
    _write_rows(sheet, styles, calls)
    last = FIRST_ROW + max(1, len(calls.rows)) - 1
    _add_validations(sheet, calls, texts, last)
    _add_marks(sheet, workbook, texts, last)
    sheet.freeze_panes(FIRST_ROW, 3)
    sheet.autofilter(1, 0, last, len(COLUMNS) - 1)
    signatures = "通话人：__________　日期：____年__月__日"
    footer = f"&L&8{texts.small_print}　{signatures}&R&8第 &P / &N 页"
    set_up_page(sheet, last, COLUMNS.index("remark"), footer)
    sheet.protect("", _ALLOWED)


def _write_head(sheet: Worksheet, styles: Styles, texts: CallTexts, title: str) -> None:
    first_answer = COLUMNS.index(ANSWERS[0])
    sheet.set_row(0, 24)
    sheet.merge_range(0, 0, 0, first_answer - 1, title, styles.get(bold=True, font_size=12, locked=False))
    banner = styles.get(
        bold=True, bg_color=palette.ANSWER_BANNER, font_color=palette.AMBER, align="center", locked=False
    )
    sheet.merge_range(0, first_answer, 0, first_answer + len(ANSWERS) - 1, texts.banner, banner)
    sheet.set_row(1, 24)
    common: dict[str, Any] = {"bold": True, "align": "center", "text_wrap": True, "locked": False}
    system = styles.boxed(**common, bg_color=palette.HEADER, font_color="#FFFFFF")
    answer = styles.get(**common, bg_color=palette.ANSWER_HEADER, border=1, border_color=palette.ANSWER_LINE)
    code = styles.get(**{**common, "bold": False}, font_color=palette.LINE)
    for place, column in enumerate(COLUMNS):
        style = answer if column in ANSWERS else code if column == "code" else system
        sheet.write_string(1, place, texts.headers[column], style)


def _write_rows(sheet: Worksheet, styles: Styles, calls: UnitCalls) -> None:
    formats = {column: _format(styles, column) for column in COLUMNS}
    for index, row in enumerate(calls.rows):
        line = FIRST_ROW + index
        cells = _cells(row)
        sheet.set_row(line, _height(cells))
        sheet.write_number(line, 0, index + 1, formats["number"])
        for place, column in enumerate(COLUMNS[1:], start=1):
            if column in ANSWERS:
                sheet.write_blank(line, place, None, formats[column])
            else:
                sheet.write_string(line, place, cells[column], formats[column])


def _cells(row: CallRow) -> dict[str, str]:
    several = len(row.matters) > 1
    numbered = [f"{place}. {ask}" if several else ask for place, ask in enumerate(row.asks, start=1)]
    matters = [f"{place}. {matter}" if several else matter for place, matter in enumerate(row.matters, start=1)]
    return {
        "task": row.task_no,
        "customer": row.customer,
        "name": row.name,
        "contact": row.contact,
        "phone": row.phone,
        "address": row.address,
        "surveyor": row.surveyor,
        "due": row.due[5:],
        "matter": "\n".join(matters),
        "ask": "\n".join(numbered),
        "code": row.code,
    }


def _height(cells: dict[str, str]) -> float:
    lines = max(lines_needed(text, _WIDTHS[column] * 1.02) for column, text in cells.items() if column != "code")
    return min(max(2, lines), _MOST_LINES) * PIXELS_PER_LINE + 4


def _format(styles: Styles, column: str) -> Format:
    if column in ANSWERS:
        base: dict[str, Any] = {"border": 1, "border_color": palette.ANSWER_LINE, "bg_color": palette.ANSWER_CELL}
        form = "mm-dd" if column == "day" else "@"
        centred = {"align": "center"} if column in ("result", "person", "day") else {}
        return styles.get(**base, **centred, text_wrap=True, locked=False, num_format=form)
    if column == "code":
        return styles.get(
            font_name=palette.CODE_FONT, font_size=9, font_color=palette.LINE, locked=False, num_format="@"
        )
    if column in _CENTRED:
        return styles.boxed(align="center", text_wrap=True, locked=False, bg_color=palette.PANEL, num_format="@")
    return styles.boxed(text_wrap=True, locked=False, bold=column == "matter", num_format="@")


def _add_validations(sheet: Worksheet, calls: UnitCalls, texts: CallTexts, last: int) -> None:
    def add(column: str, **validation: Any) -> None:
        place = COLUMNS.index(column)
        sheet.data_validation(FIRST_ROW, place, last, place, validation | prompted(texts.prompts[column]))

    system = texts.prompts["system"]
    stop = {"validate": "custom", "value": "=FALSE()", "error_title": system.title, "error_message": system.text}
    sheet.data_validation(1, 0, last, COLUMNS.index(ANSWERS[0]) - 1, stop)
    add("result", validate="list", source=list(texts.results))
    add("value", validate="any")
    people = sorted({row.surveyor for row in calls.rows if row.surveyor})
    if people and len(",".join(people)) <= _LONGEST_CHOICE:
        add("person", validate="list", source=people, show_error=False)
    else:
        add("person", validate="any")
    add("day", validate="any")


def _add_marks(sheet: Worksheet, workbook: xlsxwriter.Workbook, texts: CallTexts, last: int) -> None:
    missing, chosen = (
        workbook.add_format({"bg_color": palette.MISSING}),
        workbook.add_format({"bg_color": palette.CHOSEN}),
    )
    result, value, person, day = (COLUMNS.index(column) for column in ANSWERS[:4])
    cell = [f"${chr(65 + place)}{FIRST_ROW + 1}" for place in (result, value, person, day)]
    told = [word for word, result in texts.results.items() if result in (CallResult.UPDATED, CallResult.VISIT)]
    wants_words = ",".join(f'{cell[0]}="{word}"' for word in told)
    marks = (
        (result, f"AND(LEN({cell[0]})=0,LEN({cell[1]})+LEN({cell[2]})+LEN({cell[3]})>0)", missing),
        (result, f"LEN({cell[0]})>0", chosen),
        (value, f"AND(OR({wants_words}),LEN({cell[1]})=0)", missing),
        (person, f"AND(LEN({cell[0]})>0,LEN({cell[2]})=0)", missing),
        (day, f"AND(LEN({cell[0]})>0,LEN({cell[3]})=0)", missing),
    )
    for place, formula, style in marks:
        rule = {"type": "formula", "criteria": f"={formula}", "format": style}
        sheet.conditional_format(FIRST_ROW, place, last, place, rule)
