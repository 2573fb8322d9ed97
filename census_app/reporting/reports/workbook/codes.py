"""查数码: every number of the report with its code, what it is and how it is reckoned."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from census_app.foundation.text_width import lines_needed
from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, Styles
from census_app.reporting.reports.document import Document

SHEET = "查数码"
HOW_TO = (
    "在窗口的“报表”里输入查数码（或 census why 查数码 --workspace W）："
    "这个数怎么算、来自哪次校验、后面是哪些行；现数一遍，与印出的数核对。"
)
_COLUMNS = (("查数码", 10), ("印出的数", 14), ("是什么", 40), ("怎么算", 62))


def write_codes(sheet: Worksheet, styles: Styles, document: Document) -> None:
    """One row per number, in the order of the page."""
    for column, (_, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"{document.title}：每个数的查数码", styles.get(bold=True, font_size=14))
    sheet.set_row(0, 26)
    sheet.write_string(1, 0, HOW_TO, styles.get(font_color=palette.MUTE))
    head = styles.boxed(bold=True, bg_color=palette.HEADER, font_color="#FFFFFF", align="center")
    for column, (name, _) in enumerate(_COLUMNS):
        sheet.write_string(2, column, name, head)
    row = 3
    code_style = styles.boxed(font_name=palette.CODE_FONT, align="center")
    text_style, number_style = styles.boxed(text_wrap=True), styles.boxed(align="center")
    for code, printed, what, how in document.coded():
        for column, (text, style) in enumerate(
            ((code, code_style), (printed, number_style), (what, text_style), (how, text_style))
        ):
            sheet.write_string(row, column, text, style)
        lines = max(lines_needed(what, _COLUMNS[2][1] - 2), lines_needed(how, _COLUMNS[3][1] - 2))
        sheet.set_row(row, 4 + lines * PIXELS_PER_LINE * 0.75)
        row += 1
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    sheet.set_paper(9)
    sheet.set_margins(left=0.45, right=0.45, top=0.5, bottom=0.55)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_footer("&R&8 第 &P / &N 页")
