"""The processes that parse for this one, each asked through a pipe."""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

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
_ON_THE_WAY = 2
_PIPE = 1 << 20
"""Bytes a pipe holds where that can be told: an answer is taken over in one go, not in sixteen."""


class GoneError(Exception):
    """There is no process any more that could have answered."""


@dataclass(eq=False)
class _Job:
    """A question to be asked, and what can be an answer; `alone` when nothing may be asked before it is answered."""

    question: Callable[[], _Question]
    fits: Callable[[object], bool] = lambda _: True
    alone: bool = False
    answer: Future[Any] = field(default_factory=Future)


class Workers:
    """The processes. Two threads ask each of them: while one waits for an answer the other has the next question on its
    way, so that no process waits for it while this one has its hands full."""

    def __init__(self, processes: int) -> None:
        self._workers = [_Worker() for _ in range(processes)]
        self._living = processes
        self._guard = threading.Lock()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._serve, args=(worker,), daemon=True)
            for worker in self._workers
            for _ in range(_ON_THE_WAY)
        ]
        for thread in self._threads:
            thread.start()

    def learn(self, number: int, texts: Sequence[str]) -> Future[Context]:
        """What the texts teach; GoneError where the process asked has ended, or all have."""
        return self._asked(_Job(lambda: (number, None, "", texts), _is_context))

    def parse(self, number: int, learned: Learned, kind_id: str, texts: Sequence[str]) -> Future[ParsedTexts]:
        """What the texts were parsed to; GoneError as of `learn`."""
        return self._asked(_Job(lambda: (number, learned(), kind_id, texts), _are_parsed))

    def do(self, number: int, task: Callable[[Held], Done], held: Held) -> Future[Done]:
        """What the task gives, given what is held under the number; GoneError as of `learn`. A process holds but what
        its last task was given, and is asked nothing else before it is done."""
        return self._asked(_Job(lambda: Task(number, held, task), alone=True))

    def _asked(self, job: _Job) -> Future[Any]:
        self._jobs.put(job)
        return job.answer

    def _serve(self, worker: _Worker) -> None:
        while self._served(worker):
            pass

    def _served(self, worker: _Worker) -> bool:
        """The next question that nobody has taken back is asked and answered; False when no more are to be."""
        with worker.asking:
            job = self._jobs.get()
            if job is None:
                return False
            if not job.answer.set_running_or_notify_cancel():
                return True
            try:
                question = job.question()
            except BaseException as error:
                job.answer.set_exception(error)
                return True
            try:
                worker.ask(question)
            except BaseException as error:
                job.answer.set_exception(error)
                return self._lost(worker)
            if job.alone:
                return self._answered(worker, job)
        return self._answered(worker, job)

    def _answered(self, worker: _Worker, job: _Job) -> bool:
        try:
            found = worker.answer()
        except BaseException as error:
            job.answer.set_exception(error)
            return self._lost(worker)
        if job.fits(found):
            job.answer.set_result(found)
        else:
            job.answer.set_exception(GoneError())
        return True

    def _lost(self, worker: _Worker) -> bool:
        """Whether to go on for a process that has ended: where no other lives, somebody must say so."""
        worker.kill()
        with self._guard:
            if not worker.lost:
                worker.lost = True
                self._living -= 1
            return not self._living

    def kill(self) -> None:
        """No process answers any more."""
        for worker in self._workers:
            worker.kill()

    def close(self) -> None:
        """The killed processes are gone; nobody asks."""
        with suppress(queue.Empty):
            while job := self._jobs.get_nowait():
                job.answer.cancel()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()
        for worker in self._workers:
            worker.close()


class _Worker:
    """One process: this interpreter running the worker module, spawned and never forked."""

    def __init__(self) -> None:
        self.asking = threading.Lock()
        self.lost = False
        self._answering = threading.Lock()
        self._known: set[int] = set()
        self._holds = -1
        self._process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):
            self._process = _started(_PIPE)
        if self._process is None:
            # an account may have used up what its pipes may hold
            with suppress(OSError):
                self._process = _started(-1)

    def ask(self, question: _Question) -> None:
        """The process has the question, and answers go to whoever asked first; GoneError when it does not take it. One
        thread at a time, which then waits for its `answer`."""
        if self._process is None:
            raise GoneError
        questions = _stream(self._process.stdin)
        try:
            if isinstance(question, tuple):
                number, context, *asked = question
                send(questions, (number, None if number in self._known else context, *asked))
                self._known.add(number)
            else:
                send(questions, replace(question, held=None) if question.number == self._holds else question)
                self._holds = question.number
        except (OSError, ValueError):
            raise GoneError from None
        self._answering.acquire()

    def answer(self) -> object:
        """The answer of the process to what this thread asked; GoneError when it gives none."""
        try:
            return receive(_stream(self._process.stdout if self._process else None))
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            raise GoneError from None
        finally:
            self._answering.release()

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


def _is_context(found: object) -> bool:
    from census_app.matching.context import Context

    return isinstance(found, Context)


def _are_parsed(found: object) -> bool:
    from census_app.matching.entries import ParsedTexts

    return isinstance(found, ParsedTexts)


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
