"""How long a piece of work may go on: a machine that is busy with other things is no fault of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic, process_time

PATIENCE = 10.0
"""Work that hardly gets the processor may take so many times its limit: a disk that never answers ends it, too."""
_SHORTEST_WAIT = 0.05


class TimeLimit:
    """Calls `stop`, from a thread of its own, when the work took too long and `over` was not called before.

    Too long is: both the clock and the processor time of this process have moved on by `seconds`, or the clock by
    `PATIENCE` times as much.
    """

    def __init__(self, seconds: float, stop: Callable[[], None]) -> None:
        self._seconds, self._stop = seconds, stop
        self._began, self._worked = monotonic(), process_time()
        self._over = threading.Event()
        threading.Thread(target=self._watch, name="time limit", daemon=True).start()

    def over(self) -> None:
        """The work has ended; nothing is stopped any more."""
        self._over.set()

    def _watch(self) -> None:
        while (left := self._left()) > 0:
            if self._over.wait(max(left, _SHORTEST_WAIT)):
                return
        if not self._over.is_set():
            self._stop()

    def _left(self) -> float:
        """Seconds until it can be too long at the earliest."""
        passed, worked = monotonic() - self._began, process_time() - self._worked
        return min(self._seconds - min(passed, worked), self._seconds * PATIENCE - passed)
