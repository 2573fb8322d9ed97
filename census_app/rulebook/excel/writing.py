"""Writes the workbook a supervisor edits: texts only, drop-downs, comments that explain, nothing hidden but choices."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.rulebook.excel.choices import ChoiceSheet
from census_app.rulebook.excel.drafts import Row
from census_app.rulebook.excel.form import Column, Form, Kind, SheetForm, load_form
from census_app.rulebook.excel.instructions import write_instructions
from census_app.rulebook.excel.rows import sheet_rows
from census_app.rulebook.excel.styles import Styles
from census_app.rulebook.yaml_files.strict import Document

if TYPE_CHECKING:
    from census_app.dictionary.model import Dictionary

_ORDER = ("rules", "clauses", "parameters", "cases", "words", "baseline", "manifest", "files")
_TITLE_ROW, _HEADER_ROW, _FIRST_ROW = 0, 1, 2
_SPARE_ROWS = 500
_A3, _A4 = 8, 9
_PAGE_WIDTH = 230
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# the same pack gives the same bytes
_MADE = datetime(2000, 1, 1)


def write_workbook(documents: Mapping[str, Document], dictionary: Dictionary, target: Path) -> None:
    """`target` holds the documents of a pack that loads; raises `BadInput` for what no cell can hold."""
    import xlsxwriter

    form = load_form()
    rows = sheet_rows(documents, form)
    with xlsxwriter.Workbook(str(target), _OPTIONS) as workbook:
        workbook.set_properties({"created": _MADE})
        styles = Styles(workbook, form)
        write_instructions(workbook, form, styles)
        choices = ChoiceSheet(form, dictionary)
        for key in _ORDER:
            _SheetWriter(workbook.add_worksheet(form.sheets[key].name), form, form.sheets[key], styles, choices).write(
                rows[key]
            )
        choices.write(workbook)


class _SheetWriter:
    def __init__(self, sheet: Any, form: Form, layout: SheetForm, styles: Styles, choices: ChoiceSheet) -> None:
        self._sheet = sheet
        self._form = form
        self._layout = layout
        self._styles = styles
        self._choices = choices

    def write(self, rows: list[Row]) -> None:
        """Title, header, rows, and what helps to edit them."""
        self._frame()
        for position, column in enumerate(self._layout.columns):
            self._sheet.write_string(_HEADER_ROW, position, column.header, self._styles.header(column))
            self._sheet.write_comment(_HEADER_ROW, position, *self._styles.comment(column))
        before = None
        for number, row in enumerate(rows, start=_FIRST_ROW):
            subject = row.get("rule") or row.get("table") or row.get("list")
            self._sheet.set_row(number, self._styles.height(self._layout.columns, row))
            for position, column in enumerate(self._layout.columns):
                style = self._styles.cell(column, first=subject is not None and subject != before)
                text = row.get(column.key, "")
                if text:
                    self._sheet.write_string(number, position, text, style)
                else:
                    self._sheet.write_blank(number, position, None, style)
            before = subject
        last = _FIRST_ROW + len(rows) + _SPARE_ROWS
        for position, column in enumerate(self._layout.columns):
            self._offer(position, column, last)
            self._styles.colour(self._sheet, _FIRST_ROW, last, position, column)
        width = len(self._layout.columns) - 1
        self._sheet.autofilter(_HEADER_ROW, 0, _HEADER_ROW + max(len(rows), 1), width)

    def _frame(self) -> None:
        sheet = self._sheet
        for position, column in enumerate(self._layout.columns):
            sheet.set_column(position, position, column.width, self._styles.spare(column))
        sheet.set_row(_TITLE_ROW, 24)
        sheet.write_string(_TITLE_ROW, 0, self._layout.title, self._styles.title())
        sheet.set_row(_HEADER_ROW, 30)
        sheet.freeze_panes(_FIRST_ROW, self._layout.frozen)
        sheet.hide_gridlines(2)
        sheet.ignore_errors({"number_stored_as_text": "A1:AZ60000"})
        pages = math.ceil(sum(column.width for column in self._layout.columns) / _PAGE_WIDTH)
        sheet.set_landscape()
        sheet.set_paper(_A3 if pages > 1 else _A4)
        sheet.fit_to_pages(pages, 0)
        if pages > 1 and self._layout.frozen:
            sheet.repeat_columns(0, self._layout.frozen - 1)
        sheet.set_margins(0.4, 0.4, 0.5, 0.5)
        sheet.repeat_rows(_TITLE_ROW, _HEADER_ROW)
        sheet.set_footer(f"&L{self._layout.name}&R&P / &N")

    def _offer(self, position: int, column: Column, last: int) -> None:
        if not column.choices:
            return
        validation: dict[str, Any] = {"validate": "list", "source": self._choices.source(column, self._layout)}
        if column.kind is Kind.CHOICE and not column.open:
            labels = "、".join(self._form.choices[column.choices].values())
            validation |= {"error_title": column.header, "error_message": f"只能选：{labels}"}
        else:
            validation["show_error"] = False
        self._sheet.data_validation(_FIRST_ROW, position, last, position, validation)
