"""总览: six figures with numerator and denominator, the week's ledger, two native charts."""

from __future__ import annotations

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import Styles
from census_app.reporting.county.causes import cause_line
from census_app.reporting.county.flows import SHEET as FLOW_SHEET
from census_app.reporting.county.frame import set_up_page, write_title
from census_app.reporting.county.model import CountySummary
from census_app.reporting.county.trend import SHEET as TREND_SHEET

SHEET = "总览"
_LAST = 11
_AWAY = "#FFF7E6"
_LEAVING = (
    ("已证实", 4, palette.PROVEN),
    ("离开范围", 5, "#8A9BB0"),
    ("记录消失", 6, "#B4C1CE"),
    ("无法再判", 7, "#B26A00"),
    ("规则撤回", 8, "#E3B873"),
    ("豁免", 9, "#DCE5EE"),
)


def write_overview(workbook: xlsxwriter.Workbook, sheet: Worksheet, styles: Styles, summary: CountySummary) -> None:
    """The overview stands; its charts read the flow and trend sheets."""
    sheet.set_column(0, _LAST, 12.6)
    write_title(sheet, styles, summary, "营销普查县级周汇总", _LAST)
    _write_figures(sheet, styles, summary)
    _write_ledger(sheet, styles, summary)
    sheet.merge_range(11, 0, 11, _LAST, cause_line(summary), styles.get(bold=True, font_color=palette.ACCENT))
    sheet.set_row(11, 24)
    _add_leaving_chart(workbook, sheet, len(summary.units))
    _add_trend_chart(workbook, sheet, summary)
    set_up_page(sheet, summary, 1)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "—"


def _signed(change: int) -> str:
    return f"▲{change}" if change > 0 else f"▼{-change}" if change < 0 else "持平"


def _write_figures(sheet: Worksheet, styles: Styles, summary: CountySummary) -> None:
    flow = summary.flow
    long_standing = sum(unit.long_standing for unit in summary.units)
    overdue = sum(unit.overdue for unit in summary.units)
    core = f"{summary.core_right / summary.core_judged:.2%}" if summary.core_judged else "判不了"
    figures = (
        (
            "未整改",
            f"{flow.closing:,}",
            f"{summary.compared_with} {flow.opening:,}　{_signed(flow.closing - flow.opening)}",
            palette.INK,
        ),
        ("本周新发现", f"{flow.new:,}", f"另有反弹 {flow.reopened:,}", palette.BLUE),
        ("已证实整改", f"{flow.fixed:,}", f"占离开的 {_share(flow.fixed, flow.leaving)}", palette.PROVEN),
        ("整改完成率", _share(flow.fixed, flow.due), f"{flow.fixed:,} ÷ {flow.due:,}", palette.ACCENT),
        ("核心档案合格率", core, f"{summary.core_right:,} ÷ {summary.core_judged:,}", palette.ACCENT),
        ("挂账4周以上", f"{long_standing:,}", f"超期 {overdue:,}", palette.UP),
    )
    for row, height in ((3, 20), (4, 36), (5, 20)):
        sheet.set_row(row, height)
    for index, (label, value, note, colour) in enumerate(figures):
        first, last = 2 * index, 2 * index + 1
        sides = {"left": 1, "right": 1, "border_color": palette.LINE, "align": "center"}
        sheet.merge_range(
            3, first, 3, last, label, styles.get(**sides, top=5, top_color=colour, font_color=palette.MUTE)
        )
        sheet.merge_range(4, first, 4, last, value, styles.get(**sides, bold=True, font_size=20, font_color=colour))
        sheet.merge_range(5, first, 5, last, note, styles.get(**sides, bottom=1, font_size=9, font_color=palette.MUTE))


