"""What sheets that people fill in have in common: prompts in the cells, the page, a sheet that explains them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from census_app.foundation.text_width import lines_needed
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, Styles

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

LONGEST_TITLE, LONGEST_TEXT = 32, 255
"""What a spreadsheet program shows of a prompt's title and text."""
HELP_WIDTHS = (2, 16, 96)
_HELP_PADDING = 8


class Prompt(BaseModel):
    """A cell's input prompt (title ≤ 32, text ≤ 255 characters) and what is said on a wrong entry."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = ""
    text: str = ""
    error_title: str = ""
    error: str = ""


def prompted(prompt: Prompt) -> dict[str, str]:
    """The prompt as options of a data validation, cut to what can be shown."""
    return {
        "input_title": prompt.title[:LONGEST_TITLE],
        "input_message": prompt.text[:LONGEST_TEXT],
        "error_title": prompt.error_title[:LONGEST_TITLE],
        "error_message": prompt.error[:LONGEST_TEXT],
    }


def set_up_page(sheet: Worksheet, last_row: int, last_column: int, footer: str) -> None:
    """A4 landscape, one page wide, the two head rows on every page, printed up to the last row and column."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.32, right=0.32, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.set_footer(footer)


def write_help_sheet(workbook: xlsxwriter.Workbook, title: str, entries: Iterable[tuple[str, str]]) -> None:
    """A sheet of this title that explains: one row per (heading, text), on one page."""
    sheet = workbook.add_worksheet(title)
    styles = Styles(workbook)
    for place, width in enumerate(HELP_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 34)
    sheet.merge_range(0, 1, 0, 2, title, styles.get(bold=True, font_size=18))
    name, cell = styles.boxed(bold=True, align="center"), styles.boxed(text_wrap=True)
    for number, (heading, text) in enumerate(entries, 1):
        sheet.set_row(number, lines_needed(text, HELP_WIDTHS[2]) * PIXELS_PER_LINE + _HELP_PADDING)
        sheet.write_string(number, 1, heading, name)
        sheet.write_string(number, 2, text, cell)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
