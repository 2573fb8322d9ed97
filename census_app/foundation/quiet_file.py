"""Reads a file somebody else may have prepared: never waits, never follows, never reads on for ever."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from census_app.foundation.errors import BadInput

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)


def read_quietly(path: Path, most: int, what: str = "规则包", forms: str = "规则包是文件夹、zip 或 xlsx") -> bytes:
    """The bytes of an ordinary file, which should be a `what`; `forms` says in which forms there are.

    Raises `BadInput` when it is something else (a pipe, a device), larger than `most` bytes, or changes while read.
    """
    if not path.is_file():
        raise BadInput(f"{path} 不是普通文件", forms)
    descriptor = os.open(path, _FLAGS)
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):  # it was swapped since
            raise BadInput(f"{path} 不是普通文件", forms)
        if before.st_size > most:
            raise BadInput(f"{path} 超过 {most // 1_000_000} MB", f"{what}不会这么大；检查是不是选错了")
        content = _read(descriptor, before.st_size + 1)
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    if len(content) != before.st_size or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise BadInput(f"{path} 在读的时候被改动", "等它写完后重试")
    return content


def _read(descriptor: int, most: int) -> bytes:
    pieces: list[bytes] = []
    while most > 0 and (piece := os.read(descriptor, min(most, 1 << 20))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)
