"""A worksheet row by row in little memory, whatever its declared size."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from census_app.archive.readers.workbook_parts import column_number, sheet_parts
from census_app.foundation.errors import BadInput

_CHUNK_BYTES = 1 << 20
_CELL_PLACE = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]{1,3})\d+"')


class WorkbookRows:
    """The rows of one sheet as (row number, values from column A on); use as a context manager."""

    def __init__(self, path: Path, sheet: str) -> None:
        self._path = path
        self._sheet = sheet
        self._book: Any = None

    def __enter__(self) -> WorkbookRows:
        import openpyxl

        self._stream = self._path.open("rb")
        try:
            self._book = openpyxl.load_workbook(self._stream, read_only=True, data_only=True)
        except Exception as error:
            self._stream.close()
            raise BadInput("工作簿结构损坏，无法读取", "在 Excel 或 WPS 里打开并另存为 xlsx") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()
        self._stream.close()

    def width(self) -> tuple[int, str]:
        """The last column that has a cell (0 for none) and the name of that column."""
        part = next(part.part for part in sheet_parts(self._path) if part.name == self._sheet)
        columns: set[bytes] = set()
        with zipfile.ZipFile(self._path) as archive, archive.open(part) as stream:
            rest = b""
            while chunk := stream.read(_CHUNK_BYTES):
                block = rest + chunk
                columns.update(_CELL_PLACE.findall(block))
                rest = block[max(block.rfind(b"<"), len(block) - 512) :]
        widest = max((column.decode("ascii") for column in columns), key=column_number, default="")
        return column_number(widest), widest

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Rows in order; rows without cells come as empty lists."""
        sheet = self._book[self._sheet]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, list(row)
