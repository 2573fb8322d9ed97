"""Files read ahead: while some are judged, the guarded process reads the next."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from census_app.archive.sheets import Sheet, SheetReader
from census_app.archive.workbook_marks.colours import coloured_cells
from census_app.archive.workbook_marks.comments import commented_cells
from census_app.archive.workbook_marks.formulas import formula_cells
from census_app.foundation.canonical import sha256_file
from census_app.foundation.errors import BadInput
from census_app.foundation.workbooks.palette import COLOURS
from census_app.reporting.answered_lists.files import Given

_AHEAD = 20
Formulas = Mapping[str, frozenset[tuple[int, int]] | None]
"""Sheet → formula cells, see `archive.formulas`."""


@dataclass(frozen=True)
class ReadFile:
    """A file's visible sheets; `refused` says why it could not be read; `comments`: sheet → cells that carry one;
    `coloured`: sheet → (row from 1, column from 0) of cells that are not of our colours."""

    given: Given
    sheets: Sequence[Sheet] = ()
    formulas: Formulas | None = None
    comments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    coloured: Mapping[str, frozenset[tuple[int, int]]] = field(default_factory=dict)
    sha256: str = ""
    refused: str = ""


def read_ahead(reader: SheetReader, files: Sequence[Given]) -> Iterator[ReadFile]:
    """Each file in order, the next ones being read meanwhile."""
    coming = iter(files)
    with ThreadPoolExecutor(1, "census-read") as pool:
        waiting = deque(pool.submit(_read, reader, given) for given in islice(coming, _AHEAD))
        try:
            while waiting:
                found = waiting.popleft().result()
                waiting.extend(pool.submit(_read, reader, given) for given in islice(coming, 1))
                yield found
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _read(reader: SheetReader, given: Given) -> ReadFile:
    try:
        content = reader.read(given.path)
        if content.members:
            return ReadFile(given, refused=f"{given.path.name} 是压缩包：先解压，再给出里面的清单和照片")
        formulas, comments = formula_cells(given.path), commented_cells(given.path)
        coloured = coloured_cells(given.path, COLOURS)
        return ReadFile(given, content.sheets, formulas, comments, coloured, sha256_file(given.path))
    except BadInput as error:
        return ReadFile(given, refused=str(error))
