"""What two processes of this program say to each other through a pipe: objects, each behind its length."""

from __future__ import annotations

import pickle
from typing import IO, Any

_LENGTH = 8
# What pretends to be longer is none of ours.
_MOST = 1 << 32


def send(stream: IO[bytes], said: object) -> None:
    """The other side can `receive` the object. OSError when it has gone."""
    content = pickle.dumps(said, pickle.HIGHEST_PROTOCOL)
    stream.write(len(content).to_bytes(_LENGTH, "little"))
    stream.write(content)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next object the other side has sent. EOFError when it has gone; UnpicklingError for what is none."""
    length = int.from_bytes(_exactly(stream, _LENGTH), "little")
    if length > _MOST:
        raise pickle.UnpicklingError
    return pickle.loads(_exactly(stream, length))  # noqa: S301 - of a process of our own


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content
