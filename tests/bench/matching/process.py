"""Runs one engine in a process of its own and says what it cost."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    cpu: float  # seconds, of the process and those it waited for
    wall: float  # seconds
    peak: int  # MB, of the largest of these processes


def run(command: Sequence[str | Path], log: Path) -> Cost:
    """What `command` cost; its output is in `log`. Raises RuntimeError with the end of the log when it fails."""
    start = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen([str(part) for part in command], stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{tail}")
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss // 1024)


def added(first: Cost, second: Cost) -> Cost:
    """The cost of one after the other."""
    return Cost(first.cpu + second.cpu, first.wall + second.wall, max(first.peak, second.peak))
