"""A text grid on disk: what a reader leaves for recognition."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from census_app.archive.raw import ROW_COLUMN

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

PREVIEW_ROWS = 60
_BATCH_CELLS = 1_000_000
_NUMBER_TEXT = (
    "CASE WHEN isnan({0}) THEN NULL WHEN {0} = trunc({0}) THEN CAST(CAST({0} AS BIGINT) AS VARCHAR) "
    "ELSE CAST({0} AS VARCHAR) END"
)


class Grid(BaseModel):
    """One sheet or text file as texts.

    `files` are Parquet files in source order with `c0`…`cN` VARCHAR and, when `first_row` is None, `_row` BIGINT;
    otherwise their k-th row (0-based, over the single file) is source row `first_row + k`.
    `preview` are the first rows that are not blank, with their numbers: the first `leading` of them are *not* in
    the files (rows of another width before the table proper; `leading_cells` are their cells, all of them).
    `rows` counts rows in the files, `blank` the blank rows up to the last row, `last_row` the last source row.
    `merged` are merged ranges (row, column, row, column) of the first rows, 0-based. `ragged` is a Parquet of
    rows that fit no column cut.
    """

    model_config = ConfigDict(extra="forbid")

    sheet: str = ""
    hidden: bool = False
    files: list[Path] = []
    width: int = 0
    rows: int = 0
    blank: int = 0
    last_row: int = 0
    first_row: int | None = None
    leading: int = 0
    leading_cells: list[list[str]] = []
    preview: list[tuple[int, list[str | None]]] = []
    merged: list[tuple[int, int, int, int]] = []
    ragged: Path | None = None
    ragged_rows: int = 0
    dialect: str = ""
    notes: list[str] = []


class GridWriter:
    """Collects rows of cell texts into Parquet files one per batch."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._connection = connection
        self._folder = folder
        self.files: list[Path] = []
        self.rows = 0

    def add(self, numbers: Sequence[int], columns: Sequence[Sequence[str | None] | NDArray[np.float64]]) -> None:
        """Append rows given by column; `numbers` are their source rows. Doubles are spelt by the engine."""
        import numpy as np

        if not numbers:
            return
        arrays: dict[str, Any] = {ROW_COLUMN: np.array(numbers, dtype=np.int64)}
        spelt = []
        for index, column in enumerate(columns):
            name = f"c{index}"
            is_number = isinstance(column, np.ndarray)
            arrays[name] = column if is_number else np.array(column, dtype=object)
            spelt.append(f"{_NUMBER_TEXT.format(name) if is_number else f'CAST({name} AS VARCHAR)'} AS {name}")
        path = self._folder / f"{len(self.files):05d}.parquet"
        self._connection.register("grid_batch", arrays)
        select = f"SELECT {ROW_COLUMN}, {', '.join(spelt)} FROM grid_batch"
        self._connection.execute(f"COPY ({select}) TO '{sql_path(path)}'")
        self._connection.unregister("grid_batch")
        self.files.append(path)
        self.rows += len(numbers)

    def __enter__(self) -> GridWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            for path in self.files:
                path.unlink(missing_ok=True)


def batch_rows(width: int) -> int:
    """How many rows of this width make one batch."""
    return max(1_000, _BATCH_CELLS // max(width, 1))


def sql_path(path: Path) -> str:
    """A path inside a SQL string literal."""
    return path.as_posix().replace("'", "''")


def grid_scan(grid: Grid) -> str:
    """A SELECT of `_row` and all columns of the grid's files, in source order."""
    columns = ", ".join(f"c{index}" for index in range(grid.width))
    files = ", ".join(f"'{sql_path(path)}'" for path in grid.files)
    if grid.first_row is None:
        return f"SELECT {ROW_COLUMN}, {columns} FROM read_parquet([{files}])"
    return (
        f"SELECT file_row_number + {grid.first_row} AS {ROW_COLUMN}, {columns} "
        f"FROM read_parquet([{files}], file_row_number = true)"
    )
