"""`kill -9` at random moments while tasks are given out, recalled and changed: nothing lost, nothing doubled."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from census_app.foundation.database import reading
from census_app.survey.tasks.model import tasks_in
from census_app.survey.tasks.standing import open_tasks
from census_app.workspace import acts
from census_app.workspace.runs.rebuild import rebuild_states
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace

from ..field import DISPATCHED, states

_ROOT = Path(__file__).resolve().parents[4]
_PROGRAM = """
import sys
from datetime import date
from pathlib import Path

from census_app.foundation.database import reading
from census_app.survey.dispatch.dispatching import dispatch
from census_app.survey.dispatch.request import DispatchRequest
from census_app.survey.tasks.changing import Change, change_tasks
from census_app.survey.tasks.recalling import recall_tasks
from census_app.survey.tasks.standing import open_tasks
from census_app.workspace.workspace import Workspace

with Workspace.open(Path(sys.argv[1])) as w:
    print("ready", flush=True)
    while True:
        report = dispatch(w, DispatchRequest("2026-W48", today=date(2026, 11, 23)))
        print("given", report.act, len(report.tasks), flush=True)
        with reading(w.engine) as connection:
            numbers = [task.task_no for task in open_tasks(connection)]
        print("changed", change_tasks(w, numbers[:3], Change("王五")).seq, 3, flush=True)
        print("recalled", recall_tasks(w, numbers[::2], "试").seq, len(numbers[::2]), flush=True)
"""


def _killed_once(workspace: Workspace, seconds: float) -> list[tuple[int, int]]:
    """(act, tasks) of what the program acknowledged before it was killed that long after it was ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(workspace.folder)], cwd=_ROOT, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(seconds)
        process.kill()
        said = [line.split() for line in process.stdout.read().splitlines() if line.count(" ") == 2]
    return [(int(act), int(count)) for _, act, count in said]


def _nothing_lost_nothing_doubled(workspace: Workspace, acknowledged: list[tuple[int, int]]) -> None:
    assert verify_workspace(workspace).faults == []
    written = {act.seq: act for act in acts.list_acts(workspace.engine)}
    with reading(workspace.engine) as connection:
        everything, standing = tasks_in(connection), open_tasks(connection)
    for seq, count in acknowledged:
        sealed = written[seq].payload["sealed"] if count else {}
        assert not count or max(sealed[name]["rows"] for name in sealed if name != "task_problems") == count
    held = Counter(number for task in standing for number in task.problems)
    assert set(held.values()) <= {1}
    assigned = sum(state == "assigned" for state in states(workspace).values())
    assert assigned == len(held)
    assert len({task.task_no for task in everything}) == len(everything)


def _hammer(workspace: Workspace, tries: int, seed: int) -> None:
    moments = random.Random(seed)
    for _ in range(tries):
        acknowledged = _killed_once(workspace, moments.uniform(0.0, 2.5))
        with Workspace.open(workspace.folder) as again:
            _nothing_lost_nothing_doubled(again, acknowledged)
    assert rebuild_states(workspace).same


def _work_goes_on(workspace: Workspace) -> None:
    from datetime import date

    from census_app.survey.dispatch.dispatching import dispatch
    from census_app.survey.dispatch.request import DispatchRequest

    dispatch(workspace, DispatchRequest("2026-W48", today=date(2026, 11, 23)))
    with reading(workspace.engine) as connection:
        assert sum(len(task.problems) for task in open_tasks(connection)) == DISPATCHED


def test_a_few_kills_lose_and_double_nothing(field: Workspace) -> None:
    _hammer(field, tries=2, seed=7)
    _work_goes_on(field)


@pytest.mark.nightly
def test_twenty_kills_lose_and_double_nothing(field: Workspace) -> None:
    _hammer(field, tries=20, seed=random.randrange(10**6))
    _work_goes_on(field)
