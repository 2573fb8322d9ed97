"""The measure itself: it sees a stall, says where, and is not deceived by what the test does."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.desktop.watchdog import Watchdog

STALL = 0.2


def stand_still() -> None:
    """What a window must not do."""
    time.sleep(STALL)


def test_a_stall_in_the_loop_is_measured_and_named(qtbot: QtBot) -> None:
    with Watchdog() as watchdog:
        qtbot.wait(30)
        QTimer.singleShot(10, stand_still)
        qtbot.wait(400)
    assert watchdog.longest.seconds >= STALL * 0.9
    assert watchdog.longest.computed < STALL / 2, "it slept"
    assert "stand_still" in watchdog.longest.where
    assert watchdog.longest in watchdog.stalls


def test_what_the_window_computes_is_told_from_waiting(qtbot: QtBot) -> None:
    def compute() -> None:
        end = time.thread_time() + STALL
        while time.thread_time() < end:
            pass

    with Watchdog() as watchdog:
        compute()
    assert watchdog.longest.computed >= STALL * 0.9


def test_the_tests_own_work_does_not_count(qtbot: QtBot) -> None:
    with Watchdog(limit=STALL) as watchdog:
        qtbot.wait(30)
        with watchdog.away():
            time.sleep(STALL * 2)
        qtbot.wait(30)
    assert watchdog.beats > 5
    assert watchdog.longest.seconds < STALL * 2
