"""Workbooks and text files as rows of cell texts, read by the same guarded process as an import."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from census_app.archive.reader_process import ReaderProcess
from census_app.archive.readers.grid import Grid, grid_scan
from census_app.archive.readers.limits import shipped_limits
from census_app.archive.readers.worker import ReadRequest
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext

MOST_ROWS = 200_000
"""More rows than this are not what people fill in by hand."""


@dataclass(frozen=True)
class Sheet:
    """One sheet or text file: rows (number as Excel shows it, cell texts), blank rows left out."""

    file: str
    name: str
    rows: Sequence[tuple[int, list[str]]]
    notes: tuple[str, ...] = ()

    def place(self, row: int) -> str:
        """How people find the row."""
        return f"{self.file}{'!' if self.name else ''}{self.name} 第 {row} 行"


def read_sheets(files: Sequence[Path], context: JobContext, most_rows: int = MOST_ROWS) -> Iterator[Sheet]:
    """The visible sheets of the files in order; a file that cannot be read raises `BadInput` with the reason."""
    with _scratch() as scratch, ReaderProcess(shipped_limits(), context) as reader:
        for number, path in enumerate(files):
            if not path.is_file():
                raise BadInput(f"没有这个文件：{path}", "检查路径")
            folder = scratch / str(number)
            folder.mkdir()
            answer = reader.read(ReadRequest(path=path.resolve(), folder=folder), path.name)
            if answer.refused:
                raise BadInput(f"{path.name} 读不了：{answer.refused}", answer.advice)
            if answer.members:
                raise BadInput(f"{path.name} 是压缩包", "先解压，再给出里面的表格")
            for grid in answer.grids:
                if not grid.hidden:
                    yield Sheet(path.name, grid.sheet, _rows(grid, path.name, most_rows), tuple(grid.notes))


def _rows(grid: Grid, file: str, most_rows: int) -> list[tuple[int, list[str]]]:
    import duckdb

    if grid.rows > most_rows:
        raise BadInput(f"{file} 有 {grid.rows:,} 行，最多读 {most_rows:,} 行", "只留下要用的行")
    leading = [(row, list(cells)) for row, cells in grid.preview[: grid.leading]]
    listed = [(row, [cell or "" for cell in cells]) for row, cells in leading]
    if grid.files:
        with duckdb.connect(config={"threads": 1}) as connection:
            found = connection.execute(grid_scan(grid)).fetchall()
        listed += [(int(row[0]), [cell or "" for cell in row[1:]]) for row in found]
    return [(row, cells) for row, cells in sorted(listed) if any(cell.strip() for cell in cells)]


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="census-sheets-") as folder:
        yield Path(folder)
