"""The reader process of a forked command: forked beside it, before either has begun.

Starting one anew reads a third of a second of modules, and hundreds are started. What it reads, answers and is limited
to is the same; that it starts from nothing is seen where a command is started as people start it, and in the tests of
the reader process itself.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Any, NoReturn

from census_app.archive import reader_process
from census_app.archive.readers import worker

ROOT = Path(__file__).resolve().parents[2]


class ReaderBeside:
    """A reader process that waits for its first file: what `subprocess` gives of one, as far as the parent uses it."""

    def __init__(self) -> None:
        asked, asking = os.pipe()
        answered, answering = os.pipe()
        self._code: int | None = None
        self._pid = os.fork()
        if not self._pid:
            os.close(asking)
            os.close(answered)
            _read_files(asked, answering)
        os.close(asked)
        os.close(answering)
        self.stdin: IO[str] = os.fdopen(asking, "w", encoding="utf-8")
        self.stdout: IO[str] = os.fdopen(answered, "r", encoding="utf-8")

    def poll(self) -> int | None:
        """Its exit code; None while it runs."""
        return self._waited(os.WNOHANG)

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        code = self._waited(0)
        assert code is not None
        return code

    def kill(self) -> None:
        """It ends at once."""
        if self.poll() is None:
            os.kill(self._pid, signal.SIGKILL)

    def _waited(self, options: int) -> int | None:
        if self._code is None:
            found, status = os.waitpid(self._pid, options)
            if found:
                self._code = os.waitstatus_to_exitcode(status)
        return self._code


class Lent:
    """The one reader beside, for the first who starts a reader process; every other is started as usual."""

    PIPE, DEVNULL = subprocess.PIPE, subprocess.DEVNULL

    def __init__(self) -> None:
        self._reader: ReaderBeside | None = ReaderBeside()

    def Popen(self, command: list[str], **options: Any) -> Any:
        """As of `subprocess`."""
        reader, self._reader = self._reader, None
        return reader or subprocess.Popen(command, **options)

    def end(self) -> None:
        """A reader nobody wanted has ended."""
        if self._reader is not None:
            self._reader.kill()
            self._reader.wait()


def lend_reader() -> Lent:
    """From now on the first reader process of this one is there already."""
    lent = Lent()
    reader_process.subprocess = lent
    return lent


def _read_files(asked: int, answering: int) -> NoReturn:
    code = 1
    try:
        os.dup2(asked, 0)
        os.dup2(answering, 1)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 2)
        os.closerange(3, max(int(one.name) for one in Path("/proc/self/fd").iterdir()) + 1)
        os.chdir(ROOT)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        code = worker.main()
    finally:
        os._exit(code)
