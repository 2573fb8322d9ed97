"""The first sheet: how to edit the workbook."""

from __future__ import annotations

from typing import Any

from census_app.rulebook.excel.form import Form
from census_app.rulebook.excel.styles import Styles

_WIDTHS = (3, 20, 110)


def write_instructions(workbook: Any, form: Form, styles: Styles) -> None:
    """Blocks of two columns, what and how, and a line for each sheet."""
    sheet = workbook.add_worksheet(form.help_sheet)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 34)
    sheet.write_string(0, 1, "规则包填写说明", styles.get(bold=True, font_size=18, valign="vcenter"))
    blocks = [(block.heading, block.rows) for block in form.instructions]
    blocks.insert(1, ("有哪些表", tuple((layout.name, layout.title) for layout in form.sheets.values())))
    row = 1
    for heading, lines in blocks:
        sheet.set_row(row, 26)
        sheet.write_string(
            row, 1, heading, styles.get(bold=True, font_size=12, font_color=form.colours.accent, valign="vcenter")
        )
        row = _lines(sheet, row + 1, lines, form, styles)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _lines(sheet: Any, row: int, lines: tuple[tuple[str, str], ...], form: Form, styles: Styles) -> int:
    box = {"border": 1, "border_color": form.colours.line, "text_wrap": True, "valign": "vcenter"}
    for what, how in lines:
        sheet.write_string(row, 1, what, styles.get(bold=True, bg_color=form.colours.panel, **box))
        sheet.write_string(row, 2, how, styles.get(**box))
        row += 1
    return row
