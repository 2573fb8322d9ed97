"""单位排名: completion against the county with a Wilson interval; no rank numbers."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import Styles
from census_app.reporting.county.frame import header_style, set_up_page, unit_width, write_title
from census_app.reporting.county.model import SMALL_DENOMINATOR, CountySummary, UnitLine, wilson_interval

SHEET = "单位排名"
_HEADERS = ("与全县比", "单位", "应办", "已证实", "完成率", "可信区间 95 %", "与{before}比", "挂账4周以上", "看法")
_UNIT = 1
_WIDTHS = (12, 17, 11, 11, 13, 17, 13, 14, 33)
_ORDER = {"高于全县": 0, "相当": 1, "低于全县": 2, "不排": 3}


def standing(unit: UnitLine, county_rate: float) -> str:
    """高于/低于全县 only when the interval excludes the county's rate; small denominators are not compared."""
    if unit.flow.due < SMALL_DENOMINATOR:
        return "不排"
    low, high = wilson_interval(unit.flow.fixed, unit.flow.due)
    if low > county_rate:
        return "高于全县"
    return "低于全县" if high < county_rate else "相当"


def write_ranking(sheet: Worksheet, styles: Styles, summary: CountySummary) -> None:
    """Units grouped by their standing, higher completion first inside a group."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, unit_width(summary, width) if column == _UNIT else width)
    write_title(
        sheet, styles, summary, "单位排名：整改完成率", len(_HEADERS) - 1, "完成率 = 已证实 ÷（期初＋新发现＋反弹）"
    )
    for column, name in enumerate(_HEADERS):
        sheet.write_string(3, column, name.format(before=summary.compared_with), header_style(styles))
    total = summary.flow
    county_rate = total.fixed / total.due if total.due else 0.0
    placed = sorted(
        ((standing(unit, county_rate), unit) for unit in summary.units),
        key=lambda pair: (_ORDER[pair[0]], -(pair[1].flow.fixed / pair[1].flow.due if pair[1].flow.due else 0)),
    )
    for index, (place, unit) in enumerate(placed):
        _write_unit(sheet, styles, 4 + index, place, unit)
    sheet.freeze_panes(4, 2)
    set_up_page(sheet, summary)


def _write_unit(sheet: Worksheet, styles: Styles, row: int, place: str, unit: UnitLine) -> None:
    colours = {"高于全县": palette.PROVEN, "低于全县": palette.UP}
    centre = styles.boxed(align="center")
    sheet.set_row(row, 20)
    sheet.write_string(
        row, 0, place, styles.boxed(bold=place in colours, align="center", font_color=colours.get(place, palette.MUTE))
    )
    sheet.write_string(row, _UNIT, unit.name, styles.boxed(shrink=True))
    sheet.write_number(row, 2, unit.flow.due, styles.boxed(align="center", num_format="#,##0"))
    sheet.write_number(row, 3, unit.flow.fixed, styles.boxed(align="center", num_format="#,##0"))
    if place == "不排":
        sheet.write_string(row, 4, f"{unit.flow.fixed}/{unit.flow.due}", centre)
        for column in (5, 6):
            sheet.write_string(row, column, "–", centre)
        opinion = f"应办不足 {SMALL_DENOMINATOR} 条，只列数" if unit.flow.due else "没有应办的问题"
    else:
        rate = unit.flow.fixed / unit.flow.due
        low, high = wilson_interval(unit.flow.fixed, unit.flow.due)
        sheet.write_number(row, 4, rate, styles.boxed(align="center", bold=True, num_format="0.0%"))
        sheet.write_string(row, 5, f"{low:.0%} – {high:.0%}", centre)
        if unit.rate_before is None:
            sheet.write_string(row, 6, "无上周", styles.boxed(align="center", font_color=palette.MUTE))
        else:
            style = styles.boxed(align="center", num_format='"▲"0.0;"▼"0.0;"–"')
            sheet.write_number(row, 6, 100 * (rate - unit.rate_before), style)
        opinion = "与全县的差别在误差之内" if place == "相当" else "差别超出误差"
    sheet.write_number(row, 7, unit.long_standing, centre)
    sheet.write_string(row, 8, opinion, styles.boxed(font_color=palette.MUTE))
