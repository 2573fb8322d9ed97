"""Workbooks (xlsx): every sheet as a text grid, by the fast reader where it is safe and row by row where not."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.readers.cells import column_texts, plain_numbers
from census_app.archive.readers.grid import PREVIEW_ROWS, Grid, GridWriter, batch_rows
from census_app.archive.readers.limits import Limits
from census_app.archive.readers.odd_cells import OddCells, find_odd_cells
from census_app.archive.readers.workbook_parts import SheetPart, read_declared, sheet_parts, survey_sheet
from census_app.foundation.errors import BadInput

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

Progress = Callable[[int, int, str], None]
NumberedRows = Iterator[tuple[int, list[Any]]]
_MERGE_ROWS = 40
# What the libraries raise on damaged parts: their parsers trust the files.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, SyntaxError,
    LookupError, ValueError, TypeError, AttributeError, ArithmeticError,
)  # fmt: skip
_DEFAULT_WIDTH = 702


def read_workbook(
    path: Path,
    folder: Path,
    connection: duckdb.DuckDBPyConnection,
    limits: Limits,
    careful: bool,
    progress: Progress,
) -> list[Grid]:
    """All worksheets as grids in tab order; `careful` avoids the fast reader after it died on this file."""
    grids = []
    for index, part in enumerate(sheet_parts(path)):
        target = folder / f"sheet{index:03d}"
        try:
            grids.append(_read_sheet(path, part, target, connection, limits, careful, progress))
        except _BROKEN as error:
            raise BadInput(f"工作表“{part.name}”的内容损坏", "重新导出或重新下载后再导入") from error
    return grids


def read_small_workbook(path: Path, limits: Limits, most_cells: int) -> list[Grid] | None:
    """The visible worksheets with all their rows in `preview` and no files, which saves small workbooks most of their
    time; hidden ones come without rows. None when a sheet has more cells than `most_cells` or needs the careful way."""
    grids = []
    for part in sheet_parts(path):
        if part.hidden:
            grids.append(Grid(sheet=part.name, hidden=True))
            continue
        try:
            grid = None if _is_large(path, part, limits) else _whole_sheet(path, part, most_cells)
        except _BROKEN as error:
            raise BadInput(f"工作表“{part.name}”的内容损坏", "重新导出或重新下载后再导入") from error
        if grid is None:
            return None
        grids.append(grid)
    return grids


def _whole_sheet(path: Path, part: SheetPart, most_cells: int) -> Grid | None:
    sheet = _fast_sheet(path, part.name)
    if sheet is None:
        return None
    grid = Grid(sheet=part.name, merged=_top_merges(sheet))
    if sheet.end is None:
        return grid
    grid.last_row, grid.width = sheet.end[0] + 1, sheet.end[1] + 1
    if grid.last_row * grid.width > most_cells:
        return None
    survey = survey_sheet(path, part.part)
    odd = find_odd_cells(path, part.part, survey.has_errors, survey.has_formulas)
    rows = ((number, column_texts(row)) for number, row in _settled_rows(sheet, odd, grid))
    grid.preview = [(number, row) for number, row in rows if any(row)]
    grid.leading = len(grid.preview)
    grid.blank = grid.last_row - grid.leading
    return grid


def _settled_rows(sheet: Any, odd: OddCells, grid: Grid) -> NumberedRows:
    """The sheet's rows with odd cells spelt and tall merges filled; how many merges, the grid's notes say."""
    rows: NumberedRows = enumerate(_from_first_column(sheet), start=1)
    merges = _tall_merges(sheet)
    if merges:
        grid.notes.append(f"有 {len(merges)} 处单元格合并了多行，按每行同值读取")
    rows = odd.patched(rows) if odd else rows
    return _filled_down(rows, merges) if merges else rows


def _read_sheet(
    path: Path,
    part: SheetPart,
    folder: Path,
    connection: duckdb.DuckDBPyConnection,
    limits: Limits,
    careful: bool,
    progress: Progress,
) -> Grid:
    if careful or _is_large(path, part, limits):
        return _read_sparse(path, part, folder, connection, limits, progress)
    with ThreadPoolExecutor(1) as pool:
        surveying = pool.submit(survey_sheet, path, part.part)
        sheet = _fast_sheet(path, part.name)
        survey = surveying.result()
    if sheet is None:
        return _read_sparse(path, part, folder, connection, limits, progress)
    odd = find_odd_cells(path, part.part, survey.has_errors, survey.has_formulas)
    grid = Grid(sheet=part.name, hidden=part.hidden, merged=_top_merges(sheet))
    if sheet.end is not None:
        height, width = sheet.end[0] + 1, sheet.end[1] + 1
        grid.preview = _preview(enumerate(_from_first_column(sheet), start=1))
        rows = _settled_rows(sheet, odd, grid)
        _write_rows(rows, width, grid, folder, connection, height, progress)
    return grid


def _is_large(path: Path, part: SheetPart, limits: Limits) -> bool:
    """Whether the declared box or a far cell makes the in-memory reader dangerous."""
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(part.part).file_size
    if size > limits.dense_cells * 20:
        return True
    survey = survey_sheet(path, part.part) if size < 1 << 20 else read_declared(path, part.part)
    if survey.far_cell:
        return True
    width = survey.declared_columns or _DEFAULT_WIDTH
    return max(survey.declared_rows, survey.last_row) * width > limits.dense_cells


def _fast_sheet(path: Path, name: str) -> Any:
    """The sheet through the fast reader; None when that reader cannot take it."""
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name)
    except (python_calamine.CalamineError, ValueError, OSError):
        return None


def _from_first_column(sheet: Any) -> Iterator[list[Any]]:
    """The fast reader gives rows from the first but columns only from the first used one."""
    _, left = sheet.start
    rows: Iterator[list[Any]] = sheet.iter_rows()
    return ([""] * left + row for row in rows) if left else rows


def _top_merges(sheet: Any) -> list[tuple[int, int, int, int]]:
    ranges = sheet.merged_cell_ranges or []
    return [(top, left, bottom, right) for (top, left), (bottom, right) in ranges if top < _MERGE_ROWS]


def _tall_merges(sheet: Any) -> list[tuple[int, int, int]]:
    """Cells merged over several rows as (first row, last row, column), 1-based rows, by first row."""
    ranges = sheet.merged_cell_ranges or []
    _, right = sheet.end
    tall = ((top + 1, bottom + 1, left) for (top, left), (bottom, _) in ranges if bottom > top and left <= right)
    return sorted(tall)


def _preview(rows: NumberedRows) -> list[tuple[int, list[str | None]]]:
    """The first rows as they stand, merged cells not yet filled: groups over a header must stay apart from it."""
    texts = ((number, column_texts(row)) for number, row in rows)
    return list(islice(((number, row) for number, row in texts if any(row)), PREVIEW_ROWS))


def _filled_down(rows: NumberedRows, merges: list[tuple[int, int, int]]) -> NumberedRows:
    """A cell merged over several rows holds for each of them; only its first row has the text."""
    waiting = merges[::-1]
    open_merges: list[tuple[int, int, Any]] = []
    for number, row in rows:
        open_merges = [merge for merge in open_merges if merge[0] >= number]
        for _, column, value in open_merges:
            if row[column] == "":
                row[column] = value
        while waiting and waiting[-1][0] == number:
            _, bottom, column = waiting.pop()
            open_merges.append((bottom, column, row[column]))
        yield number, row


def _write_rows(
    rows: NumberedRows,
    width: int,
    grid: Grid,
    folder: Path,
    connection: duckdb.DuckDBPyConnection,
    expected: int,
    progress: Progress,
) -> None:
    """Move rows of equal width into the grid's files; blank rows are only counted."""
    grid.width = width
    size = batch_rows(width)
    numbers: list[int] = []
    batch: list[list[Any]] = []
    seen = 0
    with GridWriter(connection, folder) as writer:
        for number, row in rows:
            seen = number
            if not any(row) and all(value is None or value == "" for value in row):
                continue
            numbers.append(number)
            batch.append(row)
            if len(batch) == (size if writer.files else PREVIEW_ROWS):
                _flush(writer, grid, numbers, batch)
                progress(number, expected, "读取")
        _flush(writer, grid, numbers, batch)
    grid.files, grid.rows = writer.files, writer.rows
    grid.last_row = grid.last_row or seen
    grid.blank = grid.last_row - grid.rows


