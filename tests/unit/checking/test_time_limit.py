from __future__ import annotations

import threading

import pytest

from census_app.checking import time_limit
from census_app.checking.time_limit import PATIENCE, TimeLimit


class _Clocks:
    """Both clocks of a limit of 120 seconds, moved by hand before each look."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passed = self.worked = 0.0
        monkeypatch.setattr(time_limit, "monotonic", lambda: self.passed)
        monkeypatch.setattr(time_limit, "process_time", lambda: self.worked)
        self.limit = TimeLimit(120.0, lambda: None)
        self.limit.over()

    def left(self, passed: float, worked: float) -> float:
        self.passed, self.worked = passed, worked
        return self.limit._left()


def test_a_busy_machine_is_no_fault_of_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    clocks = _Clocks(monkeypatch)
    assert clocks.left(passed=200.0, worked=21.0) == pytest.approx(99.0)
    assert clocks.left(passed=200.0, worked=121.0) < 0
    assert clocks.left(passed=70.0, worked=121.0) == pytest.approx(50.0), "two threads work at once"
    assert clocks.left(passed=120.0 * PATIENCE + 1, worked=0.5) < 0, "what never answers ends, too"


def test_work_that_takes_too_long_is_stopped_and_work_that_ended_is_not() -> None:
    stopped, spared = threading.Event(), threading.Event()
    ended = TimeLimit(0.02, spared.set)
    ended.over()
    TimeLimit(0.01, stopped.set)
    assert stopped.wait(60)
    assert not spared.is_set()