def _write_ledger(sheet: Worksheet, styles: Styles, summary: CountySummary) -> None:
    flow = summary.flow
    title = styles.get(bold=True, font_size=11, font_color=palette.ACCENT, bottom=2, border_color=palette.ACCENT)
    sheet.merge_range(7, 0, 7, _LAST, "一周的账：从期初到期末（每一条都有去处，数加得上）", title)
    columns = (
        ("期初未整改", flow.opening, f"{summary.compared_with}末", palette.PANEL),
        ("＋新发现", flow.new, "本周正式校验", "#FFFFFF"),
        ("＋反弹", flow.reopened, "离开后又挂账", "#FFFFFF"),
        ("－已证实", flow.fixed, "新数据判为正确", palette.PROVEN_GROUND),
        ("－离开范围", flow.left_scope, "销户、改类别等", _AWAY),
        ("－记录消失", flow.gone, "数据里没有了", _AWAY),
        ("－无法再判", flow.cannot_judge, "字段空白或掩码", _AWAY),
        ("－规则撤回", flow.withdrawn, "规则或参数改了", _AWAY),
        ("－豁免", flow.exempted, "批准、有期限", _AWAY),
        ("＝期末未整改", flow.closing, "转入下周", palette.PANEL),
        ("净变化", flow.closing - flow.opening, "比期初", palette.PANEL),
    )
    head = styles.boxed(bold=True, bg_color=palette.HEADER, font_color="#FFFFFF", align="center")
    for row, label, height in ((8, "去向", 22), (9, "条数", 28), (10, "意思", 22)):
        sheet.set_row(row, height)
        sheet.write_string(row, 0, label, head if row == 8 else styles.boxed(align="center"))
    for offset, (label, value, meaning, ground) in enumerate(columns, start=1):
        sheet.write_string(8, offset, label, styles.boxed(bold=True, align="center", bg_color=ground))
        number = '"▲"#,##0;"▼"#,##0;"持平"' if label == "净变化" else "#,##0"
        style = styles.boxed(bold=True, font_size=13, align="center", bg_color=ground, num_format=number)
        sheet.write_number(9, offset, value, style)
        sheet.write_string(10, offset, meaning, styles.boxed(font_size=9, font_color=palette.MUTE, align="center"))


def _add_leaving_chart(workbook: xlsxwriter.Workbook, sheet: Worksheet, units: int) -> None:
    chart = workbook.add_chart({"type": "bar", "subtype": "stacked"})
    for name, column, colour in _LEAVING:
        chart.add_series(
            {
                "name": name,
                "categories": [FLOW_SHEET, 4, 0, 3 + units, 0],
                "values": [FLOW_SHEET, 4, column, 3 + units, column],
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    chart.set_title({"name": "本周离开的问题：已证实与其他", "name_font": {"size": 11}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis({"major_gridlines": {"visible": True, "line": {"color": "#E4E8EE"}}, "num_format": "0"})
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_size({"width": 560, "height": max(300, 60 + 24 * units)})
    sheet.insert_chart(12, 0, chart)


def _add_trend_chart(workbook: xlsxwriter.Workbook, sheet: Worksheet, summary: CountySummary) -> None:
    last = 3 + len(summary.trend)
    chart = workbook.add_chart({"type": "line"})
    series = (
        ("未整改", 1, palette.INK, "solid"),
        ("新发现", 2, palette.BLUE, "dash"),
        ("已证实", 3, palette.PROVEN, "round_dot"),
    )
    for name, column, colour, dash in series:
        chart.add_series(
            {
                "name": name,
                "categories": [TREND_SHEET, 4, 0, last, 0],
                "values": [TREND_SHEET, 4, column, last, column],
                "line": {"color": colour, "width": 2, "dash_type": dash},
                "marker": {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}},
            }
        )
    chart.show_blanks_as("gap")
    chart.set_title({"name": "十二周：未整改、新发现、已证实（没校验的周断开）", "name_font": {"size": 11}})
    chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": "#E4E8EE"}}, "min": 0})
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_size({"width": 560, "height": max(300, 60 + 24 * len(summary.units))})
    sheet.insert_chart(12, 6, chart, {"x_offset": 8})
