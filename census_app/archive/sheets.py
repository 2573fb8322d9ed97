"""Workbooks and text files as rows of cell texts, read by the same guarded process as an import."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from census_app.archive.reader_process import ReaderProcess
from census_app.archive.readers.grid import Grid, grid_scan
from census_app.archive.readers.limits import shipped_limits
from census_app.archive.readers.worker import ReadRequest
from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext
from census_app.foundation.temporary import temporary_folder

MOST_ROWS = 200_000
"""More rows than this are not what people fill in by hand."""
_INLINE_CELLS = 100_000
"""Up to here a sheet's rows come with the answer instead of through files."""


@dataclass(frozen=True)
class Sheet:
    """One sheet or text file: rows (number as Excel shows it, cell texts), blank rows left out."""

    file: str
    name: str
    rows: Sequence[tuple[int, list[str]]]
    notes: tuple[str, ...] = ()

    def header(
        self, names: Mapping[str, str], needed: Collection[str], within: int
    ) -> tuple[int, dict[str, int]] | None:
        """Where the rows below the header begin, and the place of each column (`names`: header → column id); None when
        no row within the first ones has all the needed columns.

        People move and hide columns, and break their headers into lines: of two of one name the first counts.
        """
        folded = {"".join(name.split()): column for name, column in names.items()}
        for position, (_, cells) in enumerate(self.rows[:within]):
            columns: dict[str, int] = {}
            for place, cell in enumerate(cells):
                column = folded.get("".join(cell.split()))
                if column is not None:
                    columns.setdefault(column, place)
            if columns.keys() >= set(needed):
                return position + 1, columns
        return None

    def place(self, row: int) -> str:
        """How people find the row."""
        return f"{self.file}{'!' if self.name else ''}{self.name} 第 {row} 行"


def read_sheets(
    files: Sequence[Path], context: JobContext, most_rows: int = MOST_ROWS, *, one_column: bool = False
) -> Iterator[Sheet]:
    """The visible sheets of the files in order; a file that cannot be read raises `BadInput` with the reason.
    `one_column`: a text without any delimiter is a list of one column, not refused."""
    with SheetReader(context, most_rows, one_column) as reader:
        for path in files:
            found = reader.read(path)
            if found.members:
                raise BadInput(f"{path.name} 是压缩包", "先解压，再给出里面的表格")
            yield from found.sheets


@dataclass(frozen=True)
class FileContent:
    """What a file held: its visible sheets, or the files inside a zip as (name inside, unpacked path)."""

    sheets: tuple[Sheet, ...] = ()
    members: tuple[tuple[str, Path], ...] = ()
    skipped: tuple[str, ...] = ()


class SheetReader:
    """Reads many files one after the other through one guarded process; what it unpacks lasts until it is closed."""

    def __init__(self, context: JobContext, most_rows: int = MOST_ROWS, one_column: bool = False) -> None:
        self._context, self._most_rows, self._one_column = context, most_rows, one_column
        self._opened = ExitStack()
        self._count = 0

    def __enter__(self) -> Self:
        self._scratch = Path(self._opened.enter_context(temporary_folder("sheets")))
        self._process = self._opened.enter_context(ReaderProcess(shipped_limits(), self._context))
        self._connection = self._opened.enter_context(kept_engine(1))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()

    def read(self, path: Path, name: str = "", depth: int = 0) -> FileContent:
        """The content of one file, `name` being what people know it by; `BadInput` says why it cannot be read."""
        shown = name or path.name
        if path.is_dir():
            raise BadInput(f"这是文件夹，不是文件：{path}", "给出里面的那个文件")
        if not path.is_file():
            raise BadInput(f"没有这个文件：{path}", "检查路径")
        folder = self._scratch / str(self._count)
        self._count += 1
        folder.mkdir()
        request = ReadRequest(
            path=path.resolve(),
            folder=folder,
            depth=depth,
            inline_cells=_INLINE_CELLS,
            one_column=self._one_column,
        )
        answer = self._process.read(request, shown)
        if answer.refused:
            raise BadInput(f"{shown} 读不了：{answer.refused}", answer.advice)
        if answer.members:
            inside = tuple((member.name, member.path) for member in answer.members)
            return FileContent(members=inside, skipped=tuple(answer.skipped_members))
        visible = [grid for grid in answer.grids if not grid.hidden]
        return FileContent(
            tuple(Sheet(shown, grid.sheet, self._rows(grid, shown), tuple(grid.notes)) for grid in visible)
        )

    def _rows(self, grid: Grid, file: str) -> list[tuple[int, list[str]]]:
        if grid.rows > self._most_rows:
            raise BadInput(f"{file} 有 {grid.rows:,} 行，最多读 {self._most_rows:,} 行", "只留下要用的行")
        leading = [(row, list(cells)) for row, cells in grid.preview[: grid.leading]]
        listed = [(row, [cell or "" for cell in cells]) for row, cells in leading]
        if grid.files:
            found = self._connection.execute(grid_scan(grid)).fetchall()
            listed += [(int(row[0]), [cell or "" for cell in row[1:]]) for row in found]
        return [(row, cells) for row, cells in sorted(listed) if any(cell.strip() for cell in cells)]
