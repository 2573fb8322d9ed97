"""DuckDB engines that are kept for the next who needs one: making one costs as much as a small question.

An engine registers some three thousand functions when it is made and frees them when it goes: 25 ms of a slow
machine's time (measured), twenty times over in a check of a small county; a database in one that is kept costs 2.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_MOST_IDLE = 3
"""Of a kind: what is asked for inside one another finds one each; more are let go."""
_QUIET = "SET enable_progress_bar = false"

_Kind = tuple[tuple[str, str | int], ...]
_idle: dict[_Kind, list[duckdb.DuckDBPyConnection]] = {}
_lock = threading.Lock()
_numbers = count(1)


@contextmanager
def kept_engine(
    threads: int, memory: str | None = None, spill: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to an empty database in memory, its own while it is used and gone afterwards.

    `memory`: the most the engine may hold, four fifths of the machine's when None. `spill`: an existing empty folder
    for what does not fit. Set nothing that is global on it, for another will use the engine: only one at a time does.
    An engine that was used by something that failed, or that spilled, is not kept. Errors of DuckDB pass through.
    """
    kind: _Kind = (("threads", threads), *((("memory_limit", memory),) if memory else ()))
    engine = _taken(kind)
    keep = False
    name = f"kept_{next(_numbers)}"
    try:
        if spill is not None:
            engine.execute("SET temp_directory = $folder", {"folder": spill.as_posix()})
        with engine.cursor() as connection:
            for statement in (f"ATTACH ':memory:' AS {name}", f"USE {name}", _QUIET):
                connection.execute(statement)
            yield connection
        engine.execute(f"DETACH {name}")
        # it stays bound to a folder that it wrote into, and that goes
        keep = spill is None or not any(spill.iterdir())
    finally:
        _give_back(kind, engine, keep)


def _taken(kind: _Kind) -> duckdb.DuckDBPyConnection:
    import duckdb

    with _lock:
        if waiting := _idle.get(kind):
            return waiting.pop()
    return duckdb.connect(config=dict(kind))


def _give_back(kind: _Kind, engine: duckdb.DuckDBPyConnection, keep: bool) -> None:
    if keep:
        with _lock:
            waiting = _idle.setdefault(kind, [])
            if len(waiting) < _MOST_IDLE:
                waiting.append(engine)
                return
    engine.close()


@atexit.register
def _let_go() -> None:
    """The program ends: engines go while the interpreter is whole."""
    with _lock:
        for engine in (engine for waiting in _idle.values() for engine in waiting):
            engine.close()
        _idle.clear()
