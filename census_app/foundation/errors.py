"""Errors a person can act on: each says what happened, where, and what to do."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Process exit codes of the command line contract."""

    DONE = 0
    DONE_WITH_REFUSALS = 1
    USAGE = 2
    BUSY = 3
    CANCELLED = 130


class CensusError(Exception):
    """A refusal with a Chinese sentence for people and an exit code for scripts.

    `message` says what is wrong and where (file, sheet, row, column as far as known);
    `advice` says what to do about it. Nothing has been written when it is raised.
    """

    exit_code: ExitCode = ExitCode.USAGE

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message}（{self.advice}）" if self.advice else self.message


class BadInput(CensusError):
    """A file, value or argument that cannot be taken as it is."""


class DiskRefusal(BadInput):
    """The disk is at fault, full, read-only or broken, and not what was given: it says nothing about a file's worth."""


class WorkspaceBusy(CensusError):
    """Another process holds the lease this job needs."""

    exit_code = ExitCode.BUSY


class Cancelled(CensusError):
    """The user stopped the job; nothing of it remains."""

    exit_code = ExitCode.CANCELLED

    def __init__(self, message: str = "已取消，没有写入任何内容") -> None:
        super().__init__(message)


class TooLong(CensusError):
    """The job passed its time limit and was stopped; nothing of it remains."""
