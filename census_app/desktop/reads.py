"""Small reads off the window's thread: one worker per reader, late answers are dropped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from census_app.desktop.core_errors import said_here
from census_app.desktop.own_acts import working_for
from census_app.foundation.processes import thread_gives_way

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor


class Reader(QObject):
    """Runs plain functions one after another in one worker thread.

    `ask(topic, function, done, failed)` calls `done(result)` in the window's thread, unless a newer question
    on the same topic was asked meanwhile or the reader was closed; never before `ask` has returned, however quick the
    worker was. What is asked on a topic several times within one turn of the event loop is answered once.
    """

    _answered = Signal(str, int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._newest: dict[str, int] = {}
        self._waiting: dict[tuple[str, int], tuple[Callable[[Any], object], Callable[[Exception], object]]] = {}
        self._asked: dict[str, tuple[int, Callable[[], Any]]] = {}
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
        if not self._asked:
            # opening a workspace makes a page read it twice, when it hears of it and when it is shown
            QTimer.singleShot(0, self, self._begin)
        if topic in self._asked:
            earlier, _ = self._asked.pop(topic)
            del self._waiting[(topic, earlier)]
        self._asked[topic] = (number, function)

    def _begin(self) -> None:
        """The worker has what was asked in this turn, the last question of each topic."""
        asked, self._asked = self._asked, {}
        for topic, (number, function) in asked.items():
            future = self._worker().submit(self._answer, window_of(self), topic, number, function)
            future.add_done_callback(partial(self._collect, topic, number))

    def _answer(self, window: int, topic: str, number: int, function: Callable[[], Any]) -> Any:
        with working_for(window):
            return function() if number == self._newest.get(topic) else None

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
        self._begin()
        self._closed = True
        self._waiting.clear()
        if self._pool is not None:
            self._pool.shutdown(wait=True)

    def close(self) -> None:
        """The worker thread has ended; no answer arrives any more."""
        self._closed = True
        self._asked.clear()
        self._waiting.clear()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


def window_of(part: QObject) -> int:
    """The identity of the window a part of it belongs to, or of the outermost thing it hangs on."""
    while (outer := part.parent()) is not None:
        part = outer
    return id(part)