def _flush(writer: GridWriter, grid: Grid, numbers: list[int], batch: list[list[Any]]) -> None:
    if not batch:
        return
    writer.add(numbers, [_column(column) for column in zip(*batch, strict=True)])
    grid.last_row = numbers[-1]
    numbers.clear()
    batch.clear()


def _column(values: Sequence[Any]) -> Sequence[str | None] | NDArray[np.float64]:
    numbers = plain_numbers(values)
    return column_texts(values) if numbers is None else numbers


def _read_sparse(
    path: Path,
    part: SheetPart,
    folder: Path,
    connection: duckdb.DuckDBPyConnection,
    limits: Limits,
    progress: Progress,
) -> Grid:
    """Row by row with little memory: for large sheets, far cells and files the fast reader cannot take."""
    from census_app.archive.readers.workbook_rows import WorkbookRows

    grid = Grid(sheet=part.name, hidden=part.hidden)
    with WorkbookRows(path, part.name) as source:
        width, far_cell = source.width()
        if width > limits.columns:
            raise BadInput(
                f"工作表“{part.name}”在 {far_cell} 列有远离数据的单元格：宽 {width} 列，上限 {limits.columns} 列",
                "在 Excel 里按 Ctrl+End 找到它，删除数据区以外的行和列后另存",
            )
        if width:
            grid.preview = _preview((number, _padded(row, width)) for number, row in source.rows())
            rows = ((number, _padded(row, width)) for number, row in source.rows())
            odd = find_odd_cells(path, part.part, errors=True, formulas=True)
            _write_rows(odd.patched(rows) if odd else rows, width, grid, folder, connection, 0, progress)
    return grid


def _padded(row: list[Any], width: int) -> list[Any]:
    return row + [None] * (width - len(row)) if len(row) < width else row
