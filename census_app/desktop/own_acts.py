"""Which acts a window wrote itself: its pages know of them, so they are no news to it when its watch sees them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_WRITTEN = "census_own_acts"
_KEPT = 10_000
_thread = threading.local()
_lock = threading.Lock()
_own: dict[int, set[int]] = {}


@contextmanager
def working_for(window: int) -> Iterator[None]:
    """What this thread does inside, it does for the window with this identity."""
    _thread.window = window
    try:
        yield
    finally:
        _thread.window = 0


def remember_acts(engine: Engine) -> None:
    """Acts written through this engine are noted as those of the window this thread works for; none when for none."""
    from sqlalchemy import event

    window = getattr(_thread, "window", 0)
    if not window:
        return

    @event.listens_for(engine, "after_execute")
    def _note(connection: Connection, statement: Any, *_rest: object) -> None:
        if getattr(statement, "is_insert", False) and statement.table.name == "acts":
            connection.info.setdefault(_WRITTEN, []).append(int(statement.compile().params["seq"]))

    @event.listens_for(engine, "commit")
    def _keep(connection: Connection) -> None:
        _take(window, connection.info.pop(_WRITTEN, []))

    @event.listens_for(engine, "rollback")
    def _drop(connection: Connection) -> None:
        connection.info.pop(_WRITTEN, None)


def all_own(window: int, numbers: Iterable[int]) -> bool:
    """Whether the window wrote every one of these acts."""
    with _lock:
        return _own.get(window, set()).issuperset(numbers)


def forget_window(window: int) -> None:
    """The window is closed, or shows another workspace."""
    with _lock:
        _own.pop(window, None)


def _take(window: int, numbers: list[int]) -> None:
    if numbers:
        with _lock:
            kept = _own.setdefault(window, set())
            if len(kept) > _KEPT:
                kept.clear()
            kept.update(numbers)
