"""The copy of a roster with its wrong cells marked: correct it and import it again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from census_app.archive.raw import LONG_NUMBER_MARK
from census_app.foundation.files import publish
from census_app.workspace.people.roster.faults import Fault
from census_app.workspace.people.roster.reading import RosterFile, RosterTable

REASON = "错在哪里"
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FORBIDDEN_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_CELL = 32_000
_LONGEST_COMMENT = 500


def write_marked(roster: RosterFile, faults: Sequence[Fault], target: Path) -> None:
    """`target` has the tables of the roster: wrong cells red with a remark, wrong rows first by filter, reasons in a
    last column that the import passes over. Texts stay texts."""
    import xlsxwriter

    with publish(target) as temporary, xlsxwriter.Workbook(str(temporary), _OPTIONS) as workbook:
        styles = {
            "plain": workbook.add_format({"num_format": "@"}),
            "header": workbook.add_format({"bold": True, "bg_color": "#E4E8EE", "num_format": "@"}),
            "wrong": workbook.add_format({"bg_color": "#F8C9C4", "num_format": "@"}),
        }
        for number, table in enumerate(roster.tables, start=1):
            name = _FORBIDDEN_IN_SHEET_NAME.sub("_", table.sheet.name)[:26] or f"名册{number}"
            mine = [one for one in faults if one.sheet == table.sheet.name]
            _write_table(workbook.add_worksheet(name), table, mine, styles)


def _write_table(sheet: Any, table: RosterTable, faults: Sequence[Fault], styles: dict[str, Any]) -> None:
    header = next(cells for number, cells in table.sheet.rows if number == table.header_row)
    width = max([len(header), *(len(cells) for _, cells in table.rows)])
    by_row: dict[int, list[Fault]] = {}
    for fault in faults:
        by_row.setdefault(fault.row, []).append(fault)
    rows = [(table.header_row, header), *table.rows]
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, width - 1, 16)
    sheet.set_column(width, width, 60)
    sheet.write_string(0, width, REASON, styles["header"])
    sheet.autofilter(0, 0, len(table.rows), width)
    for line, (number, cells) in enumerate(rows):
        wrong = {fault.column: fault.message for fault in by_row.get(number, ())}
        for place in range(width):
            text = cells[place].removeprefix(LONG_NUMBER_MARK)[:_LONGEST_CELL] if place < len(cells) else ""
            style = styles["wrong" if place in wrong else "header" if line == 0 else "plain"]
            if text or place in wrong:
                sheet.write_string(line, place, text, style)
            if place in wrong:
                sheet.write_comment(line, place, wrong[place][:_LONGEST_COMMENT])
        if wrong:
            sheet.write_string(line, width, "；".join(wrong.values())[:_LONGEST_CELL], styles["wrong"])
