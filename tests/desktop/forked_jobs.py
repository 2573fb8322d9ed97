"""Jobs of the window in processes forked from one that has read the program, as `tests.e2e.forked` does for commands.

What the window starts is `job_client`: a process of its own, with pipes, signals and an exit code as ever. Killing it
kills the command.
"""

from __future__ import annotations

import marshal
import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path

from tests.desktop.job_client import STOP
from tests.e2e.forked import begun

_STREAMS, _LENGTH = 3, 8


class ForkedJobs:
    """Answers clients at a socket in `folder` until `end`."""

    def __init__(self, folder: Path) -> None:
        self._place = str(folder / "jobs")
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(self._place)
        self._door.listen()
        threading.Thread(target=self._answer, name="forked-jobs", daemon=True).start()

    @property
    def program(self) -> tuple[str, ...]:
        """To be started in the place of the program."""
        client = Path(__file__).with_name("job_client.py")
        return sys.executable, "-E", "-S", str(client), self._place

    def end(self) -> None:
        """No client is answered any more."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _answer(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._door.accept()
                threading.Thread(target=_serve, args=(connection,), name="forked-job", daemon=True).start()


def _serve(connection: socket.socket) -> None:
    with connection:
        length, streams, _, _ = socket.recv_fds(connection, _LENGTH, _STREAMS)
        content = connection.recv(int.from_bytes(length, "big"), socket.MSG_WAITALL)
        arguments, environment = marshal.loads(content)
        process = begun(arguments, environment, str(Path.cwd()), streams)
        for stream in streams:
            os.close(stream)
        while process.sentinel not in wait([process.sentinel, connection]):
            told = connection.recv(len(STOP))
            with suppress(ProcessLookupError):
                os.kill(process.pid or 0, signal.SIGTERM if told else signal.SIGKILL)
            if not told:
                break
        process.join()
        with suppress(OSError):
            connection.sendall((process.exitcode or 0).to_bytes(_LENGTH, "big", signed=True))
        process.close()
