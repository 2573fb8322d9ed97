"""The job runner with real child processes."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from census_app.desktop.jobs import Job, JobRecord, JobRunner, JobState

GOOD = """
import json, sys
for step in range(3):
    print(json.dumps({"progress": [step + 1, 3, "读取"]}, ensure_ascii=False), file=sys.stderr, flush=True)
print("提示", file=sys.stderr)
print(json.dumps({"rows": 7}))
"""
REFUSED = """
import json, sys
print("错误：文件有密码", file=sys.stderr)
print(json.dumps({"error": "文件有密码", "advice": "去掉密码后重试", "exit": 2}, ensure_ascii=False))
sys.exit(2)
"""
BROKEN_DOWN = "import os; os.listdir('/nowhere')"
REFUSED_A_PART = "import sys; print('{\"refused\": 1}'); sys.exit(1)"
CRASHED = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "w").write(str(child.pid))
print('{"progress": [1, 9, "x"]}', file=sys.stderr, flush=True)
while True:
    time.sleep(0.05)
    print('{"progress": [2, 9, "late"]}', file=sys.stderr, flush=True)
"""


COURTEOUS = """
import contextlib, os, sys
from census_app.__main__ import main
with contextlib.redirect_stdout(sys.stderr), contextlib.suppress(SystemExit):
    main(["--version"])
print('{"above": %d}' % (os.nice(0)))
"""


def _runner(script: str) -> JobRunner:
    return JobRunner(program=(sys.executable, "-c", script))


def _job(*arguments: str) -> Job:
    return Job("test", "试验", arguments)


def test_progress_and_result_arrive(qtbot: QtBot) -> None:
    runner = _runner(GOOD)
    steps: list[tuple[int, int, str]] = []
    runner.progress.connect(lambda record: steps.append((record.done, record.total, record.text)))
    with qtbot.waitSignal(runner.finished, timeout=20000):
        record = runner.start(_job())
    assert record is not None
    assert steps == [(1, 3, "读取"), (2, 3, "读取"), (3, 3, "读取")]
    assert (record.state, record.result, record.details) == (JobState.DONE, {"rows": 7}, "提示")
    assert runner.current is None


@pytest.mark.skipif(sys.platform == "win32", reason="there the class of the process is set, which nothing tells")
def test_jobs_give_way_to_the_window(qtbot: QtBot) -> None:
    runner = _runner(COURTEOUS)
    with qtbot.waitSignal(runner.finished, timeout=20000):
        record = runner.start(_job())
    assert record is not None and record.result["above"] == min(19, os.nice(0) + 5)


def test_one_job_at_a_time(qtbot: QtBot) -> None:
    runner = _runner(GOOD)
    with qtbot.waitSignal(runner.finished, timeout=20000):
        assert runner.start(_job()) is not None
        assert runner.start(_job()) is None
    assert len(runner.records) == 1


@pytest.mark.parametrize(
    ("script", "message", "advice"), [(REFUSED, "文件有密码", "去掉密码后重试"), (CRASHED, "", "")]
)
def test_refusals_and_crashes_are_told_apart_from_results(qtbot: QtBot, script: str, message: str, advice: str) -> None:
    runner = _runner(script)
    with qtbot.waitSignal(runner.failed, timeout=20000):
        record = runner.start(_job())
    assert record is not None
    assert (record.state, record.message, record.advice) == (JobState.FAILED, message, advice)


def test_a_program_that_cannot_start_is_a_failure(qtbot: QtBot, tmp_path: Path) -> None:
    runner = JobRunner(program=(str(tmp_path / "none"),))
    with qtbot.waitSignal(runner.failed, timeout=5000):
        runner.start(_job())
    assert runner.current is None


def test_cancel_ends_even_a_stubborn_child_and_its_children_soon(qtbot: QtBot, tmp_path: Path) -> None:
    runner, note = _runner(STUBBORN), tmp_path / "child"
    late: list[JobRecord] = []
    with qtbot.waitSignal(runner.progress, timeout=20000):
        record = runner.start(_job(str(note)))
    runner.cancel()
    runner.progress.connect(late.append)
    begun = time.monotonic()
    with qtbot.waitSignal(runner.cancelled, timeout=5000):
        pass
    assert record is not None
    assert record.state is JobState.CANCELLED
    assert not late, "no progress after the cancel"
    assert time.monotonic() - begun < 4
    grandchild = Path(f"/proc/{note.read_text()}/status")
    if sys.platform == "linux":
        qtbot.waitUntil(
            lambda: not grandchild.exists() or "Z (zombie)" in grandchild.read_text(encoding="utf-8"), timeout=3000
        )


def test_the_end_of_the_program_leaves_no_child(qtbot: QtBot, tmp_path: Path) -> None:
    runner = _runner(STUBBORN)
    with qtbot.waitSignal(runner.progress, timeout=20000):
        runner.start(_job(str(tmp_path / "child")))
    runner.shut_down()
    assert runner.current is None


def test_a_command_that_broke_down_is_not_taken_for_one_that_refused_a_part(qtbot: QtBot) -> None:
    """Both end with 1; a check whose folder was taken away was called done."""
    runner = _runner(BROKEN_DOWN)
    with qtbot.waitSignal(runner.failed):
        record = runner.start(_job())
    assert record is not None
    assert record.state is JobState.FAILED
    assert "/nowhere" in record.details
    partly = _runner(REFUSED_A_PART)
    with qtbot.waitSignal(partly.finished):
        record = partly.start(_job())
    assert record is not None
    assert record.refused
