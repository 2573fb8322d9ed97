"""台区批量: what all customers of a 台区 or a line share, entered once."""

from __future__ import annotations

import xlsxwriter

from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, lines_needed
from census_app.survey.forms import layout
from census_app.survey.forms.model import Form
from census_app.survey.forms.workbook.answers import RESULT_VALIDATION, CodeLists, Validations
from census_app.survey.forms.workbook.looks import Looks

WIDTHS = (16, 24, 26, 26, 12, 26, 15, 22, 30)
_HEIGHT = 22.5
_DITTO = "同上"
_RESULT, _VALUE = layout.BATCH_RESULT_COLUMN - 1, layout.BATCH_VALUE_COLUMN - 1
_CODE = layout.CODE_COLUMN - 1


def write_batch_sheet(workbook: xlsxwriter.Workbook, form: Form, looks: Looks, lists: CodeLists) -> None:
    """The sheet stands, with one row per shared item; without shared items it says so."""
    sheet = workbook.add_worksheet(layout.BATCH_SHEET)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, 7, "台区批量：同一台区填一次，自动用到本周该台区各户", looks.title)
    sheet.write_string(0, _CODE, form.form_no, looks.code)
    told = "户表里这几项不再出现；某一户不同时，在该户“备注”写明，以户为准"
    sheet.merge_range(1, 0, 1, 7, told if form.batches else "本周没有台区共有的项", looks.subtitle)
    sheet.set_row(2, 6)
    sheet.set_row(3, 24)
    for column, header in enumerate(layout.BATCH_HEADERS):
        look = looks.system_header if column < _RESULT else looks.answer_header
        sheet.write_string(3, column, header, looks.code if column == _CODE else look)
    last = _write_rows(sheet, form, looks, lists, workbook)
    sheet.freeze_panes(layout.BATCH_HEADER_ROW, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, layout.BATCH_HEADER_ROW - 1)
    sheet.print_area(0, 0, max(last, layout.BATCH_HEADER_ROW), 7)
    sheet.set_footer(f"&L&8普查人：______________　　日期：______年____月____日&R&8表号 {form.form_no}　第 &P / &N 页")
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_rows(
    sheet: xlsxwriter.worksheet.Worksheet, form: Form, looks: Looks, lists: CodeLists, workbook: xlsxwriter.Workbook
) -> int:
    validations, row = Validations(lists), layout.BATCH_HEADER_ROW
    first = row
    for batch in form.batches:
        name = f"{batch.name}（{len(batch.tasks)} 户）" if batch.name else f"（{len(batch.tasks)} 户）"
        for place, line in enumerate(batch.lines):
            called = _DITTO if place else name
            lines = max(
                lines_needed(called, WIDTHS[1] - 1),
                lines_needed(line.heading, WIDTHS[2] - 2),
                lines_needed(line.shown, WIDTHS[3] - 2),
            )
            sheet.set_row(row, max(_HEIGHT, lines * PIXELS_PER_LINE + 4))
            sheet.write_string(row, 0, batch.number, looks.repeated if place else looks.label)
            sheet.write_string(row, 1, called, looks.repeated if place else looks.label)
            sheet.write_string(row, 2, line.heading, looks.title_of(line.accused))
            sheet.write_string(row, 3, line.shown, looks.original_of(line.blind))
            if line.result:
                sheet.write_string(row, _RESULT, line.result, looks.written)
            else:
                sheet.write_blank(row, _RESULT, None, looks.choice)
            sheet.write_blank(row, _VALUE, None, looks.value(line.answer))
            for column in (layout.BATCH_PHOTO_COLUMN - 1, layout.BATCH_NOTE_COLUMN - 1):
                sheet.write_blank(row, column, None, looks.answer)
            sheet.write_string(row, _CODE, line.row_code, looks.code)
            validations.value(line, row, _VALUE)
            row += 1
    if row > first:
        validations.add(RESULT_VALIDATION, [(first, _RESULT, row - 1, _RESULT)])
        validations.write(sheet)
        missing = workbook.add_format({"bg_color": palette.MISSING})
        line_no = first + 1
        formula = f'=AND($E{line_no}="{layout.DIFFERENT}",LEN($F{line_no})=0)'
        rule = {"type": "formula", "criteria": formula, "format": missing}
        sheet.conditional_format(first, _VALUE, row - 1, _VALUE, rule)
    return row - 1
