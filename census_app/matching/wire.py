"""What two processes of this program say to each other through a pipe: objects, each behind its lengths.

An object is pickled without its arrays, which follow as they are: nothing of them is copied to be sent.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

BUFFERED = 1 << 20
"""Bytes written or read at once: each time a thread does either, it waits for its turn among the others."""
_LENGTH = 8
# What pretends to be longer, or to come in more pieces, is none of ours.
_MOST, _MOST_PIECES = 1 << 32, 1 << 16


@dataclass(frozen=True)
class Task:
    """What a process is to do with what it holds: that of the number, sent along where it does not hold it yet."""

    number: int
    held: object
    do: Callable[[Any], object]


def send(stream: IO[bytes], said: object) -> None:
    """The other side can `receive` the object. OSError when it has gone."""
    arrays: list[pickle.PickleBuffer] = []
    content = pickle.dumps(said, pickle.HIGHEST_PROTOCOL, buffer_callback=arrays.append)
    pieces = [memoryview(content), *(array.raw() for array in arrays)]
    stream.write(b"".join(number.to_bytes(_LENGTH, "little") for number in (len(pieces), *map(len, pieces))))
    for piece in pieces:
        stream.write(piece)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next object the other side has sent. EOFError when it has gone; UnpicklingError for what is none."""
    count = _number(stream, _MOST_PIECES)
    lengths = [_number(stream, _MOST) for _ in range(count)]
    content, *arrays = (_exactly(stream, length) for length in lengths)
    return pickle.loads(content, buffers=arrays)  # noqa: S301 - of a process of our own


def _number(stream: IO[bytes], most: int) -> int:
    found = int.from_bytes(_exactly(stream, _LENGTH), "little")
    if found > most:
        raise pickle.UnpicklingError
    return found


def _exactly(stream: IO[bytes], size: int) -> bytearray:
    content, filled = bytearray(size), 0
    while filled < size:
        read = stream.readinto(memoryview(content)[filled:])  # type: ignore[attr-defined]
        if not read:
            raise EOFError
        filled += read
    return content
