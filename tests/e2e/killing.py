"""Kill -9 at random moments, and what must hold afterwards, for every command that is tried so."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.census import PROGRAM, ROOT, census, environment

UNFINISHED = ".part-writing"


def run_and_kill(arguments: list[object], after: float) -> dict[str, Any] | None:
    """Start the command, kill it after so many seconds; what it had acknowledged by then. Its children end too."""
    process = subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=environment(),
        start_new_session=True,
    )
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
    output, _ = process.communicate()
    for _ in range(600):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.1)
    else:
        os.killpg(process.pid, signal.SIGKILL)
        pytest.fail("a reader process outlived the program")
    return json.loads(output) if output.endswith(b"\n") else None


def kill_repeatedly(
    arguments: list[object], tries: int, undisturbed: float, look: Callable[[dict[str, Any] | None], None]
) -> None:
    """Kill the command so often, each time at another moment of the seconds it takes, and look after each time."""
    moments = random.Random(20261120)
    for _ in range(tries):
        look(run_and_kill(arguments, moments.uniform(0.15, 1.1) * undisturbed))


def sound(workspace: Path) -> None:
    """`census verify` finds nothing."""
    from census_app.workspace.verification.verify import verify_workspace
    from census_app.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened:
        report = verify_workspace(opened)
    assert report.faults == []


def leftovers(workspace: Path) -> list[Path]:
    """What killed commands left under temporary names."""
    scratch = workspace / "scratch"
    return [*workspace.rglob(f"*{UNFINISHED}"), *(scratch.iterdir() if scratch.is_dir() else ())]


def timed(*arguments: object) -> tuple[float, dict[str, Any]]:
    """How long the command takes undisturbed, and what it says."""
    begun = time.monotonic()
    outcome = census(*arguments)
    assert outcome.code in (0, 1), outcome
    return time.monotonic() - begun, outcome.report
