"""Delimited text (csv and kin) as a text grid: by the database engine where every record is regular."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.readers.dialect import QUOTE, Dialect, detect_dialect
from census_app.archive.readers.encoding import ENCODING_NAMES, TextFacts, likely_utf8, scan_bytes, settle_encoding
from census_app.archive.readers.grid import PREVIEW_ROWS, Grid, grid_scan, sql_path
from census_app.archive.readers.limits import Limits
from census_app.archive.readers.records import CleanText, clean_text
from census_app.foundation.errors import BadInput

if TYPE_CHECKING:
    import duckdb

Progress = Callable[[int, int, str], None]
_SAMPLE_BYTES = 1 << 20
_CHUNK_CHARACTERS = 4 << 20


def read_delimited(
    path: Path,
    folder: Path,
    connection: duckdb.DuckDBPyConnection,
    limits: Limits,
    progress: Progress,
    one_column: bool = False,
) -> tuple[Grid, str]:
    """The file's grid and its SHA-256. Records of another width are in the grid's `ragged`, never cut or filled.
    `one_column`: a mere list is a table, too."""
    folder.mkdir(parents=True, exist_ok=True)
    progress(0, 0, "读取")
    encoding = likely_utf8(path)
    with ThreadPoolExecutor(1) as pool:
        scanning = pool.submit(scan_bytes, path)
        dialect = _dialect(path, encoding, limits, one_column) if encoding else None
        loaded = _load_regular(path, folder, connection, dialect, limits) if dialect else None
        facts = scanning.result()
    grid = _checked(loaded, facts, dialect, connection) if loaded and dialect else None
    if grid is not None and dialect is not None:
        facts.encoding = encoding
    else:
        progress(0, 0, "逐行检查")
        settle_encoding(path, facts, limits)
        dialect = _dialect(path, facts.encoding, limits, one_column)
        grid = _read_settled(path, folder, connection, facts, dialect, limits)
    grid.dialect = f"{ENCODING_NAMES[facts.encoding]}，{dialect.text}"
    if facts.bad_lines:
        grid.notes.append(f"{len(facts.bad_lines)} 行的编码与全文不同，没有读入，列在拒收清单里")
    return grid, facts.sha256


def _dialect(path: Path, encoding: str, limits: Limits, one_column: bool) -> Dialect:
    dialect = detect_dialect(_sample(path, encoding), one_column)
    if dialect.width > limits.columns:
        raise BadInput(f"有 {dialect.width} 列，超过上限 {limits.columns} 列", "检查分隔符是否正确")
    return dialect


def _sample(path: Path, encoding: str) -> str:
    with path.open("rb") as stream:
        data = stream.read(_SAMPLE_BYTES)
        whole = not stream.read(1)
    text = data.decode(encoding, errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if whole else text[: text.rfind("\n") + 1] or text


def _load_regular(
    source: Path, folder: Path, connection: duckdb.DuckDBPyConnection, dialect: Dialect, limits: Limits
) -> Path | None:
    """A Parquet of all records when each has the usual width and is valid UTF-8; None when any is not."""
    import duckdb

    target = folder / "rows.parquet"
    select = f"SELECT * FROM {csv_scan(source, dialect, dialect.leading_lines, limits)}"
    try:
        connection.execute(f"COPY ({select}) TO '{sql_path(target)}'")
    except duckdb.Error:
        target.unlink(missing_ok=True)
        return None
    return target


def _checked(loaded: Path, facts: TextFacts, dialect: Dialect, connection: duckdb.DuckDBPyConnection) -> Grid | None:
    """The grid when each physical line became one record, so that row numbers are line numbers; else None."""
    rows = _count(connection, loaded)
    if facts.has_nul or rows != facts.lines - dialect.leading_lines:
        loaded.unlink(missing_ok=True)
        return None
    first = dialect.leading_lines + 1
    grid = Grid(files=[loaded], width=dialect.width, rows=rows, last_row=facts.lines, first_row=first)
    return _with_preview(connection, grid, dialect)


def _read_settled(
    path: Path,
    folder: Path,
    connection: duckdb.DuckDBPyConnection,
    facts: TextFacts,
    dialect: Dialect,
    limits: Limits,
) -> Grid:
    """The grid of a file that is not regular UTF-8: transcoded when only that is the matter, else by records."""
    if not facts.encoding.startswith("utf-8") and not facts.bad_lines:
        source = _transcode(path, folder / "utf8.csv", facts.encoding)
        loaded = _load_regular(source, folder, connection, dialect, limits)
        described = scan_bytes(source) if loaded else facts
        source.unlink()
        grid = _checked(loaded, described, dialect, connection) if loaded else None
        if grid is not None:
            return grid
    return _read_irregular(path, folder, connection, facts, dialect, limits)


def csv_scan(source: Path, dialect: Dialect, skip: int, limits: Limits, extra: str = "") -> str:
    """A strict all-text `read_csv` call: any record of another width is an error."""
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(dialect.width))
    delimiter = "\\t" if dialect.delimiter == "\t" else dialect.delimiter
    return (
        f"read_csv('{sql_path(source)}', auto_detect = false, header = false, skip = {skip}, "
        f"columns = {{{columns}{extra}}}, delim = '{delimiter}', quote = '{QUOTE}', escape = '{QUOTE}', "
        f"nullstr = '', null_padding = false, strict_mode = true, ignore_errors = false, "
        f"max_line_size = {limits.cell_bytes * 16})"
    )


def _transcode(path: Path, target: Path, encoding: str) -> Path:
    with path.open(encoding=encoding, newline="") as source, target.open("w", encoding="utf-8", newline="") as sink:
        shutil.copyfileobj(source, sink, _CHUNK_CHARACTERS)
    return target


def _count(connection: duckdb.DuckDBPyConnection, target: Path) -> int:
    row = connection.execute(f"SELECT count(*) FROM read_parquet('{sql_path(target)}')").fetchone()
    return int(row[0]) if row else 0


def _with_preview(connection: duckdb.DuckDBPyConnection, grid: Grid, dialect: Dialect) -> Grid:
    leading = [(number, _fitted(cells, grid.width)) for number, cells in dialect.leading]
    rows = connection.execute(f"{grid_scan(grid)} LIMIT {PREVIEW_ROWS}").fetchall() if grid.files else []
    grid.leading = len(leading)
    grid.leading_cells = [list(cells) for _, cells in dialect.leading]
    for number, cells in dialect.leading:
        beyond = [cell.strip() for cell in cells[grid.width :] if cell.strip()]
        if beyond:
            grid.notes.append(f"第 {number} 行比数据行多 {len(beyond)} 格（{'、'.join(beyond[:5])}），多出的没有数据")
    grid.preview = leading + [(int(row[0]), list(row[1:])) for row in rows]
    grid.blank = grid.last_row - grid.rows - grid.leading - grid.ragged_rows
    return grid


def _fitted(cells: tuple[str, ...], width: int) -> list[str | None]:
    texts: list[str | None] = [cell or None for cell in cells[:width]]
    return texts + [None] * (width - len(texts))


def _read_irregular(
    path: Path,
    folder: Path,
    connection: duckdb.DuckDBPyConnection,
    facts: TextFacts,
    dialect: Dialect,
    limits: Limits,
) -> Grid:
    """The grid by records: regular ones go on to the engine with their row numbers, others to `ragged`."""
    import duckdb

    last_error = ""
    for precise in (False, True):
        clean = clean_text(path, folder, facts, dialect, limits, precise)
        try:
            return _load_clean(connection, folder, dialect, clean, limits)
        except duckdb.Error as error:
            last_error = str(error).splitlines()[0]
        finally:
            clean.regular.unlink(missing_ok=True)
            clean.ragged.unlink(missing_ok=True)
    raise BadInput(f"无法按列读取：{last_error}", "在 Excel 里打开核对，另存为 xlsx 后再导入")


def _load_clean(
    connection: duckdb.DuckDBPyConnection, folder: Path, dialect: Dialect, clean: CleanText, limits: Limits
) -> Grid:
    target = folder / "rows.parquet"
    columns = ", ".join(f"c{index}" for index in range(dialect.width))
    scan = csv_scan(clean.regular, dialect, 0, limits, extra=", '_row': 'BIGINT'")
    connection.execute(f"COPY (SELECT _row, {columns} FROM {scan}) TO '{sql_path(target)}'")
    grid = Grid(files=[target], width=dialect.width, rows=_count(connection, target), last_row=clean.last_row)
    if clean.ragged_rows:
        grid.ragged = folder / "ragged.parquet"
        grid.ragged_rows = clean.ragged_rows
        connection.execute(
            f"COPY (SELECT _row, cells, reason FROM read_json('{sql_path(clean.ragged)}', "
            "format = 'newline_delimited', maximum_object_size = 67108864, "
            "columns = {_row: 'BIGINT', cells: 'VARCHAR', reason: 'VARCHAR'})) "
            f"TO '{sql_path(grid.ragged)}'"
        )
    return _with_preview(connection, grid, dialect)
