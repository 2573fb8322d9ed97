"""Long work in child processes of the command line: progress in, cancel out, the window never waits.

A child that crashes or is killed takes nothing with it: every write of the product is atomic.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from census_app.desktop.child_output import object_of, partial_of, progress_of
from census_app.desktop.core_errors import advised
from census_app.desktop.core_words import worded
from census_app.foundation.errors import ExitCode
from census_app.foundation.processes import GIVES_WAY_VARIABLE

_GRACE_MILLISECONDS = 700
_TAIL_LINES = 40
_REFUSAL = "错误："
_WORKSPACE = "--workspace"
_ACCOUNT_VARIABLE, _SECRET_VARIABLE, _STANDARD_INPUT = "CENSUS_ACCOUNT", "CENSUS_PIN_FD", "0"
_PACKAGE_PARENT = Path(__file__).resolve().parent.parent.parent
PROGRAM = (sys.executable, "-m", "census_app")
"""What a job's command line is given to."""


class JobState(StrEnum):
    """Where a job stands; the last four are final."""

    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Job:
    """A command line without the program: `kind` names who asked, `title` is for people."""

    kind: str
    title: str
    arguments: tuple[str, ...]

    @property
    def workspace(self) -> Path | None:
        """The workspace it works on; None when it makes its own."""
        if _WORKSPACE not in self.arguments:
            return None
        return Path(self.arguments[self.arguments.index(_WORKSPACE) + 1])


