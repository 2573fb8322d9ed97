"""十二周: the numbers behind the trend chart; a week without an official run stays empty."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from census_app.foundation.workbooks.cells import Styles
from census_app.reporting.county.frame import header_style, set_up_page, write_title
from census_app.reporting.county.model import CountySummary

SHEET = "十二周"
NO_RUN = "本周没有正式校验，不补点、不连线"


def write_trend(sheet: Worksheet, styles: Styles, summary: CountySummary) -> None:
    """Weeks from row 5 on, oldest first."""
    sheet.set_column(0, 3, 12)
    sheet.set_column(4, 4, 40)
    write_title(sheet, styles, summary, "十二周走势数据", 4)
    for column, name in enumerate(("周", "未整改", "新发现", "已证实", "说明")):
        sheet.write_string(3, column, name, header_style(styles))
    for index, point in enumerate(summary.trend):
        row = 4 + index
        sheet.write_string(row, 0, point.week.split("-")[1], styles.boxed(align="center"))
        for column, value in enumerate((point.open, point.new, point.fixed), start=1):
            if value is None:
                sheet.write_blank(row, column, None, styles.boxed())
            else:
                sheet.write_number(row, column, value, styles.boxed(num_format="#,##0"))
        sheet.write_string(row, 4, point.note or (NO_RUN if point.open is None else ""), styles.boxed())
    set_up_page(sheet, summary)
