from __future__ import annotations

import os
import subprocess
import sys

from census_app.foundation.processes import process_started


def test_a_living_process_has_a_start_that_stays() -> None:
    assert process_started(os.getpid()) == process_started(os.getpid()) is not None


def test_a_process_that_ended_has_none() -> None:
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    process.wait()
    assert process_started(process.pid) is None
