"""`kill -9` at random moments while packs are installed and taken back: the old set or the new, never between."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from census_app.workspace.pack_life.history import pack_history
from census_app.workspace.pack_life.install import install_pack
from census_app.workspace.pack_life.store import sweep
from census_app.workspace.runs.packs import load_active
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace

from .sample import sample

_ROOT = Path(__file__).resolve().parents[4]
_PROGRAM = """
import sys
from pathlib import Path

from census_app.workspace.pack_life.history import pack_history
from census_app.workspace.pack_life.install import install_pack
from census_app.workspace.pack_life.rollback import roll_back
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.pack_life.sample import sample

folder, scratch = map(Path, sys.argv[1:])
with Workspace.open(folder) as w:
    print("ready", flush=True)
    while True:
        count = len(pack_history(w).moves)
        report = install_pack(w, sample(scratch / str(count), f"1.{count}.0"), accept_unsigned=True)
        assert report.installed, report.lines()
        print(report.act, flush=True)
        if count % 3 == 2:
            print(roll_back(w).act, flush=True)
"""


def _killed_once(workspace: Workspace, scratch: Path, seconds: float) -> list[int]:
    """The acts that were acknowledged before the program was killed that long after it was ready."""
    command = [sys.executable, "-c", _PROGRAM, str(workspace.folder), str(scratch)]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(seconds)
        process.kill()
        return [int(line) for line in process.stdout.read().split()]


@pytest.mark.parametrize("tries", [3, pytest.param(20, marks=pytest.mark.nightly)])
def test_killed_installations_leave_the_old_packs_or_the_new(workspace: Workspace, tmp_path: Path, tries: int) -> None:
    moments = random.Random(tries)
    for number in range(tries):
        acknowledged = _killed_once(workspace, tmp_path / str(number), moments.uniform(0.0, 4.0))
        with Workspace.open(workspace.folder) as again:
            assert verify_workspace(again).faults == []
            assert set(acknowledged) <= {act.seq for act in pack_history(again).moves}
            load_active(again)
    sweep(workspace)
    named = {entry.file for entry in pack_history(workspace).installed.values()}
    assert {path.name for path in (workspace.folder / "packs").iterdir()} == named
    assert install_pack(workspace, sample(tmp_path / "last", "2.0.0"), accept_unsigned=True).installed
    assert list((workspace.folder / "cache").iterdir()) == []
