"""DuckDB for the workspace's own work: private, in memory, spilling into the workspace's cache folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.foundation.engines import kept_engine
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


@contextmanager
def scratch_engine(cache: Path, context: JobContext | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection to an empty database, interrupted when the job is cancelled; leaves nothing behind."""
    import duckdb

    with scratch_folder(cache) as spill, kept_engine(THREADS, MEMORY, spill) as connection:
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
