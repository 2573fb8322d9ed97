"""Commands in processes of their own that need not read the program first: forked from one that has read it.

Reading modules and rules is half of what a short command costs, and hundreds are run. What a command does, says and
leaves behind is the same; that it starts from nothing is seen where it is started as people start it, by
`census.started`. Where processes cannot be forked each is started that way.
"""

from __future__ import annotations

import atexit
import io
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import Any, BinaryIO

POSSIBLE = sys.platform == "linux"


def forked(
    arguments: list[str], environment: Mapping[str, str], folder: Path, given: bytes, patience_seconds: float
) -> tuple[int, bytes, bytes]:
    """Exit code, standard output and standard error of one command, which had `given` as its standard input."""
    with ExitStack() as open_files:
        files = [open_files.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
        files[0].write(given)
        files[0].seek(0)
        process = begun(arguments, environment, str(folder), [file.fileno() for file in files])
        process.join(patience_seconds)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutError(arguments)
        code = process.exitcode
        process.close()
        return code, _content(files[1]), _content(files[2])


def begun(arguments: list[str], environment: Mapping[str, str], folder: str, streams: Sequence[int]) -> BaseProcess:
    """One command at work, which has these three open files as its standard input, output and error."""
    handed = [_Stream(stream) for stream in streams]
    process: BaseProcess = _context().Process(target=_command, args=(arguments, dict(environment), folder, handed))
    process.start()
    return process


class _Stream:
    """An open file on its way into another process."""

    def __init__(self, stream: int) -> None:
        self._stream = stream

    def __reduce__(self) -> tuple[Any, ...]:
        return _arrived, (DupFd(self._stream),)


def _arrived(handle: Any) -> int:
    return int(handle.detach())


def _content(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read()


@cache
def _context() -> BaseContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.e2e.read_program"])
    return context


def _command(arguments: list[str], environment: dict[str, str], folder: str, streams: list[int]) -> None:
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), encoding="utf-8")
    sys.stderr = io.TextIOWrapper(
        io.FileIO(2, "w", closefd=False), encoding="utf-8", errors="backslashreplace", write_through=True
    )
    sys.argv = ["census", *arguments]
    from census_app.__main__ import command
    from tests.e2e.reader_beside import lend_reader

    lent = lend_reader()
    code = 1
    try:
        code = command()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        lent.end()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    sys.exit(code)
