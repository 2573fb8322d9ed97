"""The parent's side of the reader process: one at a time, killed at its limits, at cancel and at the end."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from census_app.archive.readers.limits import Limits
from census_app.archive.readers.worker import ReadAnswer, ReadRequest
from census_app.foundation.jobs import JobContext

_WORKER_MODULE = "census_app.archive.readers.worker"
_POLL_SECONDS = 0.2


class ReaderProcess:
    """Reads files in a child process; a dead or hanging child refuses one file and is replaced for the next."""

    def __init__(self, limits: Limits, context: JobContext) -> None:
        self._limits = limits
        self._context = context
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def __enter__(self) -> ReaderProcess:
        self._forget = self._context.on_cancel(self._stop)
        self._running()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._forget()
        self._kill()

    def read(self, request: ReadRequest, name: str) -> ReadAnswer:
        """The answer for one file; a child that dies is tried once more in the careful way."""
        answer = self._try(request, name)
        if answer is None and not request.careful:
            answer = self._try(request.model_copy(update={"careful": True}), name)
        self._context.raise_if_cancelled()
        return answer or ReadAnswer(
            refused="读取时程序异常中止，文件可能损坏或过大（内存超限）",
            advice="在 Excel 或 WPS 里打开，删除数据区以外的行和列后另存为 xlsx 或 csv",
        )

    def _try(self, request: ReadRequest, name: str) -> ReadAnswer | None:
        self._context.raise_if_cancelled()
        asked = request.model_dump_json() + "\n"
        process = self._running()
        deadline = time.monotonic() + self._seconds(request.path)
        try:
            _input(process).write(asked)
            _input(process).flush()
        except OSError:
            # a cancel in this very moment has ended the child
            self._kill()
            return None
        return self._wait(name, deadline)

    def _wait(self, name: str, deadline: float) -> ReadAnswer | None:
        while True:
            self._context.raise_if_cancelled()
            if time.monotonic() > deadline:
                self._kill()
                return ReadAnswer(refused="读取超过时限，已中止", advice="拆成几个较小的文件，或改存为 csv 后再导入")
            try:
                line = self._lines.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            if line is None:
                self._kill()
                return None
            message: dict[str, Any] = json.loads(line)
            if "answer" in message:
                return ReadAnswer.model_validate(message["answer"])
            done, total, text = message["progress"]
            self._context.progress(done, total, f"{text} {name}")

    def _seconds(self, path: Path) -> float:
        try:
            megabytes = path.stat().st_size / (1 << 20)
        except OSError:
            megabytes = 0.0
        return self._limits.worker_seconds + megabytes * self._limits.worker_seconds_per_megabyte

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._kill()
            self._process = subprocess.Popen(
                worker_command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                cwd=Path(__file__).resolve().parents[2],
            )
            self._lines = queue.SimpleQueue()
            self._forwarder = threading.Thread(target=_forward, args=(self._process.stdout, self._lines), daemon=True)
            self._forwarder.start()
        return self._process

    def _stop(self) -> None:
        """The child ends; nothing is closed here: a signal may come while this thread writes to it."""
        process = self._process
        if process is not None:
            process.kill()

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        self._forwarder.join()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                _close(stream)


def worker_command() -> list[str]:
    """How to start the reader process: this interpreter running the worker module."""
    return [sys.executable, "-X", "utf8", "-m", _WORKER_MODULE]


def _input(process: subprocess.Popen[str]) -> IO[str]:
    if process.stdin is None:
        raise BrokenPipeError
    return process.stdin


def _forward(stream: IO[str] | None, lines: queue.SimpleQueue[str | None]) -> None:
    """Move output lines into the queue; None marks the end of the process."""
    try:
        for line in stream or ():
            lines.put(line)
    except ValueError:
        pass
    finally:
        lines.put(None)


def _close(stream: IO[str]) -> None:
    try:
        stream.close()
    except OSError:
        return
