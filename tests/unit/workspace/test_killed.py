"""`kill -9` at random moments while runs are made and voided: nothing torn, nothing acknowledged lost."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from census_app.workspace import acts
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.rebuild import rebuild_states
from census_app.workspace.runs.record import get_run, list_runs
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace

from .county import check, deliver, use_pack
from .fixtures import finding

_ROOT = Path(__file__).resolve().parents[3]
_PROGRAM = """
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from census_app.workspace import acts
from census_app.workspace.runs.record import list_runs, official_runs
from census_app.workspace.runs.void import void_run
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import check, deliver, use_pack
from tests.unit.workspace.fixtures import finding, verdict

use_pack(pytest.MonkeyPatch())
with Workspace.open(Path(sys.argv[1])) as w:
    print("ready", flush=True)
    while True:
        count = len(list_runs(w))
        deliver(w, date(2026, 1, 5) + timedelta(weeks=count))
        found = [finding(str(n)) for n in range(count, count + 300)]
        run = check(w, found, [verdict(str(n), "right") for n in range(count)])
        print("run", run.run, flush=True)
        print("act", acts.append(w.engine, "note.made", "x", {"run": run.run}).hash, flush=True)
        if count % 3 == 2:
            void_run(w, official_runs(w)[-2].run, "试")
"""


def _killed_once(workspace: Workspace, seconds: float) -> list[list[str]]:
    """What the program acknowledged before it was killed that long after it was ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(workspace.folder)], cwd=_ROOT, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(seconds)
        process.kill()
        return [line.split() for line in process.stdout.read().splitlines() if line.count(" ") == 1]


def _hammer(workspace: Workspace, tries: int, seed: int) -> None:
    moments = random.Random(seed)
    for _ in range(tries):
        acknowledged = _killed_once(workspace, moments.uniform(0.0, 2.5))
        with Workspace.open(workspace.folder) as again:
            report = verify_workspace(again)
            assert report.faults == []
            hashes = {act.hash for act in acts.list_acts(again.engine)}
            for kind, value in acknowledged:
                if kind == "run":
                    get_run(again, value)
                else:
                    assert value in hashes
            problem_rows(again)


def _work_goes_on(workspace: Workspace) -> None:
    deliver(workspace, date(2030, 1, 7))
    record = check(workspace, [finding("1")])
    assert {path.name for path in workspace.runs_folder.iterdir()} == {entry.run for entry in list_runs(workspace)}
    assert record.official
    assert rebuild_states(workspace).same
    assert verify_workspace(workspace).faults == []


def test_a_few_kills_lose_and_tear_nothing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    use_pack(monkeypatch)
    _hammer(workspace, tries=3, seed=112)
    _work_goes_on(workspace)


@pytest.mark.nightly
def test_twenty_kills_lose_and_tear_nothing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    use_pack(monkeypatch)
    _hammer(workspace, tries=20, seed=random.randrange(10**6))
    _work_goes_on(workspace)
