"""What the command line says: one JSON object or Chinese text on stdout, progress and errors on stderr."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Iterable
from typing import Any, Protocol

from census_app.foundation.errors import CensusError

PROGRESS_VARIABLE = "CENSUS_PROGRESS"
_REDRAW_SECONDS = 0.2
_ENCODING_VARIABLE = "PYTHONIOENCODING"


def settle_streams() -> None:
    """stdout and stderr take every character: files and pipes are UTF-8 with lines as they are written, unless
    `PYTHONIOENCODING` says otherwise; a terminal keeps its encoding and shows ? for what that lacks.

    Windows would take the code page of the country, which lacks rare characters of names, and write each line end
    of a CSV twice.
    """
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if stream.isatty() or os.environ.get(_ENCODING_VARIABLE):
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def print_json(value: dict[str, Any]) -> None:
    """Exactly one JSON object on stdout."""
    print(json.dumps(value, ensure_ascii=False, default=str))


def print_text(*lines: str) -> None:
    """Lines for people on stdout."""
    for line in lines:
        print(line)


class Report(Protocol):
    """What a command did, for programs and for people."""

    def as_json(self) -> dict[str, Any]:
        """The one object of `--json`."""
        ...

    def lines(self) -> Iterable[str]:
        """The same in Chinese."""
        ...


def print_report(report: Report, as_json: bool) -> None:
    """The report on stdout, as one JSON object or as its lines."""
    if as_json:
        print_json(report.as_json())
    else:
        print_text(*report.lines())


def print_error(error: CensusError, as_json: bool) -> None:
    """Say a refusal on stderr; in JSON mode also as the one object on stdout."""
    print(f"错误：{error}", file=sys.stderr)
    if as_json:
        print_json({"error": error.message, "advice": error.advice, "exit": int(error.exit_code)})


class ProgressPrinter:
    """Progress on stderr: JSON lines for programs (`CENSUS_PROGRESS=json`), one living line on a terminal."""

    def __init__(self) -> None:
        self._as_json = os.environ.get(PROGRESS_VARIABLE) == "json"
        self._live = sys.stderr.isatty() and not self._as_json
        self._last = 0.0
        self._width = 0

    def __call__(self, done: int, total: int, text: str) -> None:
        """Listener for `JobContext`; redraws at most five times a second except for the last step."""
        now = time.monotonic()
        if now - self._last < _REDRAW_SECONDS and done != total:
            return
        self._last = now
        if self._as_json:
            print(json.dumps({"progress": [done, total, text]}, ensure_ascii=False), file=sys.stderr, flush=True)
        elif self._live:
            share = f" {done:,}/{total:,}" if total else ""
            line = f"{text}{share}"
            print(f"\r{line.ljust(self._width)}", end="", file=sys.stderr, flush=True)
            self._width = len(line)

    def partial(self, content: dict[str, Any]) -> None:
        """What a finished step found, for programs only: a person reads the whole at the end."""
        if self._as_json:
            line = json.dumps({"partial": content}, ensure_ascii=False, default=str)
            print(line, file=sys.stderr, flush=True)

    def finish(self) -> None:
        """Leave the terminal's line behind."""
        if self._live and self._width:
            print(file=sys.stderr)
            self._width = 0
