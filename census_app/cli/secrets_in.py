"""Secrets come from the terminal without echo, or line by line from a file descriptor; never from the command line
or the environment, which other programs can read."""

from __future__ import annotations

import getpass
import io
import os
import sys

from census_app.foundation.errors import BadInput

DESCRIPTOR_VARIABLE = "CENSUS_PIN_FD"
_LONGEST_LINE = 1_000
_streams: dict[int, io.TextIOBase] = {}


def ask_secret(prompt: str) -> str:
    """One secret: the next line of the descriptor that `CENSUS_PIN_FD` names (0: standard input), else what is typed.

    `BadInput` when there is neither a descriptor nor a terminal.
    """
    named = os.environ.get(DESCRIPTOR_VARIABLE)
    if named is not None:
        return _line(named)
    if not sys.stdin.isatty():
        raise BadInput("没有终端可以输入 PIN", f"在终端里运行，或设 {DESCRIPTOR_VARIABLE}=0 并从标准输入给出，一行一个")
    try:
        return getpass.getpass(prompt)
    except EOFError as error:
        raise BadInput("没有输入 PIN", "重新来一次") from error


def _line(named: str) -> str:
    try:
        number = int(named)
        if number not in _streams:
            _streams[number] = os.fdopen(number, encoding="utf-8", closefd=False)
        line = _streams[number].readline(_LONGEST_LINE)
    except (ValueError, OSError) as error:
        raise BadInput(f"{DESCRIPTOR_VARIABLE} 不是可读的文件描述符", "例如 0，从标准输入读") from error
    if not line:
        raise BadInput(f"{DESCRIPTOR_VARIABLE} 里没有下一行", "一行一个，按要求的次序给出")
    return line.rstrip("\r\n")
