"""Processes beside this one that parse texts: as many as the machine and the work allow, none where they do not pay."""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import IO, TYPE_CHECKING

from census_app.foundation.errors import Cancelled
from census_app.foundation.jobs import JobContext
from census_app.foundation.processes import memory_available, processors
from census_app.matching.wire import receive, send

# The processes start before this one reads what it parses with: each has all of that to read for itself.
if TYPE_CHECKING:
    from census_app.matching.context import Context
    from census_app.matching.entries import ParsedTexts
    from census_app.matching.parsing import Learned, Parsed

_MODULE = "census_app.matching.parsing_worker"
_WORTH_PROCESSES = 150_000
"""Records: on two processors 100,000 took a twelfth longer with a process beside, 200,000 an eighth less."""
_MOST = 3
_MEMORY_OF_ONE = 512 << 20
# A piece is begun by one process and not divided further: the larger, the longer the others wait for the last one; the
# smaller, the more often names are cut that another piece has as well.
_TEXTS_OF_PIECE, _FEW = 16_000, 2_000
_PIPE = 1 << 20
"""Bytes a pipe holds where that can be told: an answer is taken over in one go, not in sixteen."""


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
            except _GoneError:
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
        self._workers = _Workers(processes)
        self._threads = ThreadPoolExecutor(processes)

    def learn(self, texts: Sequence[str]) -> Learned:
        """A process learns, while this one reads on."""
        number = len(self._learned)
        learning = _Learning(texts, self._threads.submit(self._workers.learn, number, texts))
        self._learned.append(learning)
        return learning

    def parse(self, kind_id: str, texts: Sequence[str], learned: Learned) -> Parsed:
        """Parsing has begun; the function given fetches the result, in consecutive pieces."""
        count = -(-len(texts) // _TEXTS_OF_PIECE)
        bounds = [len(texts) * number // max(1, count) for number in range(count + 1)]
        pieces = [_Piece(kind_id, texts[start:stop], learned) for start, stop in pairwise(bounds)]
        if len(texts) < _FEW:
            return lambda: [piece.parse_here() for piece in pieces]
        number = self._number_of(learned)
        for piece in pieces:
            piece.future = self._threads.submit(self._workers.parse, number, learned, kind_id, piece.texts)
        self._open.extend(pieces)
        return lambda: self._gathered(pieces)

    def stop(self) -> None:
        """The processes are ended; whoever waits for a result gets Cancelled. Any thread may say so, at any time."""
        self._stopped = True
        self._workers.kill()

    def close(self) -> None:
        """The processes have ended."""
        self._workers.kill()
        self._threads.shutdown(cancel_futures=True)
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
        """The last piece nobody has begun, preferably one of these: from now on it is this process's."""
        if self._stopped:
            raise Cancelled
        self._open = [piece for piece in self._open if not piece.future.done()]
        for piece in (*reversed(pieces), *reversed(self._open)):
            if piece.future.cancel():
                return piece
        return None

    def _result(self, piece: _Piece) -> ParsedTexts:
        try:
            return piece.future.result()
        except _GoneError:
            if self._stopped:
                raise Cancelled from None
            return piece.parse_here()


class _GoneError(Exception):
    """There is no process any more that could have answered."""


class _Workers:
    """The processes, of which one that is idle is asked."""

    def __init__(self, processes: int) -> None:
        self._workers = [_Worker() for _ in range(processes)]
        self._idle: queue.SimpleQueue[_Worker | None] = queue.SimpleQueue()
        self._living = processes
        self._guard = threading.Lock()
        for worker in self._workers:
            self._idle.put(worker)

    def learn(self, number: int, texts: Sequence[str]) -> Context:
        """What the texts teach; _GoneError where the process asked has ended, or all have."""
        from census_app.matching.context import Context

        answer = self._ask(number, None, "", texts)
        if not isinstance(answer, Context):
            raise _GoneError
        return answer

    def parse(self, number: int, learned: Learned, kind_id: str, texts: Sequence[str]) -> ParsedTexts:
        """What the texts were parsed to; _GoneError as of `learn`."""
        from census_app.matching.entries import ParsedTexts

        answer = self._ask(number, learned(), kind_id, texts)
        if not isinstance(answer, ParsedTexts):
            raise _GoneError
        return answer

    def _ask(self, number: int, context: Context | None, kind_id: str, texts: Sequence[str]) -> object:
        worker = self._idle.get()
        if worker is None:
            self._idle.put(None)
            raise _GoneError
        try:
            answer = worker.ask(number, context, kind_id, texts)
        except BaseException:
            self._lose(worker)
            raise
        self._idle.put(worker)
        return answer

    def _lose(self, worker: _Worker) -> None:
        worker.kill()
        with self._guard:
            self._living -= 1
            if not self._living:
                self._idle.put(None)

    def kill(self) -> None:
        """No process answers any more."""
        for worker in self._workers:
            worker.kill()

    def close(self) -> None:
        """The killed processes are gone; nobody asks."""
        for worker in self._workers:
            worker.close()


class _Worker:
    """One process: this interpreter running the worker module, spawned and never forked."""

    def __init__(self) -> None:
        self._known: set[int] = set()
        self._process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):
            self._process = _started(_PIPE)
        if self._process is None:
            # an account may have used up what its pipes may hold
            with suppress(OSError):
                self._process = _started(-1)

    def ask(self, number: int, context: Context | None, kind_id: str, texts: Sequence[str]) -> object:
        """The answer of the process; _GoneError when it gives none."""
        if self._process is None:
            raise _GoneError
        questions, answers = _stream(self._process.stdin), _stream(self._process.stdout)
        try:
            send(questions, (number, None if number in self._known else context, kind_id, texts))
            self._known.add(number)
            return receive(answers)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            raise _GoneError from None

    def kill(self) -> None:
        """The process is about to end; nothing is closed here: a signal may come while a thread writes to it."""
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """The killed process is gone."""
        if self._process is not None:
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                with suppress(OSError):
                    _stream(stream).close()


def _started(pipe: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-X", "utf8", "-m", _MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYDANTIC_DISABLE_PLUGINS": "__all__"},
        cwd=Path(__file__).resolve().parents[2],
        pipesize=pipe,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _stream(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise BrokenPipeError
    return pipe
