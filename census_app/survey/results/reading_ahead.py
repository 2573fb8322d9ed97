"""The next files are read by their own process while the last ones are verified and stored."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from census_app.archive.extract import readable_name
from census_app.archive.sheets import FileContent, SheetReader
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext

_AHEAD = 60


@contextmanager
def read_ahead(
    reader: SheetReader, paths: Sequence[Path], context: JobContext
) -> Iterator[Iterator[FileContent | BadInput]]:
    """Yields an iterator over the contents of the files in order, a refusal standing for a file that cannot be read.
    It raises `Cancelled` when the job is."""
    with ThreadPoolExecutor(1, thread_name_prefix="census-read") as pool:
        waiting: deque[Future[FileContent | BadInput]] = deque()

        def contents() -> Iterator[FileContent | BadInput]:
            left = iter(paths)
            for number in range(len(paths)):
                while len(waiting) < _AHEAD and (path := next(left, None)) is not None:
                    waiting.append(pool.submit(_read, reader, path))
                context.progress(number, len(paths), "收回普查结果")
                yield waiting.popleft().result()

        try:
            yield contents()
        finally:
            for future in waiting:
                future.cancel()


def _read(reader: SheetReader, path: Path) -> FileContent | BadInput:
    try:
        return reader.read(path, readable_name(path.name))
    except BadInput as refusal:
        return refusal
