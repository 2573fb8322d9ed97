"""The instruction sheet and the hidden code sheet behind the drop-downs."""

from __future__ import annotations

import re

import xlsxwriter

from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, Styles, lines_needed
from census_app.reporting.weekly.model import WeeklyList
from census_app.reporting.weekly.texts import WeeklyTexts

INSTRUCTION_SHEET = "填写说明"
CODE_SHEET = "码表"
_WIDTHS = (2, 14, 16, 52, 46)
_DEFINABLE = re.compile(r"[一-鿿A-Za-z_][一-鿿A-Za-z0-9_]{0,60}")


def write_instructions(workbook: xlsxwriter.Workbook, texts: WeeklyTexts) -> None:
    """The locked sheet that says what to choose, what to fill in and what not to touch."""
    sheet = workbook.add_worksheet(INSTRUCTION_SHEET)
    styles = Styles(workbook)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    heading = styles.get(bold=True, font_size=12, font_color=palette.ACCENT)
    head = styles.boxed(bold=True, bg_color=palette.PANEL, font_color=palette.MUTE, align="center")
    name, cell = styles.boxed(bold=True, align="center"), styles.boxed(text_wrap=True)
    sheet.set_row(0, 34)
    sheet.merge_range(0, 1, 0, 4, INSTRUCTION_SHEET, styles.get(bold=True, font_size=18))
    row = 1
    for block in texts.instructions:
        sheet.set_row(row, 26)
        sheet.merge_range(row, 1, row, 4, block.heading, heading)
        row += 1
        if block.columns:
            for offset, title in enumerate(block.columns):
                sheet.write_string(row, 1 + offset, title, head)
            row += 1
        for values in block.rows:
            wide = len(values) == 2
            widths = (_WIDTHS[1], sum(_WIDTHS[2:])) if wide else _WIDTHS[1:]
            lines = max(lines_needed(value, width) for value, width in zip(values, widths, strict=True))
            sheet.set_row(row, lines * PIXELS_PER_LINE + 6)
            sheet.write_string(row, 1, values[0], name)
            if wide:
                sheet.merge_range(row, 2, row, 4, values[1], cell)
            else:
                for offset, value in enumerate(values[1:]):
                    sheet.write_string(row, 2 + offset, value, cell)
            row += 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def write_code_sheet(workbook: xlsxwriter.Workbook, content: WeeklyList, texts: WeeklyTexts) -> None:
    """The hidden sheet with one column per drop-down and the names that point to them."""
    sheet = workbook.add_worksheet(CODE_SHEET)
    sheet.hide()
    columns: list[tuple[str, tuple[str, ...]]] = [("原因表", texts.reasons)]
    if content.people:
        columns.append(("人员表", content.people))
    columns.append(("佐证表", texts.evidence))
    for field, options in sorted(content.answer_options.items()):
        if _DEFINABLE.fullmatch(field) and options:
            columns.append((f"值_{field}", options))
    height = max(len(options) for _, options in columns)
    for row in range(height + 1):
        for column, (name, options) in enumerate(columns):
            if row == 0:
                sheet.write_string(row, column, name)
            elif row <= len(options):
                sheet.write_string(row, column, options[row - 1])
    for column, (name, options) in enumerate(columns):
        letter = _letters(column)
        workbook.define_name(name, f"={CODE_SHEET}!${letter}$2:${letter}${len(options) + 1}")


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
