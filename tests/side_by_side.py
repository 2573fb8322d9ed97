"""Tests run in processes forked from one that has read all of them: `-p tests.side_by_side --processes 3`, on Linux.

Reading the tests and the program takes a minute where nothing is compiled yet; here that is done once. A file stays in
one process, as long as that lives: what the file makes for all its tests is made once. A test whose process dies has
failed, and another process goes on behind it.
"""

from __future__ import annotations

import atexit
import gc
import multiprocessing
import os
import warnings
from collections import deque
from collections.abc import Iterator
from itertools import groupby
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Literal

import pytest
from _pytest.capture import CaptureManager

PROCESS = "TEST_PROCESS"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--processes", type=int, default=0, help="run the tests in that many processes")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    count: int = session.config.getoption("processes")
    if not count or session.config.getoption("collectonly"):
        return None
    if session.testsfailed and not session.config.getoption("continue_on_collection_errors"):
        raise session.Interrupted(f"{session.testsfailed} errors during collection")
    places = session.config._tmp_path_factory  # type: ignore[attr-defined]
    places.getbasetemp()
    # what is there by now stays: no process looks through it, and what is not looked at stays shared
    gc.collect()
    gc.freeze()
    crew = _Crew(session)
    try:
        crew.run(count)
    finally:
        crew.end()
    return True


class _Crew:
    """The processes at work, and what none of them has begun."""

    def __init__(self, session: pytest.Session) -> None:
        self._session = session
        self._hook = session.config.hook
        numbered = groupby(enumerate(session.items), key=lambda each: each[1].path)
        self._waiting = deque([number for number, _ in file] for _, file in numbered)
        self._begun = 0
        self._processes: dict[Connection, BaseProcess] = {}
        self._handed: dict[Connection, deque[int]] = {}

    def run(self, count: int) -> None:
        """Every test has run, or was the end of its process."""
        for _ in range(min(count, len(self._waiting))):
            self._begin()
        while self._processes:
            for line in wait(list(self._processes)):
                assert isinstance(line, Connection)
                kind, content = _received(line)
                getattr(self, f"_{kind}")(line, content)
        assert not self._waiting, "every process ended by itself"

    def end(self) -> None:
        """No process is left."""
        for process in self._processes.values():
            process.kill()
            process.join()

    def _begin(self) -> None:
        ours, theirs = multiprocessing.Pipe()
        given = self._session, theirs, self._begun, [ours, *self._processes]
        process = multiprocessing.get_context("fork").Process(target=_work, args=given)
        self._begun += 1
        process.start()
        theirs.close()
        self._processes[ours], self._handed[ours] = process, deque()

    def _close(self, line: Connection, _: None) -> None:
        process, left = self._processes.pop(line), self._handed.pop(line)
        process.join()
        line.close()
        if left:
            item = self._session.items[left.popleft()]
            said = f"its process ended with {process.exitcode}"
            report = pytest.TestReport(item.nodeid, item.location, {}, "failed", said, "call")
            self._hook.pytest_runtest_logreport(report=report)
            self._finished(line, item)
            if left:
                self._waiting.appendleft(list(left))
            self._begin()

    def _next(self, line: Connection, _: None) -> None:
        file = self._waiting.popleft() if self._waiting else []
        self._handed[line].extend(file)
        line.send(file)

    def _report(self, _: Connection, content: dict[str, Any]) -> None:
        report = self._hook.pytest_report_from_serializable(config=self._session.config, data=content)
        self._hook.pytest_runtest_logreport(report=report)

    def _warning(self, _: Connection, content: dict[str, Any]) -> None:
        content["warning_message"] = warnings.WarningMessage(**content["warning_message"])
        self._hook.pytest_warning_recorded.call_historic(kwargs=content)

    def _finish(self, line: Connection, _: None) -> None:
        self._finished(line, self._session.items[self._handed[line].popleft()])

    def _finished(self, _: Connection, item: pytest.Item) -> None:
        self._hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)


def _received(line: Connection) -> tuple[str, Any]:
    try:
        kind, content = line.recv()
    except (EOFError, ConnectionResetError):
        return "close", None
    return kind, content


class _Teller:
    """What happens in a process is told to the one it was forked from."""

    def __init__(self, config: pytest.Config, line: Connection) -> None:
        self._config, self._line = config, line

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        data = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        self._line.send(("report", data))

    def pytest_runtest_logfinish(self) -> None:
        self._line.send(("finish", None))

    def pytest_warning_recorded(
        self,
        warning_message: warnings.WarningMessage,
        when: Literal["config", "collect", "runtest"],
        nodeid: str,
        location: tuple[str, int, str] | None,
    ) -> None:
        message = {
            "message": str(warning_message.message),
            "category": warning_message.category,
            "filename": warning_message.filename,
            "lineno": warning_message.lineno,
        }
        told = {"warning_message": message, "when": when, "nodeid": nodeid, "location": location}
        self._line.send(("warning", told))


def _work(session: pytest.Session, line: Connection, number: int, others: list[Connection]) -> None:
    # a process that keeps them open would not be told when the one it was forked from is gone
    for other in others:
        other.close()
    config = session.config
    os.environ[PROCESS] = str(number)
    places = config._tmp_path_factory  # type: ignore[attr-defined]
    places._basetemp = Path(places.getbasetemp()) / f"process-{number}"
    places._basetemp.mkdir(mode=0o700)
    plugins = config.pluginmanager
    plugins.unregister(name="terminalreporter")
    # a file that output is kept in has one position for all who share it
    capture = plugins.getplugin("capturemanager")
    if isinstance(capture, CaptureManager) and capture.is_globally_capturing():
        capture.stop_global_capturing()
        capture.start_global_capturing()
        capture.suspend_global_capture()
    plugins.register(_Teller(config, line))
    handed = _handed(session, line)
    item = next(handed, None)
    while item is not None:
        following = next(handed, None)
        config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        item = following
    # what is still open at the end of a process is told by nobody elsewhere either
    warnings.simplefilter("ignore")
    atexit._run_exitfuncs()


def _handed(session: pytest.Session, line: Connection) -> Iterator[pytest.Item]:
    while True:
        line.send(("next", None))
        file = line.recv()
        if not file:
            return
        for number in file:
            yield session.items[number]
