"""The rejected list read back: each row beside the cells of its source row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from census_app.archive.rejected_list.writing import REASON_COLUMNS
from census_app.foundation.errors import BadInput

MOST_SHOWN = 5_000


@dataclass(frozen=True)
class RejectedRow:
    """One source row: where it stands, why it or cells of it were not taken, and its cells as (heading, text).

    `columns` are the headings concerned, empty when the whole row is. `number` is the source's row as Excel counts.
    """

    file: str
    sheet: str
    number: int
    columns: tuple[str, ...]
    reason: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RejectedList:
    """The first rows of a list in its order; `more` when there are others behind them."""

    rows: tuple[RejectedRow, ...]
    more: bool


def read_rejected(workbook: Path, most: int = MOST_SHOWN) -> RejectedList:
    """The first `most` rows of a rejected list; `BadInput` when the file is gone or is no such list."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(workbook, read_only=True, data_only=True)
    except (OSError, InvalidFileException, KeyError, ValueError) as error:
        raise BadInput(f"拒收清单读不出来：{workbook}", "它可能被移动、删除或正被别的程序打开") from error
    rows: list[RejectedRow] = []
    try:
        for sheet in book.worksheets:
            lines = sheet.iter_rows(values_only=True)
            headings = [str(text or "") for text in next(lines, ())]
            if tuple(headings[-len(REASON_COLUMNS) :]) != REASON_COLUMNS:
                raise BadInput(f"{workbook.name} 不是拒收清单", "用导入报告里给出的那个文件")
            for cells in lines:
                if len(rows) == most:
                    return RejectedList(tuple(rows), True)
                rows.append(_row(headings, [str(text) if text is not None else "" for text in cells]))
    finally:
        book.close()
    return RejectedList(tuple(rows), False)


def _row(headings: list[str], cells: list[str]) -> RejectedRow:
    cells += [""] * (len(headings) - len(cells))
    own = len(headings) - len(REASON_COLUMNS)
    file, sheet, number, columns, reason = cells[own : len(headings)]
    return RejectedRow(
        file,
        sheet,
        int(number) if number.isdecimal() else 0,
        tuple(filter(None, columns.split("、"))),
        reason,
        tuple(zip(headings[:own], cells[:own], strict=True)),
    )
