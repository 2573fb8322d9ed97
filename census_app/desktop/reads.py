"""Small reads off the window's thread: one worker per reader, late answers are dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from census_app.desktop.core_errors import said_here
from census_app.desktop.own_acts import working_for
from census_app.foundation.processes import thread_gives_way

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor


class Reader(QObject):
    """Runs plain functions one after another in one worker thread.

    `ask(topic, function, done, failed)` calls `done(result)` in the window's thread, unless a newer question
    on the same topic was asked meanwhile or the reader was closed; never before `ask` has returned, however quick the
    worker was.
    """

    _answered = Signal(str, int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._newest: dict[str, int] = {}
        self._waiting: dict[tuple[str, int], tuple[Callable[[Any], object], Callable[[Exception], object]]] = {}
        self._closed = False
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def ask(
        self,
        topic: str,
        function: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Queue a question; an older one on the topic is forgotten."""
        if self._closed:
            return
        number = self._newest.get(topic, 0) + 1
        self._newest[topic] = number
        self._waiting[(topic, number)] = (done, failed)

        window = window_of(self)

        def answer() -> Any:
            with working_for(window):
                return function() if number == self._newest.get(topic) else None

        self._worker().submit(answer).add_done_callback(lambda future: self._collect(topic, number, future))

    def _worker(self) -> ThreadPoolExecutor:
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(1, thread_name_prefix="census-read", initializer=thread_gives_way)
        return self._pool

    def _collect(self, topic: str, number: int, future: Future[Any]) -> None:
        if self._closed or future.cancelled():
            return
        error = future.exception()
        if isinstance(error, Exception):
            self._answered.emit(topic, number, None, said_here(error))
        else:
            self._answered.emit(topic, number, future.result(), None)

    def _deliver(self, topic: str, number: int, result: object, error: Exception | None) -> None:
        done, failed = self._waiting.pop((topic, number), (None, None))
        if self._closed or number != self._newest.get(topic) or done is None or failed is None:
            return
        if error is None:
            done(result)
        else:
            failed(error)

    def forget(self, topic: str) -> None:
        """Drop the answer still on its way for a topic."""
        self._newest[topic] = self._newest.get(topic, 0) + 1

    def finish(self) -> None:
        """Everything asked was done and the worker thread has ended; no answer arrives any more."""
        self._closed = True
        self._waiting.clear()
        if self._pool is not None:
            self._pool.shutdown(wait=True)

    def close(self) -> None:
        """The worker thread has ended; no answer arrives any more."""
        self._closed = True
        self._waiting.clear()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


def window_of(part: QObject) -> int:
    """The identity of the window a part of it belongs to, or of the outermost thing it hangs on."""
    while (outer := part.parent()) is not None:
        part = outer
    return id(part)
