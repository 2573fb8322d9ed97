"""Outcome workbooks written beside the take: by a process of its own where there are many, at once where few."""

from __future__ import annotations

import sys
from collections import deque
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Self

from census_app.foundation.errors import BadInput
from census_app.reporting.answered_lists.outcome import write_outcome
from census_app.reporting.answered_lists.outcome_content import OutcomeBook

FEW = 12
"""Up to so many files a process of its own costs more than it saves."""
_WAITING = 4


class OutcomeWriter:
    """Writes outcomes; `failed` says which could not be written, by target. The answers stand in any case."""

    def __init__(self, files: int) -> None:
        self.failed: dict[Path, str] = {}
        self._pool: ProcessPoolExecutor | None = None
        if files > FEW and not getattr(sys, "frozen", False):
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        self._waiting: deque[tuple[OutcomeBook, Path, Future[str]]] = deque()

    def write(self, content: OutcomeBook, target: Path) -> None:
        """The outcome stands under `target` at the latest when the writer is closed."""
        if self._pool is None:
            self._note(target, _written(content, target))
            return
        try:
            self._waiting.append((content, target, self._pool.submit(_written, content, target)))
        except BrokenExecutor:  # that process was killed: from now on this one writes
            self._close()
            self._note(target, _written(content, target))
        while len(self._waiting) > _WAITING:
            self._wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        while self._waiting:
            self._wait()
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def _wait(self) -> None:
        content, target, future = self._waiting.popleft()
        try:
            fault = future.result()
        except BrokenExecutor:
            fault = _written(content, target)
        self._note(target, fault)

    def _note(self, target: Path, fault: str) -> None:
        if fault:
            self.failed[target] = fault


def _written(content: OutcomeBook, target: Path) -> str:
    """Why the workbook could not be written; "" when it stands."""
    try:
        write_outcome(content, target)
    except (BadInput, OSError) as error:
        return str(error)
    return ""
