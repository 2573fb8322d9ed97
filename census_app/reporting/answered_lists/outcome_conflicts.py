"""Two answers to one problem, side by side: a reviewer sees both versions and what differs."""

from __future__ import annotations

import xlsxwriter

from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, Styles, lines_needed
from census_app.reporting.answered_lists.outcome_content import OutcomeBook

CONFLICT_SHEET = "两份答复"
_ABOUT = (("问题短号", 11), ("户号", 17), ("改哪项", 11))
_VERSION = (("整改结果", 9), ("整改后值", 14), ("原因", 18), ("整改人", 9), ("整改日期", 11), ("佐证", 14))
_WIDTHS = [width for _, width in (*_ABOUT, *_VERSION, *_VERSION)]


def write_conflicts(workbook: xlsxwriter.Workbook, content: OutcomeBook) -> None:
    """The sheet stands: the answer that holds on the left, the later one on the right, differences marked."""
    sheet = workbook.add_worksheet(CONFLICT_SHEET)
    styles = Styles(workbook)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    first, second = len(_ABOUT), len(_ABOUT) + len(_VERSION)
    sheet.set_row(0, 26)
    said = "同一个问题有两份不同的答复：先到的有效，由审核员定；橙色是不同的地方"
    sheet.merge_range(0, 0, 0, len(_WIDTHS) - 1, said, styles.get(bold=True, font_size=12))
    system = styles.boxed(bold=True, align="center", bg_color=palette.HEADER, font_color="#FFFFFF")
    stands = styles.boxed(bold=True, align="center", bg_color=palette.PROVEN_GROUND, font_color=palette.PROVEN)
    later = styles.boxed(bold=True, align="center", bg_color=palette.IMPORTANT_GROUND, font_color=palette.IMPORTANT_INK)
    sheet.merge_range(1, 0, 1, first - 1, "问题", system)
    sheet.merge_range(1, first, 1, second - 1, "先到的答复（现在有效）", stands)
    sheet.merge_range(1, second, 1, len(_WIDTHS) - 1, "后到的答复（等审核员定）", later)
    for column, (name, _) in enumerate((*_ABOUT, *_VERSION, *_VERSION)):
        sheet.write_string(2, column, name, system if column < first else stands if column < second else later)
    plain, code = styles.boxed(text_wrap=True), styles.boxed(bold=True, font_name=palette.CODE_FONT, align="center")
    marked = styles.boxed(text_wrap=True, bg_color=palette.MISSING)
    conflicts = [(row, row.versions) for row in content.rows if row.versions is not None]
    for place, (row, (old, new)) in enumerate(conflicts, start=3):
        cells = [row.problem_no, row.text("customer"), row.text("accused"), *old, *new]
        lines = max(lines_needed(text[:500], width) for text, width in zip(cells, _WIDTHS, strict=True))
        sheet.set_row(place, max(2, lines) * PIXELS_PER_LINE)
        for column, text in enumerate(cells):
            version = (column - first) % len(_VERSION)
            differs = column >= first and old[version] != new[version]
            style = code if column == 0 else marked if differs else plain
            sheet.write_string(place, column, text[:500], style)
    sheet.freeze_panes(3, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1, 2)
