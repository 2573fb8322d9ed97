"""Measures how long the event loop stood still while a block ran, and where it stood.

    with Watchdog() as watchdog:
        ...drive the window...
    print(watchdog.longest.seconds, watchdog.longest.where)

A timer beats every two milliseconds in the window's thread; the time between two beats beyond that is a stall. What the
test itself computes between two inputs is no work of the window: put it under `with watchdog.away():`.
"""

from __future__ import annotations

import faulthandler
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from PySide6.QtCore import Qt, QTimer

BEAT_SECONDS = 0.002
LIMIT_SECONDS = 0.05
_DEEPEST = 14
_WAITS, _ENOUGH = Path("/proc/thread-self/schedstat"), 64


@dataclass(frozen=True)
class Stall:
    """Seconds without a beat by the clock on the wall; those the window's thread computed itself; those it could have
    but had no processor, where the system tells (the rest it waited, for a lock or a disk); the calls it was seen in,
    the innermost last."""

    seconds: float = 0.0
    computed: float = 0.0
    queued: float = 0.0
    where: str = ""


class Watchdog:
    """Use it with `with`, in the window's thread; its figures stand afterwards."""

    def __init__(self, limit: float = LIMIT_SECONDS) -> None:
        self.limit = limit
        self.longest = Stall()
        self.stalls: list[Stall] = []
        self.beats = 0
        self._seen = ""
        self._done = threading.Event()

    def __enter__(self) -> Self:
        self._owner = threading.get_ident()
        self._waits = _WAITS.open("rb", buffering=0) if _WAITS.exists() else None
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._sampler = threading.Thread(target=self._sample, name="census-watchdog", daemon=True)
        self._restart()
        self._timer.start(round(BEAT_SECONDS * 1000))
        self._sampler.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._beat()
        self._done.set()
        self._sampler.join()
        self._timer.stop()
        self._timer.deleteLater()
        if self._waits is not None:
            self._waits.close()

    @contextmanager
    def away(self) -> Iterator[None]:
        """What happens inside is not the window's doing."""
        self._beat()
        try:
            yield
        finally:
            self._restart()

    def _queued(self) -> float:
        """Seconds the window's thread has waited for a processor so far; 0 where the system does not tell."""
        if self._waits is None:
            return 0.0
        self._waits.seek(0)
        return int(self._waits.read(_ENOUGH).split()[1]) / 1e9

    def _restart(self) -> None:
        self._last, self._computed, self._seen = time.perf_counter(), time.thread_time(), ""
        self._queue = self._queued()

    def _beat(self) -> None:
        stall = Stall(
            max(0.0, time.perf_counter() - self._last - BEAT_SECONDS),
            time.thread_time() - self._computed,
            self._queued() - self._queue,
            self._seen,
        )
        self.beats += 1
        if stall.seconds > self.longest.seconds:
            self.longest = stall
        if stall.seconds > self.limit:
            self.stalls.append(stall)
        self._restart()

    def _sample(self) -> None:
        """Looks at the window's thread when a beat is late: early, so that the cause is still on the stack."""
        with tempfile.TemporaryFile("w+", encoding="utf-8") as written:
            while not self._done.wait(BEAT_SECONDS):
                late = time.perf_counter() - self._last
                if late > self.limit / 2 and not self._seen:
                    written.seek(0)
                    written.truncate()
                    # frames taken from Python would keep what they hold alive, and let go of widgets in this thread
                    faulthandler.dump_traceback(written, all_threads=True)
                    written.seek(0)
                    self._seen = _calls_of(self._owner, written.read())


def _calls_of(thread: int, dump: str) -> str:
    """The innermost calls of one thread, the innermost last, out of a dump of all of them."""
    _, _, rest = dump.partition(f"hread 0x{thread:016x} (most recent call first):\n")
    calls = rest.partition("\n\n")[0].splitlines()
    return "\n".join(reversed(calls[:_DEEPEST]))
