"""Processes beside this one that parse texts: as many as the machine and the work allow, none where they do not pay."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from weakref import ref

from census_app.foundation.errors import Cancelled
from census_app.foundation.jobs import JobContext
from census_app.foundation.processes import memory_available, processors
from census_app.matching.workers import Done, GoneError, Held, Workers

if TYPE_CHECKING:
    from census_app.matching.context import Context
    from census_app.matching.entries import ParsedTexts
    from census_app.matching.parsing import Learned, Parsed

_WORTH_PROCESSES = 150_000
"""Records: on two processors 100,000 took a twelfth longer with a process beside, 200,000 an eighth less."""
_MOST = 3
_MEMORY_OF_ONE = 512 << 20
# A piece is begun by one process and not divided further: the larger, the longer the others wait for the last one; the
# smaller, the more often the same names are met in one and the next. So each is a share of what is left.
_LEAST_PIECE, _FEW = 8_000, 2_000
_LEAST_PIECE_OF_NAMES = 4_000
"""Those of organisations take as long as addresses, and have little in common."""
_SLOW_TO_BEGIN, _WORTH_BEGINNING = "address", 20_000
"""Reading what addresses are parsed with takes as long as parsing so many of them."""


def worth_beside(records: int) -> int:
    """How many processes should parse beside this one for so many records: one less than there are processors, as far
    as memory goes; none for few records, which are parsed sooner than a process has started."""
    if records < _WORTH_PROCESSES or getattr(sys, "frozen", False):
        return 0
    memory = memory_available()
    room = _MOST if memory is None else memory // _MEMORY_OF_ONE
    return min(_MOST, processors() - 1, room)


@contextmanager
def parsing_beside(processes: int, job: JobContext) -> Iterator[Beside | None]:
    """So many processes parse beside this one, and end at the end or when the job is cancelled; None of none."""
    if processes < 1:
        yield None
        return
    beside = Beside(processes)
    forget = job.on_cancel(beside.stop)
    try:
        yield beside
    finally:
        forget()
        beside.close()


@dataclass(eq=False)
class _Piece:
    """Some texts to parse, and who does it: `future` is theirs whom this process did not get ahead of."""

    kind_id: str
    texts: Sequence[str]
    learned: Learned
    future: Future[ParsedTexts] = field(default_factory=Future)

    def parse_here(self) -> ParsedTexts:
        from census_app.matching.parsing import parse_texts

        return parse_texts(self.kind_id, self.texts, self.learned())


class _Learning:
    """What some addresses teach, learned elsewhere unless nobody there has begun when it is asked for."""

    def __init__(self, texts: Sequence[str], future: Future[Context]) -> None:
        self._texts, self._future = texts, future
        self._guard = threading.Lock()

    def __call__(self) -> Context:
        with self._guard:
            if self._future.cancel():
                self._learn_here()
            try:
                return self._future.result()
            except GoneError:
                self._learn_here()
                return self._future.result()

    def _learn_here(self) -> None:
        from census_app.matching.context import learned_from

        self._future = Future()
        self._future.set_result(learned_from(self._texts))


class Beside:
    """Parses texts in processes beside this one, which takes what they have not begun when it would have to wait.

    What is parsed is the same wherever it is done. A process that cannot be started, dies or answers with anything else
    leaves its piece to this one. One thread at a time may ask.
    """

    def __init__(self, processes: int) -> None:
        self._learned: list[Learned] = []
        self._open: list[_Piece] = []
        self._stopped = False
        self._held: ref[Any] | None = None
        self._holdings = 0
        self._processes = processes
        self._workers = Workers(processes)

    def learn(self, texts: Sequence[str]) -> Learned:
        """A process learns, while this one reads on."""
        number = len(self._learned)
        learning = _Learning(texts, self._workers.learn(number, texts))
        self._learned.append(learning)
        return learning

    def parse(self, kind_id: str, texts: Sequence[str], learned: Learned) -> Parsed:
        """Parsing has begun; the function given fetches the result, in consecutive pieces."""
        bounds = _bounds(len(texts), self._processes + 1, kind_id == "name")
        pieces = [_Piece(kind_id, texts[start:stop], learned) for start, stop in pairwise(bounds)]
        if len(texts) < _FEW:
            return lambda: [piece.parse_here() for piece in pieces]
        number = self._number_of(learned)
        for piece in pieces:
            piece.future = self._workers.parse(number, learned, kind_id, piece.texts)
        self._open.extend(pieces)
        return lambda: self._gathered(pieces)

    def elsewhere(self, task: Callable[[Held], Done], held: Held) -> Callable[[], Done]:
        """A process does the task, given `held`, which is sent with all it needs once for all tasks in a row; the
        function given fetches what came of it, or does it where nobody there has begun."""
        if self._held is None or self._held() is not held:
            # nobody is kept by being known
            self._held, self._holdings = ref(held), self._holdings + 1
        future = self._workers.do(self._holdings, task, held)

        def done() -> Done:
            if self._stopped:
                raise Cancelled
            if future.cancel():
                return task(held)
            try:
                return future.result()
            except GoneError:
                if self._stopped:
                    raise Cancelled from None
                return task(held)

        return done

    def dismiss(self) -> None:
        """The processes are ending, which takes them a while: nobody needs them any more. What is asked nevertheless is
        done here."""
        self._workers.kill()

    def stop(self) -> None:
        """The processes are ended; whoever waits for a result gets Cancelled. Any thread may say so, at any time."""
        self._stopped = True
        self._workers.kill()

    def close(self) -> None:
        """The processes have ended."""
        self._workers.kill()
        self._workers.close()

    def _number_of(self, learned: Learned) -> int:
        """A number for what was learned, which is sent but once to each process."""
        for number, known in enumerate(self._learned):
            if known is learned:
                return number
        self._learned.append(learned)
        return len(self._learned) - 1

    def _gathered(self, pieces: Sequence[_Piece]) -> list[ParsedTexts]:
        while any(not piece.future.done() for piece in pieces) and (piece := self._not_begun(pieces)):
            piece.future = Future()
            piece.future.set_result(piece.parse_here())
        found = [self._result(piece) for piece in pieces]
        self._open = [piece for piece in self._open if not piece.future.done()]
        return found

    def _not_begun(self, pieces: Sequence[_Piece]) -> _Piece | None:
        """The last piece nobody has begun, preferably one of these: from now on it is this process's.

        Addresses are left to the others, who have read all they are parsed with, while there is anything else to do,
        and where few are left.
        """
        if self._stopped:
            raise Cancelled
        self._open = [piece for piece in self._open if not piece.future.done()]
        waiting = [piece for piece in self._open if not piece.future.running()]
        few = sum(len(piece.texts) for piece in waiting if piece.kind_id == _SLOW_TO_BEGIN) < _WORTH_BEGINNING
        for slow in (False,) if few else (False, True):
            for piece in (*reversed(pieces), *reversed(self._open)):
                if (piece.kind_id == _SLOW_TO_BEGIN) is slow and piece.future.cancel():
                    return piece
        return None

    def _result(self, piece: _Piece) -> ParsedTexts:
        try:
            return piece.future.result()
        except GoneError:
            if self._stopped:
                raise Cancelled from None
            return piece.parse_here()


def _bounds(texts: int, processes: int, names: bool) -> list[int]:
    """Where the pieces of so many texts begin and end: each of names the same few, of others a share of what is left
    (Polychronopoulos and Kuck 1987), which is no less than it costs to begin one."""
    if names:
        count = -(-texts // _LEAST_PIECE_OF_NAMES)
        return [texts * number // max(1, count) for number in range(count + 1)]
    bounds = [0]
    while bounds[-1] < texts:
        left = texts - bounds[-1]
        share = max(left // processes, _LEAST_PIECE)
        bounds.append(texts if left - share < _LEAST_PIECE // 2 else bounds[-1] + share)
    return bounds
