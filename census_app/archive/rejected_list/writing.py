"""The rejected list: a workbook of rejected rows and rows with unreadable cells, ready to correct and import again.

One sheet per source sheet, in the source's own columns and order, after them 文件, 工作表, 行, 列, 原因.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.raw import LONG_NUMBER_MARK, RawTable

if TYPE_CHECKING:
    import duckdb

REASON_COLUMNS = ("文件", "工作表", "行", "列", "原因")
_ROWS_PER_SHEET = 1_000_000
_BATCH = 5_000
_LONGEST_CELL = 32_000
_FORBIDDEN_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class RejectedRows:
    """Rows of one source to list: SQL giving `_row`, `header` (columns concerned), `reason`, in source order.

    `ragged` is the reader's Parquet of rows that cannot be cut into columns, if any.
    """

    raw: RawTable
    marks: str | None
    unlisted: int = 0


def is_correction(raw: RawTable) -> bool:
    """Whether a source is a corrected rejected list: it has our own columns at its end."""
    headers = [column.header.strip() for column in raw.columns]
    return tuple(headers[-len(REASON_COLUMNS) :]) == REASON_COLUMNS or {"原因", "文件", "行"} <= set(headers)


def write_rejected(connection: duckdb.DuckDBPyConnection, listed: Sequence[RejectedRows], target: Path) -> None:
    """Write the workbook under `target`; texts stay texts, nothing becomes a formula."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(target), options) as workbook:
        bold = workbook.add_format({"bold": True, "bg_color": "#FDE9D9"})
        as_text = workbook.add_format({"num_format": "@"})
        names: set[str] = set()
        for rows in listed:
            _write_source(workbook, connection, rows, names, bold, as_text)


def _write_source(
    workbook: Any,
    connection: duckdb.DuckDBPyConnection,
    rows: RejectedRows,
    names: set[str],
    bold: Any,
    as_text: Any,
) -> None:
    headers = [column.header for column in rows.raw.columns] + list(REASON_COLUMNS)
    sheet, line = None, 0
    for cells in _lines(connection, rows):
        if sheet is None or line > _ROWS_PER_SHEET:
            sheet = workbook.add_worksheet(_sheet_name(rows.raw, names))
            sheet.set_column(0, len(headers) - 1, 16, as_text)
            sheet.freeze_panes(1, 0)
            for position, header in enumerate(headers):
                sheet.write_string(0, position, header, bold)
            line = 1
        for position, text in enumerate(cells):
            if text:
                sheet.write_string(line, position, text[:_LONGEST_CELL], as_text)
        line += 1


def _lines(connection: duckdb.DuckDBPyConnection, rows: RejectedRows) -> Iterator[list[str]]:
    place = [rows.raw.source.file, rows.raw.source.sheet]
    if rows.marks is not None:
        cells = ", ".join(f"r.c{column.index}" for column in rows.raw.columns)
        found = connection.execute(
            f"SELECT r._row, m.header, m.reason{f', {cells}' if cells else ''} FROM ({rows.raw.scan}) r "
            f"JOIN ({rows.marks}) m ON r._row = m._row ORDER BY r._row"
        )
        while batch := found.fetchmany(_BATCH):
            for number, header, reason, *texts in batch:
                shown = [str(text or "").removeprefix(LONG_NUMBER_MARK) for text in texts]
                yield [*shown, *place, str(number), str(header or ""), str(reason or "")]
    if rows.raw.rejected is not None and rows.raw.rejected_rows:
        yield from _ragged_lines(connection, rows.raw, place)
    if rows.unlisted:
        empty = [""] * len(rows.raw.columns)
        yield [*empty, *place, "", "", f"另有 {rows.unlisted:,} 行含无法读取的单元格，未逐行列出；原文都保存在工作区"]


def _ragged_lines(connection: duckdb.DuckDBPyConnection, raw: RawTable, place: list[str]) -> Iterator[list[str]]:
    import json

    width = len(raw.columns)
    found = connection.execute("SELECT _row, cells, reason FROM read_parquet(?) ORDER BY _row", [str(raw.rejected)])
    while batch := found.fetchmany(_BATCH):
        for number, cells, reason in batch:
            texts = ["" if text is None else str(text) for text in json.loads(cells)]
            kept = [*texts, *[""] * width][:width]
            overflow = f"；多出的内容：{' | '.join(texts[width:])}" if len(texts) > width else ""
            yield [*kept, *place, str(number), "", f"{reason}{overflow}"]


def _sheet_name(raw: RawTable, names: set[str]) -> str:
    stem = Path(raw.source.file).stem
    wanted = _FORBIDDEN_IN_SHEET_NAME.sub("_", f"{stem} {raw.source.sheet}".strip())[:26] or "拒收"
    name, number = wanted, 2
    while name.casefold() in names:
        name, number = f"{wanted} {number}", number + 1
    names.add(name.casefold())
    return name
