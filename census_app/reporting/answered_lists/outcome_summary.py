"""The first sheet of what goes back: how many rows became what, and the rows that have to be done again."""

from __future__ import annotations

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, Styles, lines_needed
from census_app.reporting.answered_lists.identify import Fault
from census_app.reporting.answered_lists.model import (
    STATUS_LABELS,
    STATUS_MEANINGS,
    RowStatus,
)
from census_app.reporting.answered_lists.outcome_content import OutcomeBook, OutcomeRow
from census_app.reporting.answered_lists.sheet import TITLES

SUMMARY_SHEET = "收回结果"
STATUS_COLOURS = {
    RowStatus.TAKEN: (palette.PROVEN_GROUND, palette.PROVEN),
    RowStatus.KEPT: (palette.PANEL, palette.BLUE),
    RowStatus.CONFLICT: (palette.IMPORTANT_GROUND, palette.IMPORTANT_INK),
    RowStatus.ALREADY: (palette.PANEL, palette.MUTE),
    RowStatus.REFUSED: (palette.URGENT_GROUND, palette.URGENT_INK),
    RowStatus.UNANSWERED: (palette.NORMAL_GROUND, palette.MUTE),
}
"""Ground and ink of each status; the word always stands in it."""
_WIDTHS = (2, 11, 12, 18, 13, 56)
_LISTED = 200
_WIDE = sum(_WIDTHS[3:])


def write_summary(workbook: xlsxwriter.Workbook, content: OutcomeBook) -> None:
    """The sheet stands on pages of one width."""
    sheet = workbook.add_worksheet(SUMMARY_SHEET)
    styles = Styles(workbook)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    row = _write_title(sheet, styles, content)
    row = _write_counts(sheet, styles, content, row)
    row = _write_notes(sheet, styles, content, row)
    _write_refused(sheet, styles, content, row)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)


def _write_title(sheet: Worksheet, styles: Styles, content: OutcomeBook) -> int:
    sheet.set_row(0, 34)
    sheet.merge_range(0, 1, 0, 5, "周问题清单　收回结果", styles.get(bold=True, font_size=18))
    lists = "、".join(content.list_nos[:3]) + (" 等" if len(content.list_nos) > 3 else "")
    said = f"{content.name[:80]}　｜　清单号 {lists or '—'}　｜　收到的文件已原样留存（{content.sha256[:12]}）"
    sheet.set_row(1, 20)
    sheet.merge_range(1, 1, 1, 5, said, styles.get(font_color=palette.MUTE))
    todo = content.count(RowStatus.REFUSED)
    words = (
        f"要做的：把退回的 {todo:,} 行改好再发回（见下表和“问题清单”里的橙色格）"
        if todo
        else "没有退回的行，不用再做什么"
    )
    ink = palette.UP if todo else palette.PROVEN
    sheet.set_row(2, 24)
    sheet.merge_range(2, 1, 2, 5, words, styles.get(bold=True, font_size=12, font_color=ink))
    return 4


def _write_counts(sheet: Worksheet, styles: Styles, content: OutcomeBook, row: int) -> int:
    head = styles.boxed(font_color=palette.MUTE, bg_color=palette.PANEL, align="center")
    number = styles.boxed(align="center", bold=True, font_size=12, num_format="#,##0")
    cell = styles.boxed(text_wrap=True)
    sheet.write_string(row, 1, "结果", head)
    sheet.write_string(row, 2, "行数", head)
    sheet.merge_range(row, 3, row, 5, "什么意思", head)
    for status in RowStatus:
        row += 1
        ground, ink = STATUS_COLOURS[status]
        sheet.set_row(row, 22)
        word = styles.boxed(bold=True, align="center", bg_color=ground, font_color=ink)
        sheet.write_string(row, 1, STATUS_LABELS[status], word)
        sheet.write_number(row, 2, content.count(status), number)
        sheet.merge_range(row, 3, row, 5, STATUS_MEANINGS[status], cell)
    return row + 2


def _write_notes(sheet: Worksheet, styles: Styles, content: OutcomeBook, row: int) -> int:
    note = styles.get(text_wrap=True, font_color=palette.AMBER)
    for text in content.notes:
        sheet.set_row(row, lines_needed(text, sum(_WIDTHS[1:])) * PIXELS_PER_LINE + 4)
        sheet.merge_range(row, 1, row, 5, f"※ {text}"[:1000], note)
        row += 1
    return row + 1 if content.notes else row


def _write_refused(sheet: Worksheet, styles: Styles, content: OutcomeBook, row: int) -> None:
    faults = [(one, fault) for one in content.rows if one.status is RowStatus.REFUSED for fault in one.faults]
    if not faults:
        return
    more = f"（先列 {_LISTED} 处，其余见“问题清单”）" if len(faults) > _LISTED else ""
    heading = styles.get(bold=True, font_size=11, font_color=palette.ACCENT, bottom=2, border_color=palette.ACCENT)
    sheet.set_row(row, 22)
    sheet.merge_range(row, 1, row, 5, f"退回的行{more}", heading)
    head = styles.boxed(font_color=palette.MUTE, bg_color=palette.PANEL, align="center")
    row += 1
    for column, name in enumerate(("原表行号", "问题短号", "户号", "哪一格", "为什么、怎么办"), start=1):
        sheet.write_string(row, column, name, head)
    for one, fault in faults[:_LISTED]:
        row += 1
        _write_fault(sheet, styles, one, fault, row)


def _write_fault(sheet: Worksheet, styles: Styles, one: OutcomeRow, fault: Fault, row: int) -> None:
    centred, cell = styles.boxed(align="center"), styles.boxed(text_wrap=True)
    code = styles.boxed(align="center", bold=True, font_name=palette.CODE_FONT)
    mark = styles.boxed(align="center", bg_color=palette.MISSING)
    sheet.set_row(row, max(1, lines_needed(fault.text[:500], _WIDTHS[5])) * PIXELS_PER_LINE + 4)
    sheet.write_string(row, 1, f"{one.number}", centred)
    sheet.write_string(row, 2, one.problem_no[:20], code)
    sheet.write_string(row, 3, one.text("customer")[:30], centred)
    sheet.write_string(row, 4, TITLES.get(fault.column, "整行")[:12], mark)
    sheet.write_string(row, 5, fault.text[:500], cell)
