"""What a written report says, sheet by sheet, read back from the workbook itself: a preview cannot differ from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.errors import BadInput
from census_app.reporting.reports.code_spelling import LENGTH, is_code

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_WORD = re.compile(rf"(?<![0-9A-Z])[0-9A-Z]{{{LENGTH}}}(?![0-9A-Z])")
_PERCENT = re.compile(r"0(?:\.(0+))?%")
_USUAL_WIDTH = 8.43


@dataclass(frozen=True)
class PreviewCell:
    """A cell as it is printed. `rows` and `columns` it spans; the codes in it, or beside its figure, in order."""

    row: int
    column: int
    text: str
    bold: bool = False
    right: bool = False
    rows: int = 1
    columns: int = 1
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PreviewSheet:
    """A sheet: its cells that say something, and the widths of its columns in characters."""

    title: str
    rows: int
    widths: tuple[float, ...]
    cells: tuple[PreviewCell, ...]
    charts: int = 0


def read_preview(path: Path) -> tuple[PreviewSheet, ...]:
    """The visible sheets of a report's workbook; `BadInput` when the file is gone or no workbook."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(path)
    except FileNotFoundError as error:
        raise BadInput(f"文件不在了：{path}", "重新出一次报表，数和查数码不变") from error
    except Exception as error:
        # a workbook can be damaged in more ways than its reader has names for
        raise BadInput(f"打不开 {path.name}：{error}", "它被改坏了；重新出一次报表") from error
    try:
        return tuple(_sheet(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible")
    finally:
        book.close()


def _sheet(sheet: Worksheet) -> PreviewSheet:
    known = _widths(sheet)
    widths = tuple(known.get(column, _USUAL_WIDTH) for column in range(sheet.max_column))
    charts = len(getattr(sheet, "_charts", ()))
    return PreviewSheet(sheet.title, sheet.max_row, widths, tuple(_cells(sheet)), charts)


def _widths(sheet: Worksheet) -> dict[int, float]:
    """Widths by column from 0; the file names a run of equal columns once."""
    found: dict[int, float] = {}
    for dimension in sheet.column_dimensions.values():
        for column in range(int(dimension.min), int(dimension.max) + 1):
            found[column - 1] = 0.0 if dimension.hidden else float(dimension.width or _USUAL_WIDTH)
    return found


def _cells(sheet: Worksheet) -> Iterator[PreviewCell]:
    spans = {(one.min_row, one.min_col): one for one in sheet.merged_cells.ranges}
    for line in sheet.iter_rows():
        for cell in line:
            if cell.value is None:
                continue
            text = printed(cell.value, str(cell.number_format))
            span = spans.get((cell.row, cell.column))
            yield PreviewCell(
                cell.row - 1,
                cell.column - 1,
                text,
                bool(cell.font and cell.font.bold),
                _stands_right(cell),
                span.max_row - span.min_row + 1 if span else 1,
                span.max_col - span.min_col + 1 if span else 1,
                tuple(word for word in _WORD.findall(text) if is_code(word)),
            )


def _stands_right(cell: Any) -> bool:
    """As the workbook aligns it; where it says nothing, figures stand right."""
    across = cell.alignment.horizontal if cell.alignment else None
    return across == "right" if across not in (None, "general") else isinstance(cell.value, int | float)


def printed(value: Any, number_format: str) -> str:
    """A value as the workbook shows it: grouped counts, shares in per cent, everything else as it is written."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if match := _PERCENT.search(number_format):
        return f"{value * 100:.{len(match[1] or '')}f}%"
    decimals = re.search(r"0\.(0+)", number_format)
    places = len(decimals[1]) if decimals else 0
    if "#,##0" in number_format:
        return f"{value:,.{places}f}"
    return f"{value:.{places}f}" if decimals else f"{value:g}"
