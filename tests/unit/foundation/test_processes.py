from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from census_app.foundation.processes import memory_available, process_started, processors, thread_gives_way


def test_a_living_process_has_a_start_that_stays() -> None:
    assert process_started(os.getpid()) == process_started(os.getpid()) is not None


def test_a_process_that_ended_has_none() -> None:
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    process.wait()
    assert process_started(process.pid) is None


@pytest.mark.skipif(sys.platform != "linux", reason="places of single threads are Linux's")
def test_a_thread_that_gives_way_does_so_alone() -> None:
    places = list[int]()

    def work() -> None:
        for _time in range(2):
            places.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
            thread_gives_way()

    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert places == [before, min(before + 5, 19)]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before


def test_processors_and_memory_of_this_machine() -> None:
    assert processors() >= 1
    free = memory_available()
    assert free is None or free > 1 << 20
