"""A locked DuckDB for one run: bounded memory, its own spill folder, no door to anything but the part files."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from census_app.checking.model import EngineLimits
from census_app.checking.time_limit import TimeLimit
from census_app.foundation.errors import Cancelled, CensusError, TooLong
from census_app.foundation.files import plain_reason
from census_app.foundation.jobs import JobContext
from census_app.foundation.temporary import temporary_folder

if TYPE_CHECKING:
    import duckdb
    import numpy.typing

    from census_app.checking.series_memory import SeriesMemory

_HASHES_AT_ONCE = 32_000_000


class Engine:
    """One connection; `seconds` is the time spent inside DuckDB.

    `spill` is a folder of its own that it may read and write; `memory` keeps what others may ask for again.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, context: JobContext, spill: Path) -> None:
        self.connection = connection
        self.context = context
        self.spill = spill
        self.memory: SeriesMemory | None = None
        self.seconds = 0.0
        self.overtime = threading.Event()

    def run(self, statement: str, parameters: list[Any] | None = None) -> None:
        """Execute a statement that gives nothing back."""
        self.rows(statement, parameters)

    def rows(self, statement: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query; cancel and time limit are told as such, other DuckDB errors pass through."""
        self.context.raise_if_cancelled()
        with self._told():
            return self.connection.execute(statement, parameters).fetchall()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Time inside DuckDB is counted, its troubles are told as what they mean."""
        import duckdb

        self._raise_if_overtime()  # an interruption between two statements reaches neither
        started = perf_counter()
        try:
            yield
        except duckdb.InterruptException:
            self._raise_if_overtime()
            raise Cancelled from None
        except duckdb.OutOfMemoryException as error:
            raise CensusError("校验时内存或临时磁盘不够，没有写入任何内容", "关闭其他程序、清理磁盘后重试") from error
        except duckdb.IOException as error:
            raise CensusError(
                f"读写数据文件失败：{plain_reason(error)}",
                "检查磁盘空间和工作区文件；用 census verify 核对数据分片",
            ) from error
        finally:
            self.seconds += perf_counter() - started

    def _raise_if_overtime(self) -> None:
        if self.overtime.is_set():
            raise TooLong(
                "用的时间超过上限，已停止，没有写入任何内容",
                "关闭其他程序后重试；仍超过，用 census check --profile 看哪条规则慢，把它写简单",
            ) from None

    def remember(self, name: str, query: str, made_of: str) -> None:
        """Temp table `name` holds the rows of a query over all rows of a table, read back where they were kept.

        `made_of`: what the rows depend on beside the query.
        """
        if self.memory is None:
            self.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
        else:
            self.memory.make(self, name, query, made_of)

    def repeated(self, name: str, hashes: str, rows: int) -> int:
        """Temp table `name(h)` holds the values that the query `hashes` (one column `h`, UBIGINT) gives more than
        once; returns their number. `rows` is about how many it gives.

        Sorting the hashes is several times cheaper than grouping texts of which nearly all are different, and what
        repeats is then looked at closely: two texts of one hash are only looked at in vain.
        """
        import numpy

        parts = rows // _HASHES_AT_ONCE + 1
        found = []
        for part in range(parts):
            self.context.raise_if_cancelled()
            only = f" WHERE h % {parts} = {part}" if parts > 1 else ""
            ordered = numpy.sort(numpy.asarray(self.columns(f"SELECT h FROM ({hashes}){only}")["h"]))
            found.append(numpy.unique(ordered[1:][ordered[1:] == ordered[:-1]]))
        values = numpy.concatenate(found)
        self.connection.register("repeated_values", {"h": values})
        self.run(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT h FROM repeated_values")
        self.connection.unregister("repeated_values")
        return len(values)

    def columns(self, query: str) -> dict[str, numpy.typing.NDArray[Any]]:
        """The columns of a query by name; a column with nulls is a masked array."""
        self.context.raise_if_cancelled()
        with self._told():
            found: dict[str, Any] = self.connection.execute(query).fetchnumpy()
            return found


@contextmanager
def open_engine(
    limits: EngineLimits,
    context: JobContext,
    readable: Iterable[Path],
    writable: Iterable[Path] = (),
) -> Iterator[Engine]:
    """Yield a connection that may read `readable`, write `writable` and nothing else; closed and swept at exit."""
    import duckdb

    spill = temporary_folder("check")
    connection = duckdb.connect(":memory:")
    engine = Engine(connection, context, Path(spill.name).resolve())
    release = context.on_cancel(connection.interrupt)
    limit = TimeLimit(limits.seconds, partial(_stop, engine))
    try:
        for statement in _settings(limits, Path(spill.name), [*readable, *writable]):
            connection.execute(statement)
        yield engine
    finally:
        limit.over()
        release()
        connection.close()
        spill.cleanup()


def _settings(limits: EngineLimits, spill: Path, files: list[Path]) -> list[str]:
    paths = ", ".join(_path(file) for file in files)
    return [
        f"SET threads = {limits.threads}",
        f"SET memory_limit = '{limits.memory}'",
        f"SET temp_directory = {_path(spill)}",
        "SET preserve_insertion_order = true",
        "SET TimeZone = 'UTC'",
        "SET enable_progress_bar = false",
        "SET parquet_metadata_cache = true",
        f"SET allowed_paths = [{paths}]",
        f"SET allowed_directories = [{_path(spill)}]",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ]


def _path(path: Path) -> str:
    return "'" + path.resolve().as_posix().replace("'", "''") + "'"


def _stop(engine: Engine) -> None:
    engine.overtime.set()
    engine.connection.interrupt()
