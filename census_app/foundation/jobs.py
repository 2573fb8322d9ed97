"""Long work as plain functions `job(context, …)`: progress out, cancel in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from census_app.foundation.errors import Cancelled

ProgressListener = Callable[[int, int, str], None]
PartialListener = Callable[[dict[str, Any]], None]


class JobContext:
    """What a job may say and must obey.

    `progress(done, total, text)` may be called from any thread; `total` 0 means unknown. `partial(content)` tells what
    a finished step found; nobody may rely on it before the job is done.
    `cancel()` may be called from any thread; the job notices at its next
    `raise_if_cancelled()`, and interruptible engines are stopped at once through `on_cancel`.
    """

    def __init__(self, listener: ProgressListener | None = None, found: PartialListener | None = None) -> None:
        self._listener = listener
        self._found = found
        self._cancelled = threading.Event()
        self._interrupts: list[Callable[[], None]] = []

    def progress(self, done: int, total: int, text: str) -> None:
        """Tell the listener, if any, how far the job is."""
        if self._listener is not None:
            self._listener(done, total, text)

    def partial(self, content: dict[str, Any]) -> None:
        """Tell the listener, if any, what a finished step found."""
        if self._found is not None:
            self._found(content)

    def on_cancel(self, interrupt: Callable[[], None]) -> Callable[[], None]:
        """Register an interrupt to run at cancel; the returned function unregisters it."""
        self._interrupts.append(interrupt)
        if self._cancelled.is_set():
            interrupt()
        return lambda: self._interrupts.remove(interrupt)

    def cancel(self) -> None:
        """Ask the job to stop; harmless when called twice."""
        self._cancelled.set()
        for interrupt in list(self._interrupts):
            interrupt()

    @property
    def cancelled(self) -> bool:
        """True once somebody asked the job to stop."""
        return self._cancelled.is_set()

    def raise_if_cancelled(self) -> None:
        """Raise `Cancelled` when somebody asked the job to stop."""
        if self._cancelled.is_set():
            raise Cancelled


def silent() -> JobContext:
    """A context nobody listens to, for tests and small work."""
    return JobContext()
