"""What a window starts as a job's process where jobs are forked: it hands its streams, arguments and environment to
`forked_jobs`, passes on what it is told to, and ends as the forked command does. It reads next to nothing itself."""

import marshal
import os
import signal
import socket
import sys

STOP = b"S"


def run(place: str, arguments: list[str]) -> int:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(place)
        content = marshal.dumps((arguments, dict(os.environ)))
        socket.send_fds(connection, [len(content).to_bytes(8, "big")], [0, 1, 2])
        connection.sendall(content)
        signal.signal(signal.SIGTERM, lambda *_: connection.sendall(STOP))
        return int.from_bytes(connection.recv(8), "big", signed=True)


if __name__ == "__main__":
    code = run(sys.argv[1], sys.argv[2:])
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    raise SystemExit(code)
