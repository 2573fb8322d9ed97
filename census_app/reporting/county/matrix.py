"""单位×规则: error rate in ‰, numerator / denominator, change against last week; ten rules a page."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, Styles, lines_needed
from census_app.reporting.county.frame import header_style, set_up_page, unit_width, write_title
from census_app.reporting.county.model import SMALL_DENOMINATOR, CountySummary, RuleCount, RuleTitle, UnitLine

SHEET = "单位×规则"
RULES_PER_PAGE = 10
_UNIT_WIDTH = 15
_RULE_WIDTH = 14.5
_OTHER_WIDTHS = 9 + RULES_PER_PAGE * _RULE_WIDTH + 11
# Per cent: as large as the columns fit the page's width, smaller where three tables of many units need its height.
_LARGEST_SCALE, _SMALLEST_SCALE = 72, 54
_PAGE_POINTS, _ROW_POINTS, _ROWS_BESIDE_UNITS = 500, 15, 6
_BANDS = (
    (50.0, "#8A4B00", "#FFFFFF"),
    (20.0, "#DB8F2B", palette.INK),
    (5.0, "#F8D08E", palette.INK),
    (1.0, "#FFF1D9", palette.INK),
)


def write_matrix(sheet: Worksheet, styles: Styles, summary: CountySummary) -> None:
    """Three tables per page of ten rules; rates over fewer than 30 judged records are fractions, uncoloured."""
    widened = unit_width(summary, _UNIT_WIDTH, 2 * _UNIT_WIDTH)
    sheet.set_column(0, 0, widened)
    sheet.set_column(1, 1, 9)
    sheet.set_column(2, 1 + RULES_PER_PAGE, _RULE_WIDTH)
    sheet.set_column(2 + RULES_PER_PAGE, 2 + RULES_PER_PAGE, 11)
    extra = "分母 = 该规则在该单位判得出对错的户数（正确＋错误），判不了和不适用的不进分母"
    write_title(
        sheet,
        styles,
        summary,
        f"单位 × 规则：不合格率、分子分母、与{summary.compared_with}比",
        2 + RULES_PER_PAGE,
        extra,
    )
    lines = [*summary.units, _county_line(summary)]
    row, breaks = 2, []
    for page in _pages(summary.rules):
        if row > 2:
            breaks.append(row)
        row = _write_rates(sheet, styles, row, page, lines)
        row = _write_fractions(sheet, styles, row, page, lines)
        row = _write_changes(sheet, styles, row, page, lines, summary.compared_with)
    if breaks:
        sheet.set_h_pagebreaks(breaks)
    sheet.freeze_panes(2, 2)
    set_up_page(sheet, summary, scale=_print_scale(len(lines), widened - _UNIT_WIDTH))


def _print_scale(units: int, wider: int) -> int:
    points = 3 * (units + _ROWS_BESIDE_UNITS) * _ROW_POINTS
    columns = _UNIT_WIDTH + _OTHER_WIDTHS
    scale = max(_SMALLEST_SCALE, min(_LARGEST_SCALE, 100 * _PAGE_POINTS // points))
    return min(scale, int(_LARGEST_SCALE * columns / (columns + wider)))


def _pages(rules: tuple[RuleTitle, ...]) -> Iterator[tuple[RuleTitle, ...]]:
    for start in range(0, len(rules), RULES_PER_PAGE):
        yield rules[start : start + RULES_PER_PAGE]


def _county_line(summary: CountySummary) -> UnitLine:
    counts: dict[str, RuleCount] = {}
    for rule in summary.rules:
        found = [unit.counts[rule.rule] for unit in summary.units if rule.rule in unit.counts]
        before = [count.wrong_before for count in found if count.wrong_before is not None]
        counts[rule.rule] = RuleCount(
            wrong=sum(count.wrong for count in found),
            right=sum(count.right for count in found),
            out_of_scope=sum(count.out_of_scope for count in found),
            cannot_judge=sum(count.cannot_judge for count in found),
            wrong_before=sum(before) if before else None,
        )
    customers = sum(unit.customers for unit in summary.units)
    wrong = sum(unit.customers_wrong for unit in summary.units)
    return UnitLine("", "全县", customers, wrong, summary.flow, counts=counts)


def _write_table_head(
    sheet: Worksheet, styles: Styles, row: int, title: str, page: tuple[RuleTitle, ...], last: str
) -> int:
    sheet.write_string(row, 0, title, styles.get(bold=True, font_size=11, font_color=palette.ACCENT))
    most = max(2, *(lines_needed(f"{rule.rule}\n{rule.title}", _RULE_WIDTH * 0.9) for rule in page))
    sheet.set_row(row + 1, most * PIXELS_PER_LINE + 3)
    head = header_style(styles)
    for column, name in enumerate(("单位", "在册户")):
        sheet.write_string(row + 1, column, name, head)
    for offset, rule in enumerate(page):
        sheet.write_string(row + 1, 2 + offset, f"{rule.rule}\n{rule.title}", head)
    sheet.write_string(row + 1, 2 + len(page), last, head)
    return row + 2


def _write_unit(sheet: Worksheet, styles: Styles, row: int, unit: UnitLine) -> dict[str, object]:
    total: dict[str, object] = {"bold": True, "bg_color": palette.PANEL} if not unit.unit else {}
    sheet.write_string(row, 0, unit.name, styles.boxed(**total, shrink=True))
    sheet.write_number(row, 1, unit.customers, styles.boxed(**total, num_format="#,##0", align="center"))
    return total


def _write_rates(sheet: Worksheet, styles: Styles, row: int, page: tuple[RuleTitle, ...], lines: list[UnitLine]) -> int:
    title = f"① 不合格率（‰，颜色越深越高；分母不足 {SMALL_DENOMINATOR} 的写 * 号、不上色、不比较）"
    row = _write_table_head(sheet, styles, row, title, page, "全部规则\n有错户 ‰")
    for unit in lines:
        total = _write_unit(sheet, styles, row, unit)
        for offset, rule in enumerate(page):
            _write_rate(sheet, styles, row, 2 + offset, unit.counts.get(rule.rule, RuleCount()))
        if unit.customers:
            rate = 1000 * unit.customers_wrong / unit.customers
            sheet.write_number(
                row, 2 + len(page), rate, styles.boxed(**{**total, "bold": True}, align="center", num_format="0.0")
            )
        else:
            sheet.write_string(row, 2 + len(page), "–", styles.boxed(align="center"))
        row += 1
    return row + 1


def _write_rate(sheet: Worksheet, styles: Styles, row: int, column: int, count: RuleCount) -> None:
    if count.judged == 0:
        words = "判不了" if count.cannot_judge else "–"
        sheet.write_string(row, column, words, styles.boxed(align="center", font_color=palette.MUTE, border=3))
        return
    if count.judged < SMALL_DENOMINATOR:
        small = styles.boxed(align="center", italic=True, font_color=palette.MUTE)
        sheet.write_string(row, column, f"{count.wrong}/{count.judged} *", small)
        return
    rate = 1000 * count.wrong / count.judged
    ground, ink = next(((ground, ink) for least, ground, ink in _BANDS if rate >= least), ("#FFFFFF", palette.INK))
    number = "0.0" if rate >= 1 else "0.00"
    style = styles.boxed(align="center", bg_color=ground, font_color=ink, bold=rate >= 20, num_format=number)
    sheet.write_number(row, column, rate, style)


def _write_fractions(
    sheet: Worksheet, styles: Styles, row: int, page: tuple[RuleTitle, ...], lines: list[UnitLine]
) -> int:
    row = _write_table_head(sheet, styles, row, "② 错误户数 / 判得出的户数", page, "判不了")
    for unit in lines:
        total = _write_unit(sheet, styles, row, unit)
        cell = styles.boxed(**total, align="center", font_size=9, font_color=palette.BLUE)
        cannot = 0
        for offset, rule in enumerate(page):
            count = unit.counts.get(rule.rule, RuleCount())
            cannot += count.cannot_judge
            sheet.write_string(row, 2 + offset, f"{count.wrong:,} / {count.judged:,}", cell)
        sheet.write_number(row, 2 + len(page), cannot, styles.boxed(**total, align="center", num_format="#,##0"))
        row += 1
    return row + 1


def _write_changes(
    sheet: Worksheet, styles: Styles, row: int, page: tuple[RuleTitle, ...], lines: list[UnitLine], before: str
) -> int:
    row = _write_table_head(sheet, styles, row, f"③ 与{before}比（错误户数，▲ 增加 ▼ 减少）", page, "合计")
    for unit in lines:
        total = _write_unit(sheet, styles, row, unit)
        changes = []
        for offset, rule in enumerate(page):
            count = unit.counts.get(rule.rule, RuleCount())
            change = None if count.wrong_before is None else count.wrong - count.wrong_before
            changes.append(change)
            _write_change(sheet, styles, row, 2 + offset, change, total)
        known = [change for change in changes if change is not None]
        _write_change(sheet, styles, row, 2 + len(page), sum(known) if known else None, {**total, "bold": True})
        row += 1
    return row + 1


def _write_change(
    sheet: Worksheet, styles: Styles, row: int, column: int, change: int | None, properties: dict[str, object]
) -> None:
    if change is None:
        sheet.write_string(row, column, "无上周", styles.boxed(**properties, align="center", font_color=palette.MUTE))
        return
    colour = palette.UP if change > 0 else palette.DOWN if change < 0 else palette.MUTE
    style = styles.boxed(**properties, align="center", font_color=colour, num_format='"▲"0;"▼"0;"–"')
    sheet.write_number(row, column, change, style)
