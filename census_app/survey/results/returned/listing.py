"""The outcome of a document that cannot be written into itself (a phone's export): its rows again, outcome first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from census_app.archive.sheets import Sheet
from census_app.foundation.files import publish
from census_app.foundation.workbooks.cells import Styles, lines_needed, open_workbook
from census_app.survey.results.returned.summary import GROUNDS, OUTCOME_HEADER, OUTCOME_SHEET, REASON_HEADER, Line
from census_app.survey.results.submission import STANDING_LABELS, Mark, Standing

_LONGEST_CELL = 1_000
_LONGEST_NAME = 28
_WIDTHS = (12, 26, 90)


def write_listing(target: Path, sheets: Sequence[Sheet], marks: Sequence[Mark], lines: Sequence[Line]) -> None:
    """`target` has the summary and each sheet with outcome and reason in front of its rows; texts stay texts."""
    with publish(target) as temporary, open_workbook(temporary) as workbook:
        styles = Styles(workbook)
        _write_summary(workbook.add_worksheet(OUTCOME_SHEET), lines, styles)
        by_sheet: dict[str, dict[int, list[Mark]]] = {}
        for mark in marks:
            by_sheet.setdefault(mark.sheet, {}).setdefault(mark.row, []).append(mark)
        for number, sheet in enumerate(sheets, start=1):
            page = workbook.add_worksheet(f"原表{number}"[:_LONGEST_NAME])
            _write_rows(page, sheet, by_sheet.get(sheet.name, {}), styles)


def _write_summary(page: Worksheet, lines: Sequence[Line], styles: Styles) -> None:
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    looks = {
        "title": styles.get(bold=True, font_size=16),
        "header": styles.get(bold=True, bg_color="#E4E8EE"),
        "plain": styles.get(),
        **{standing.value: styles.boxed(bg_color=f"#{GROUNDS[standing]}", text_wrap=True) for standing in Standing},
    }
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for row, line in enumerate(lines):
        if line.style in set(Standing):
            needed = max(lines_needed(text, width) for text, width in zip(line.cells, _WIDTHS, strict=False))
            page.set_row(row, 16 * needed)
        for column, text in enumerate(line.cells):
            page.write_string(row, column, text[:_LONGEST_CELL], looks[line.style])


def _write_rows(page: Worksheet, sheet: Sheet, marks: Mapping[int, Sequence[Mark]], styles: Styles) -> None:
    page.set_column(0, 0, 9)
    page.set_column(1, 1, 60)
    page.set_column(2, 60, 14)
    page.freeze_panes(1, 2)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for line, (row, cells) in enumerate(sheet.rows):
        mine = sorted(marks.get(row, ()), key=lambda mark: list(GROUNDS).index(mark.standing))
        texts = (OUTCOME_HEADER, REASON_HEADER) if line == 0 else ("", "")
        look = styles.get(bold=True, bg_color="#E4E8EE") if line == 0 else styles.get()
        if mine:
            texts = (STANDING_LABELS[mine[0].standing], "；".join(dict.fromkeys(one.says for one in mine if one.says)))
            look = styles.get(bg_color=f"#{GROUNDS[mine[0].standing]}")
        for column, text in enumerate((*texts, *cells)):
            if text:
                page.write_string(line, column, text[:_LONGEST_CELL], look)
