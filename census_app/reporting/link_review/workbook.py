"""The review workbook: one row per pair, sortable, with drop-downs and hidden row codes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from census_app.foundation.files import publish
from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.answer_sheets import prompted, set_up_page, write_help_sheet
from census_app.foundation.workbooks.cells import Styles, lines_needed, open_workbook
from census_app.matching.showing import Shown, plain
from census_app.reporting.link_review.rows import ReviewRow, cell_text, review_rows
from census_app.reporting.link_review.texts import COLUMNS, ReviewTexts, review_texts
from census_app.workspace.linking.queue import ReviewQueue
from census_app.workspace.log.row_codes import RowCodes

FIRST_ROW = 2
_WIDTHS = {
    "number": 5.5,
    "key": 14,
    "unit": 9,
    "source": 8,
    "right_key": 13,
    "share": 13,
    "name": 17,
    "identifier": 23,
    "phone": 16,
    "address": 34,
    "others": 16,
    "evidence": 46,
    "verdict": 9.5,
    "reviewer": 8,
    "remark": 12,
    "token": 8,
    "code": 11,
}
_ANSWERS = ("verdict", "reviewer", "remark")
_HIDDEN = ("token", "code")
_MOST_LINES = 24
# the text is two points smaller than in the weekly lists
_LINE = 14.2
_ALLOWED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}


def write_review_workbook(queue: ReviewQueue, codes: RowCodes, target: Path) -> int:
    """`target` durably holds the queue: what waits, what is disputed, how to fill it in. Returns the number of rows."""
    texts = review_texts()
    with publish(target) as temporary, open_workbook(temporary) as workbook:
        workbook.set_properties({"title": texts.title, "author": "营销普查"})
        written = 0
        for name, disputed in (("disputed", True), ("waiting", False)):
            rows = review_rows((one for one in queue.records if one.disputed is disputed), codes, texts)
            written += len(rows)
            if rows or not disputed:
                people = len({row.texts["number"].partition("-")[0] for row in rows})
                title = f"{texts.title}　{people} 户 {len(rows)} 对"
                if not disputed and queue.later:
                    title += f"　另有 {queue.later:,} 户以后再列"
                _write_sheet(workbook, texts, texts.sheets[name], title, rows)
        write_help_sheet(workbook, texts.sheets["help"], texts.help)
        workbook.worksheets()[0].activate()
    return written


def _write_sheet(
    workbook: xlsxwriter.Workbook, texts: ReviewTexts, name: str, title: str, rows: Sequence[ReviewRow]
) -> None:
    sheet = workbook.add_worksheet(name)
    styles = Styles(workbook, 10)
    for place, column in enumerate(COLUMNS):
        unused = column == "others" and not any(column in row.values for row in rows)
        sheet.set_column(place, place, _WIDTHS[column], None, {"hidden": unused or column in _HIDDEN})
    _write_head(sheet, styles, texts, title)
    _Body(sheet, styles).write(rows)
    last = FIRST_ROW + max(0, len(rows) - 1)
    _add_validations(sheet, texts, last)
    missing = workbook.add_format({"bg_color": palette.MISSING})
    verdict, reviewer = (COLUMNS.index(column) for column in ("verdict", "reviewer"))
    cells = [f"${chr(65 + place)}{FIRST_ROW + 1}" for place in (verdict, reviewer)]
    rule = {"type": "formula", "criteria": f"=AND(LEN({cells[0]})>0,LEN({cells[1]})=0)", "format": missing}
    sheet.conditional_format(FIRST_ROW, reviewer, last, reviewer, rule)
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.autofilter(1, 0, last, len(COLUMNS) - 1)
    footer = f"&L&8{texts.small_print}&R&8第 &P / &N 页"
    set_up_page(sheet, last, COLUMNS.index("remark"), footer)
    sheet.protect("", _ALLOWED)


def _write_head(sheet: Worksheet, styles: Styles, texts: ReviewTexts, title: str) -> None:
    first_answer = COLUMNS.index("verdict")
    sheet.set_row(0, 24)
    sheet.merge_range(0, 0, 0, first_answer - 1, title, styles.get(bold=True, font_size=13, locked=False))
    banner = styles.get(
        bold=True, bg_color=palette.ANSWER_BANNER, font_color=palette.AMBER, align="center", locked=False
    )
    sheet.merge_range(0, first_answer, 0, first_answer + len(_ANSWERS) - 1, texts.banner, banner)
    sheet.set_row(1, 32)
    common: dict[str, Any] = {"bold": True, "align": "center", "text_wrap": True, "locked": False}
    system = styles.boxed(**common, bg_color=palette.HEADER, font_color="#FFFFFF")
    answer = styles.get(**common, bg_color=palette.ANSWER_HEADER, border=1, border_color=palette.ANSWER_LINE)
    for place, column in enumerate(COLUMNS):
        sheet.write_string(1, place, texts.headers[column], answer if column in _ANSWERS else system)


class _Body:
    """Writes rows; a record's first row has a thicker upper line."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self._sheet = sheet
        self._styles = styles
        self._same = styles.get()
        self._differs = styles.get(bold=True, font_color=palette.UP)

    def write(self, rows: Sequence[ReviewRow]) -> None:
        """In order: the workbook keeps none in memory."""
        for index, row in enumerate(rows):
            line = FIRST_ROW + index
            self._sheet.set_row(line, _height(row))
            for place, column in enumerate(COLUMNS):
                style = self._style(column, row.first)
                if column in _ANSWERS:
                    self._sheet.write_blank(line, place, None, style)
                elif column in row.texts:
                    self._sheet.write_string(line, place, row.texts[column], style)
                else:
                    self._write_value(line, place, row.values.get(column, ()), style)

    def _write_value(self, line: int, place: int, value: Shown, style: Format) -> None:
        if not any(piece.differs for piece in value):
            self._sheet.write_string(line, place, plain(value), style)
            return
        fragments: list[Any] = []
        for piece in value:
            fragments += [self._differs if piece.differs else self._same, piece.text]
        self._sheet.write_rich_string(line, place, *fragments, style)

    def _style(self, column: str, first: bool) -> Format:
        edges: dict[str, Any] = {"border": 1, "border_color": palette.LINE, "locked": False, "text_wrap": True}
        if first:
            edges |= {"top": 2, "top_color": palette.HEADER}
        if column in _ANSWERS:
            return self._styles.get(**edges, bg_color=palette.ANSWER_CELL, num_format="@")
        if column in ("number", "key", "unit", "source", "right_key"):
            return self._styles.get(**edges, bg_color=palette.PANEL, align="center", num_format="@")
        return self._styles.get(**edges, num_format="@")


def _height(row: ReviewRow) -> float:
    lines = max(
        lines_needed(cell_text(row, column), _WIDTHS[column] * 1.02)
        for column in COLUMNS
        if column not in _HIDDEN and column not in _ANSWERS
    )
    return min(max(lines, 2), _MOST_LINES) * _LINE + 4


def _add_validations(sheet: Worksheet, texts: ReviewTexts, last: int) -> None:
    verdict, reviewer = COLUMNS.index("verdict"), COLUMNS.index("reviewer")
    system = texts.prompts["system"]
    stop = {"validate": "custom", "value": "=FALSE()", "error_title": system.title, "error_message": system.text}
    sheet.data_validation(1, 0, last, verdict - 1, stop)
    options = [*texts.verdicts.values()]
    chosen = texts.prompts["verdict"]
    sheet.data_validation(
        FIRST_ROW, verdict, last, verdict, {"validate": "list", "source": options, **prompted(chosen)}
    )
    sheet.data_validation(
        FIRST_ROW, reviewer, last, reviewer, {"validate": "any", **prompted(texts.prompts["reviewer"])}
    )
