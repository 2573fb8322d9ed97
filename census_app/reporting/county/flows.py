"""问题去向: per unit how the open stock changed; only 已证实 counts as rectified."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import Styles
from census_app.reporting.county.frame import header_style, set_up_page, unit_width, write_title
from census_app.reporting.county.model import CountySummary, Flow

SHEET = "问题去向"
LOOK_SHARE = 0.15
SMALL_LEAVING = 10
_HEADERS = (
    "单位", "期初", "新发现", "反弹", "已证实", "离开范围", "记录消失", "无法再判", "规则撤回", "豁免", "期末",
    "已证实占\n离开的比", "非证实离开\n需看一眼",
)  # fmt: skip
_NUMBERS = (
    "opening", "new", "reopened", "fixed", "left_scope", "gone", "cannot_judge", "withdrawn", "exempted", "closing",
)  # fmt: skip


def write_flows(sheet: Worksheet, styles: Styles, summary: CountySummary) -> None:
    """One line per unit from row 5 on, the county last; lines add up."""
    sheet.set_column(0, 0, unit_width(summary, 16))
    sheet.set_column(1, len(_HEADERS) - 1, 10)
    extra = "只有“已证实”算整改完成，其余各有名字、仍在分母里"
    write_title(sheet, styles, summary, "问题去向：各单位本周怎么减少的", len(_HEADERS) - 1, extra)
    sheet.set_row(3, 32)
    for column, name in enumerate(_HEADERS):
        sheet.write_string(3, column, name, header_style(styles))
    lines = [(unit.name, unit.flow, False) for unit in summary.units] + [("全县", summary.flow, True)]
    for index, (name, flow, total) in enumerate(lines):
        _write_line(sheet, styles, 4 + index, name, flow, total)
    note = (
        f"● 离开范围、记录消失、无法再判合计超过离开总数 {LOOK_SHARE:.0%} 的单位：不是定性，"
        f"请抽看是否用清空字段、销户来“消数”。离开不足 {SMALL_LEAVING} 条的只列条数，不算比例。"
    )
    last = len(_HEADERS) - 1
    sheet.merge_range(5 + len(lines), 0, 5 + len(lines), last, note, styles.get(font_size=9, font_color=palette.MUTE))
    sheet.freeze_panes(4, 1)
    set_up_page(sheet, summary)


def _write_line(sheet: Worksheet, styles: Styles, row: int, name: str, flow: Flow, total: bool) -> None:
    ground = {"bg_color": palette.PANEL, "bold": True} if total else {}
    sheet.write_string(row, 0, name, styles.boxed(**ground, shrink=True))
    for column, number in enumerate(_NUMBERS, start=1):
        colour = {"font_color": palette.PROVEN, "bold": True} if number == "fixed" else {}
        style = styles.boxed(**{**ground, **colour}, num_format='#,##0;-#,##0;"–"')
        sheet.write_number(row, column, getattr(flow, number), style)
    sheet.write_string(row, 11, _proven_share(flow), styles.boxed(**ground, align="center"))
    look = not total and flow.leaving > 0 and flow.unproven / flow.leaving > LOOK_SHARE
    words = f"● {flow.unproven} 条" if look else f"{flow.unproven} 条"
    style = styles.boxed(align="center", bold=look, font_color=palette.UP if look else palette.MUTE)
    sheet.write_string(row, 12, words, style)


def _proven_share(flow: Flow) -> str:
    if flow.leaving == 0:
        return "–"
    if flow.leaving < SMALL_LEAVING:
        return f"{flow.fixed}/{flow.leaving}"
    return f"{flow.fixed / flow.leaving:.0%}"
