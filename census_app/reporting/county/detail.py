"""明细数据: the long table behind the matrix, as a native Excel table that adds up to the pages before it."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from census_app.foundation.workbooks.cells import Styles
from census_app.reporting.county.frame import set_up_page, unit_width
from census_app.reporting.county.model import CountySummary

SHEET = "明细数据"
_HEADERS = (
    "单位",
    "规则号",
    "规则",
    "在册户",
    "错误",
    "正确",
    "不适用",
    "判不了",
    "不合格率",
    "{before}错误",
    "增减",
)
_WIDTHS = (16, 9, 28, 10, 9, 11, 11, 9, 11, 10, 9)


def write_detail(sheet: Worksheet, styles: Styles, summary: CountySummary) -> None:
    """One row per unit and rule."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width if column else unit_width(summary, width))
    titles = {rule.rule: rule.title for rule in summary.rules}
    rows: list[list[object]] = []
    for unit in summary.units:
        for rule, count in unit.counts.items():
            rate = count.wrong / count.judged if count.judged else None
            before = count.wrong_before
            change = None if before is None else count.wrong - before
            rows.append(
                [unit.name, rule, titles.get(rule, ""), unit.customers, count.wrong, count.right, count.out_of_scope,
                 count.cannot_judge, rate, before, change]
            )  # fmt: skip
    formats = {8: styles.get(num_format="0.0000%"), 10: styles.get(num_format='"▲"0;"▼"0;"–"')}
    columns = [
        {"header": name.format(before=summary.compared_with), "format": formats.get(index)}
        for index, name in enumerate(_HEADERS)
    ]
    options = {"name": "明细", "columns": columns, "data": rows, "style": "Table Style Light 1"}
    sheet.add_table(0, 0, max(1, len(rows)), len(_HEADERS) - 1, options)
    sheet.freeze_panes(1, 2)
    set_up_page(sheet, summary)
