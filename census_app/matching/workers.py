"""The processes that parse for this one, each asked through a pipe."""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar, cast

from census_app.matching.wire import BUFFERED, Task, receive, send

# The processes start before this one reads what it parses with: each has all of that to read for itself.
if TYPE_CHECKING:
    from census_app.matching.context import Context
    from census_app.matching.entries import ParsedTexts
    from census_app.matching.parsing import Learned

    _Question = tuple[int, Context | None, str, Sequence[str]] | Task

Done = TypeVar("Done")
Held = TypeVar("Held")
_MODULE = "census_app.matching.parsing_worker"
_PIPE = 1 << 20
"""Bytes a pipe holds where that can be told: an answer is taken over in one go, not in sixteen."""


class GoneError(Exception):
    """There is no process any more that could have answered."""


class Workers:
    """The processes, of which one that is idle is asked."""

    def __init__(self, processes: int) -> None:
        self._workers = [_Worker() for _ in range(processes)]
        self._idle: queue.SimpleQueue[_Worker | None] = queue.SimpleQueue()
        self._living = processes
        self._guard = threading.Lock()
        for worker in self._workers:
            self._idle.put(worker)

    def learn(self, number: int, texts: Sequence[str]) -> Context:
        """What the texts teach; GoneError where the process asked has ended, or all have."""
        from census_app.matching.context import Context

        answer = self._ask((number, None, "", texts))
        if not isinstance(answer, Context):
            raise GoneError
        return answer

    def parse(self, number: int, learned: Learned, kind_id: str, texts: Sequence[str]) -> ParsedTexts:
        """What the texts were parsed to; GoneError as of `learn`."""
        from census_app.matching.entries import ParsedTexts

        answer = self._ask((number, learned(), kind_id, texts))
        if not isinstance(answer, ParsedTexts):
            raise GoneError
        return answer

    def do(self, number: int, task: Callable[[Held], Done], held: Held) -> Done:
        """What the task gives, given what is held under the number; GoneError as of `learn`. A process holds but what
        its last task was given."""
        return cast("Done", self._ask(Task(number, held, task)))

    def _ask(self, question: _Question) -> object:
        worker = self._idle.get()
        if worker is None:
            self._idle.put(None)
            raise GoneError
        try:
            answer = worker.ask(question)
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
        self._holds = -1
        self._process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):
            self._process = _started(_PIPE)
        if self._process is None:
            # an account may have used up what its pipes may hold
            with suppress(OSError):
                self._process = _started(-1)

    def ask(self, question: _Question) -> object:
        """The answer of the process; GoneError when it gives none."""
        if self._process is None:
            raise GoneError
        questions, answers = _stream(self._process.stdin), _stream(self._process.stdout)
        try:
            if isinstance(question, tuple):
                number, context, *asked = question
                send(questions, (number, None if number in self._known else context, *asked))
                self._known.add(number)
            else:
                send(questions, replace(question, held=None) if question.number == self._holds else question)
                self._holds = question.number
            return receive(answers)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            raise GoneError from None

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
        env={**os.environ, "PYDANTIC_DISABLE_PLUGINS": "__all__", "OPENBLAS_NUM_THREADS": "1"},
        cwd=Path(__file__).resolve().parents[2],
        bufsize=BUFFERED,
        pipesize=pipe,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _stream(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise BrokenPipeError
    return pipe
