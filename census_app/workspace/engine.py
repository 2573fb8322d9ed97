"""DuckDB for the workspace's own work: private, in memory, spilling into the workspace's cache folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput, DiskRefusal
from census_app.foundation.files import plain_reason, said_plainly
from census_app.foundation.processes import process_started

if TYPE_CHECKING:
    import duckdb

    from census_app.foundation.jobs import JobContext

SERIES_FOLDER = "series"
"""In the cache: what checks keep for previews of the same data."""
THREADS = 2
MEMORY = "1GB"
_SPILL = "spill-"
_QUIET = "SET enable_progress_bar = false"


@contextmanager
def scratch_folder(cache: Path) -> Iterator[Path]:
    """An empty folder of this process in the cache, gone afterwards; `sweep_spills` removes those of killed ones.

    Refused where the workspace itself is gone: it would otherwise find its place taken when it is put back.
    """
    if not cache.parent.is_dir():
        raise BadInput(f"找不到工作区的文件夹：{cache.parent}", "放回原处后再试")
    with said_plainly(cache):
        cache.mkdir(exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{_SPILL}{os.getpid()}-", dir=cache))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Shared:
    """One engine, made when the first database in it is asked for."""

    def __init__(self, cache: Path, stack: ExitStack) -> None:
        self.cache = cache
        self._stack, self._made = stack, 0
        self._engine: duckdb.DuckDBPyConnection | None = None

    @contextmanager
    def database(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """An empty database of its own, gone afterwards."""
        if self._engine is None:
            self._engine = self._stack.enter_context(_own_engine(self.cache))
        self._made += 1
        name = f"scratch_{self._made}"
        try:
            with self._engine.cursor() as connection:
                connection.execute(f"ATTACH ':memory:' AS {name}")
                connection.execute(f"USE {name}")
                connection.execute(_QUIET)
                yield connection
        finally:
            self._engine.execute(f"DETACH DATABASE IF EXISTS {name}")


_shared: ContextVar[_Shared | None] = ContextVar("shared engine", default=None)


@contextmanager
def one_engine(cache: Path) -> Iterator[None]:
    """Inside, what this thread asks `scratch_engine` for in the same cache are databases of one engine.

    An engine costs 12 ms, a database in one less than a hundredth of that (measured), and one question of the window
    asks for up to sixteen.
    """
    with ExitStack() as stack:
        token = _shared.set(_Shared(cache, stack))
        try:
            yield
        finally:
            _shared.reset(token)


@contextmanager
def _own_engine(cache: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb

    with (
        scratch_folder(cache) as spill,
        duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY}) as connection,
    ):
        connection.execute("SET temp_directory = $folder", {"folder": spill.as_posix()})
        connection.execute(_QUIET)
        yield connection


@contextmanager
def scratch_engine(cache: Path, context: JobContext | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection to an empty database, interrupted when the job is cancelled; leaves nothing behind."""
    import duckdb

    shared = _shared.get()
    ours = context is None and shared is not None and shared.cache == cache
    with shared.database() if ours and shared else _own_engine(cache) as connection:
        forget = context.on_cancel(connection.interrupt) if context is not None else None
        try:
            if context is not None:
                context.raise_if_cancelled()
            yield connection
        except duckdb.InterruptException:
            if context is not None:
                context.raise_if_cancelled()
            raise
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise DiskRefusal(
                f"读写文件时出错：{plain_reason(error)}",
                f"检查 {cache.parent} 所在磁盘的空间和权限后重试；没有写入任何内容",
            ) from error
        finally:
            if forget is not None:
                forget()


def sweep_spills(cache: Path) -> None:
    """Spill folders of processes that are gone are gone too."""
    for path in cache.glob(f"{_SPILL}*"):
        owner = path.name.removeprefix(_SPILL).partition("-")[0]
        if not owner.isdigit() or process_started(int(owner)) is None:
            shutil.rmtree(path, ignore_errors=True)
