"""From the files or the database of one import to raw tables; every refusal says why and what to do."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.model import SourceFile
from census_app.archive.raw import Extraction, RawTable, RefusedFile
from census_app.archive.reader_process import ReaderProcess
from census_app.archive.readers.grid import Grid
from census_app.archive.readers.limits import shipped_limits
from census_app.archive.readers.unpack import is_no_source
from census_app.archive.readers.worker import ReadAnswer, ReadRequest
from census_app.archive.recognition.continuation import series_name
from census_app.archive.recognition.explaining import with_explanations
from census_app.archive.recognition.mapping import SavedMapping
from census_app.archive.recognition.recognise import Recogniser
from census_app.dictionary.model import Dictionary
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class _Source:
    """A file to read: `name` is what people know it by, `depth` counts the zips around it."""

    path: Path
    name: str
    depth: int = 0


def extract_sources(
    files: Sequence[Path],
    dictionary: Dictionary,
    mapping: SavedMapping | None,
    scratch: Path,
    context: JobContext,
) -> Extraction:
    """Raw tables of all files, folders and zips given, in their order; grids lie under `scratch` until it is removed.

    A file that cannot be read becomes a `RefusedFile`; it never stops the others. Raises `Cancelled` only.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    with ReaderProcess(shipped_limits(), context) as reader, _engine(scratch) as connection:
        collector = _Collector(Recogniser(connection, dictionary, mapping))
        numbers = count()
        waiting = [*_sources(files)]
        done = 0
        while waiting:
            source = waiting.pop(0)
            context.progress(done, done + len(waiting) + 1, f"读取 {source.name}")
            folder = (scratch / f"file{next(numbers):05d}").resolve()
            folder.mkdir(parents=True, exist_ok=True)
            request = ReadRequest(path=_reachable(source.path, folder), folder=folder, depth=source.depth)
            answer = reader.read(request, source.name)
            waiting[:0] = collector.take(source, answer)
            done += 1
    return collector.extraction()


class _Collector:
    """Turns answers of the reader into tables and refusals."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._tables: list[RawTable] = []
        self._refused: list[RefusedFile] = []

    def take(self, source: _Source, answer: ReadAnswer) -> list[_Source]:
        """Keep what was read; returns the files found inside a zip, to be read next."""
        if answer.refused:
            self._refused.append(RefusedFile(source.name, "", answer.refused, answer.advice))
            return []
        for sentence in answer.skipped_members:
            self._refused.append(RefusedFile(source.name, "", sentence, "重新压缩，不要带上级路径"))
        filled = [grid for grid in answer.grids if grid.preview]
        if not filled and not answer.members:
            self._refused.append(RefusedFile(source.name, "", "文件里没有任何数据行", "重新导出"))
        for grid in filled:
            self._recognise(source, answer.sha256, grid)
        return [_Source(member.path, f"{source.name}/{member.name}", source.depth + 1) for member in answer.members]

    def _recognise(self, source: _Source, sha256: str, grid: Grid) -> None:
        described = SourceFile(file=source.name, sheet=grid.sheet, sha256=sha256)
        try:
            table = self._recogniser.recognise(grid, described, self._previous(described))
        except BadInput as refusal:
            self._refused.append(RefusedFile(source.name, grid.sheet, refusal.message, refusal.advice))
        else:
            self._tables.append(table)

    def _previous(self, source: SourceFile) -> RawTable | None:
        """The last table with a header that this sheet or file may go on with."""
        for table in reversed(self._tables):
            same_file = table.source.file == source.file and bool(source.sheet)
            same_series = series_name(table.source.file) == series_name(source.file)
            if table.header_rows and (same_file or same_series):
                return table
        return None

    def extraction(self) -> Extraction:
        """Everything taken so far."""
        return Extraction(tuple(with_explanations(self._tables)), tuple(self._refused))


def _sources(files: Sequence[Path]) -> Iterator[_Source]:
    """The files themselves, and the files inside folders in the order of their names."""
    names = source_names(files)
    for path in files:
        if path.is_dir():
            inside = sorted(found for found in path.rglob("*") if found.is_file())
            for found in inside:
                if not is_no_source(found.name):
                    yield _Source(found, readable_name(f"{path.name}/{found.relative_to(path).as_posix()}"))
        else:
            yield _Source(path, names[path])


def source_names(files: Sequence[Path]) -> dict[Path, str]:
    """What each file or folder given is called: its name, with as many folders before it as tell it from the others.
    Stations send files of one name, each in a folder of its own."""
    names = {path: readable_name(path.name) for path in files}
    for depth in range(2, max((len(path.parts) for path in files), default=0) + 1):
        counted = Counter(names.values())
        if max(counted.values(), default=0) < 2:
            break
        names |= {
            path: readable_name("/".join(part for part in path.parts[-depth:] if part != path.anchor))
            for path, name in names.items()
            if counted[name] > 1
        }
    return names


def readable_name(name: str) -> str:
    """A file name as people know it: on Linux a name from Chinese Windows may be GBK bytes that are no UTF-8."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", errors="replace")


def _reachable(path: Path, folder: Path) -> Path:
    """The path itself, or a link to it where its name cannot be written as UTF-8."""
    whole = path.resolve()
    if readable_name(str(whole)) == str(whole):
        return whole
    link = folder / f"source{readable_name(path.suffix)}"
    link.symlink_to(whole)
    return link


def _engine(scratch: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET temp_directory = $folder", {"folder": str(scratch)})
    connection.execute("SET enable_progress_bar = false")
    return connection
