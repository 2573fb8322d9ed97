"""One reading process for the tests of a process: starting one costs more than what a test lets it read."""

from __future__ import annotations

import threading
from types import TracebackType

from census_app.archive import reader_process
from census_app.archive.reader_process import ReaderProcess, worker_command
from census_app.archive.readers.limits import Limits, shipped_limits
from census_app.archive.readers.worker import ReadAnswer, ReadRequest
from census_app.foundation.jobs import JobContext, silent


class SharedReader(ReaderProcess):
    """Started for the first who reads, and again after a file or a cancel killed it; `end` it."""

    def __init__(self) -> None:
        super().__init__(shipped_limits(), silent())
        self.free = threading.Lock()

    def lend(self, limits: Limits, context: JobContext) -> ReaderProcess | Borrowed:
        """It, heard and stopped by that job; a process of its own while somebody reads, or where a test starts another
        program."""
        usual = limits == self._limits and reader_process.worker_command is worker_command
        if usual and self.free.acquire(blocking=False):
            return Borrowed(self, context)
        return ReaderProcess(limits, context)

    def work_for(self, context: JobContext) -> None:
        """Progress goes to this job, whose cancel stops the process, until `work_done`."""
        self._context, self._forget = context, context.on_cancel(self._stop)

    def work_done(self) -> None:
        self._forget()
        self._context = silent()

    def end(self) -> None:
        self._kill()


class Borrowed:
    """The shared reader to one who reads; free again at the end."""

    def __init__(self, reader: SharedReader, context: JobContext) -> None:
        self._reader, self._context = reader, context

    def __enter__(self) -> Borrowed:
        self._reader.work_for(self._context)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.work_done()
        self._reader.free.release()

    def read(self, request: ReadRequest, name: str) -> ReadAnswer:
        return self._reader.read(request, name)