@dataclass
class JobRecord:
    """A job and what became of it; `result` is the one JSON object the command printed, `found` what its finished steps
    told on the way."""

    job: Job
    number: int
    state: JobState = JobState.RUNNING
    done: int = 0
    total: int = 0
    text: str = ""
    found: list[dict[str, Any]] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=dict)
    message: str = ""
    advice: str = ""
    details: str = ""
    refused: bool = False
    started: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    @property
    def ago(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self.started

    @property
    def running(self) -> bool:
        """True until the child has ended."""
        return self.state in (JobState.RUNNING, JobState.STOPPING)


class JobRunner(QObject):
    """Runs one job at a time and keeps the records of all.

    After `cancel` no progress and no result of that job is reported any more, only `cancelled`.
    """

    started = Signal(object)
    progress = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal(object)
    changed = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        program: tuple[str, ...] | None = None,
        signs: Callable[[Path], tuple[str, str] | None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._program = program or PROGRAM
        self._signs = signs
        self._process: QProcess | None = None
        self._current: JobRecord | None = None
        self._output = b""
        self._errors = b""
        self._tail: list[str] = []
        self.records: list[JobRecord] = []

    @property
    def current(self) -> JobRecord | None:
        """The running job, if any."""
        return self._current

    @property
    def process(self) -> int:
        """The running child's number; 0 when none runs."""
        return self._process.processId() if self._process is not None else 0

    def start(self, job: Job) -> JobRecord | None:
        """Start the job and return its record; None when another one is still running."""
        if self._current is not None:
            return None
        record = JobRecord(job, len(self.records) + 1)
        self.records.append(record)
        self._current, self._output, self._errors, self._tail = record, b"", b"", []
        signature = self._signature(job)
        process = self._make_process(signed=signature is not None)
        self._process = process
        self.started.emit(record)
        self.changed.emit()
        account = ("--as", signature[0]) if signature else ()
        process.start(self._program[0], [*self._program[1:], *account, *job.arguments])
        if signature is not None:
            process.write(f"{signature[1]}\n".encode())
        process.closeWriteChannel()
        return record

    def _signature(self, job: Job) -> tuple[str, str] | None:
        """Who signs in to the job's workspace, and by what: that goes through the child's standard input alone."""
        workspace = job.workspace
        return self._signs(workspace) if self._signs is not None and workspace is not None else None

    def _make_process(self, *, signed: bool) -> QProcess:
        process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("CENSUS_PROGRESS", "json")
        environment.insert(GIVES_WAY_VARIABLE, "1")
        environment.insert("PYTHONIOENCODING", "utf-8")
        environment.remove(_ACCOUNT_VARIABLE)
        environment.remove(_SECRET_VARIABLE)
        if signed:
            environment.insert(_SECRET_VARIABLE, _STANDARD_INPUT)
        earlier = environment.value("PYTHONPATH", "")
        environment.insert("PYTHONPATH", os.pathsep.join(filter(None, [str(_PACKAGE_PARENT), earlier])))
        process.setProcessEnvironment(environment)
        if os.name == "posix":
            process.setUnixProcessParameters(QProcess.UnixProcessFlag.CreateNewSession)
        process.readyReadStandardOutput.connect(self._read_output)
        process.readyReadStandardError.connect(self._read_errors)
        process.finished.connect(self._end)
        process.errorOccurred.connect(self._not_started)
        return process

    def cancel(self) -> None:
        """Stop the running job: politely, and after a short grace by force."""
        process, record = self._process, self._current
        if process is None or record is None or record.state is JobState.STOPPING:
            return
        record.state = JobState.STOPPING
        self.changed.emit()
        process.terminate()
        QTimer.singleShot(_GRACE_MILLISECONDS, self, lambda: self._force(process))

    def _force(self, process: QProcess) -> None:
        if process is self._process and process.state() is not QProcess.ProcessState.NotRunning:
            _kill_group(process)

    def shut_down(self) -> None:
        """No child runs any more; for the end of the program."""
        process = self._process
        if process is None:
            return
        if self._current is not None:
            self._current.state = JobState.STOPPING
        process.terminate()
        if not process.waitForFinished(_GRACE_MILLISECONDS):
            _kill_group(process)
            process.waitForFinished(_GRACE_MILLISECONDS)

    def _read_output(self) -> None:
        if self._process is not None:
            self._output += self._process.readAllStandardOutput().data()

    def _read_errors(self) -> None:
        if self._process is None:
            return
        self._errors += self._process.readAllStandardError().data()
        *lines, self._errors = self._errors.split(b"\n")
        for line in lines:
            self._take_line(line.decode("utf-8", errors="replace").strip())

    def _take_line(self, line: str) -> None:
        step, found = progress_of(line), partial_of(line)
        if found is not None:
            self._take_found(found)
            return
        if step is None:
            if line:
                self._tail = [*self._tail, line][-_TAIL_LINES:]
            return
        record = self._current
        if record is not None and record.state is JobState.RUNNING:
            record.done, record.total, text = step
            record.text = worded(text)
            self.progress.emit(record)

    def _take_found(self, found: dict[str, Any]) -> None:
        record = self._current
        if record is not None and record.state is JobState.RUNNING:
            record.found.append(found)
            self.progress.emit(record)

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._finish(JobState.FAILED, int(ExitCode.USAGE))

    def _end(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read_output()
        self._read_errors()
        record = self._current
        if record is None:
            return
        if record.state is JobState.STOPPING or code == ExitCode.CANCELLED:
            self._finish(JobState.CANCELLED, code)
        elif status is QProcess.ExitStatus.CrashExit:
            self._finish(JobState.FAILED, code)
        else:
            # a command that breaks down ends with the code of one that refused a part, but tells of no result
            told = code == ExitCode.DONE_WITH_REFUSALS and bool(object_of(self._output))
            self._finish(JobState.DONE if code == ExitCode.DONE or told else JobState.FAILED, code)

    def _finish(self, state: JobState, code: int) -> None:
        record, process = self._current, self._process
        if record is None:
            return
        self._current = self._process = None
        if process is not None:
            process.deleteLater()
        record.state = state
        record.seconds = time.monotonic() - record.started
        record.details = "\n".join(self._tail)
        record.result = object_of(self._output)
        record.refused = code == ExitCode.DONE_WITH_REFUSALS
        if state is JobState.FAILED:
            said = [line.removeprefix(_REFUSAL) for line in self._tail if line.startswith(_REFUSAL)]
            record.message = advised(str(record.result.get("error") or (said[-1] if said else "")))
            record.advice = advised(str(record.result.get("advice") or ""))
        self.changed.emit()
        {JobState.DONE: self.finished, JobState.FAILED: self.failed, JobState.CANCELLED: self.cancelled}[state].emit(
            record
        )


def _kill_group(process: QProcess) -> None:
    """End the child and the readers it may have started."""
    identifier = process.processId()
    if os.name == "posix" and identifier > 0:
        try:
            os.killpg(identifier, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            process.kill()
    else:
        process.kill()
