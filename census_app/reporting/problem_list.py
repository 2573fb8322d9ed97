"""Problems as a workbook, as they are listed: Chinese headings, one row each, no more than a sheet holds per sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from census_app.foundation.files import publish
from census_app.foundation.jobs import JobContext
from census_app.workspace.problems.fields import ProblemField
from census_app.workspace.problems.listing import ProblemRows, shown

_ROWS_PER_SHEET = 1_000_000
_TOLD_EVERY = 5000
_WIDTHS = {"message": 60, "address": 30, "rule_title": 26, "reason": 20, "tg_name": 20, "unit_name": 18}
_WIDTH = 13


def write_problem_list(
    rows: ProblemRows, target: Path, context: JobContext, numbers: Sequence[str] | None = None
) -> int:
    """`target` holds the rows, only those of `numbers` in their order when given; how many they are.

    The file appears whole or not at all, also when the job is cancelled.
    """
    import xlsxwriter

    total = rows.count if numbers is None else len(numbers)
    fields = rows.fields
    listed = rows.rows([field.id for field in fields], numbers)
    written = 0
    with publish(target) as temporary:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(temporary), options) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            heading = book.add_format({"bold": True, "bottom": 1})
            while written == 0 or written < total:
                sheet = book.add_worksheet(f"问题{'' if written == 0 else written // _ROWS_PER_SHEET + 1}")
                _write_head(sheet, fields, heading)
                here = 0
                for place, row in enumerate(islice(listed, _ROWS_PER_SHEET), start=1):
                    _write_row(sheet, place, row, fields, day)
                    here = place
                    if place % _TOLD_EVERY == 0:
                        context.raise_if_cancelled()
                        context.progress(written + place, total, "写问题清单")
                if here == 0:
                    break
                sheet.autofilter(0, 0, here, len(fields) - 1)
                written += here
    return written


def _write_head(sheet: Any, fields: Sequence[ProblemField], style: Any) -> None:
    sheet.freeze_panes(1, 1)
    for column, field in enumerate(fields):
        sheet.set_column(column, column, _WIDTHS.get(field.id, _WIDTH))
        sheet.write_string(0, column, field.zh, style)


def _write_row(sheet: Any, place: int, row: tuple[Any, ...], fields: Sequence[ProblemField], day: Any) -> None:
    for column, (field, value) in enumerate(zip(fields, row, strict=True)):
        if value is None:
            continue
        if isinstance(value, date):
            sheet.write_datetime(place, column, value, day)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            sheet.write_number(place, column, value)
        else:
            sheet.write_string(place, column, shown(field.id, value))
