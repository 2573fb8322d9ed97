"""Kill -9 at random moments: nothing torn, nothing acknowledged lost, the next command works and gives the same."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import broken
from tests.e2e.census import PROGRAM, ROOT, census, environment, imported
from tests.e2e.conftest import County

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as Linux has them")
TRIES = [3, pytest.param(20, marks=pytest.mark.nightly)]
WEEK = "2026-W47"
UNFINISHED = ".part-writing"


@pytest.fixture(scope="module")
def more(county: County, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second delivery: three of the county's files with their rows the other way round."""
    folder = tmp_path_factory.mktemp("more")
    for name in ("C_CONS.csv", "C_MP.csv", "C_METER.csv"):
        lines = (county.delivery / name).read_bytes().rstrip().split(b"\r\n")
        (folder / name).write_bytes(b"\r\n".join([lines[0], *lines[:0:-1]]))
    return folder


@pytest.fixture
def workspace(county: County, tmp_path: Path) -> Path:
    """A copy with the county and no check yet."""
    shutil.copytree(county.workspace, tmp_path / "workspace")
    return tmp_path / "workspace"


def _run_and_kill(arguments: list[object], after: float) -> dict[str, Any] | None:
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


def _kill_repeatedly(
    arguments: list[object], tries: int, undisturbed: float, look: Callable[[dict[str, Any] | None], None]
) -> None:
    moments = random.Random(20261120)
    for _ in range(tries):
        look(_run_and_kill(arguments, moments.uniform(0.15, 1.1) * undisturbed))


def _sound(workspace: Path) -> None:
    from census_app.workspace.verify import verify_workspace
    from census_app.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened:
        report = verify_workspace(opened)
    assert report.faults == []


def _latest(workspace: Path) -> str:
    from census_app.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened:
        return opened.catalogue.open().manifest.snapshot


def _runs(workspace: Path) -> dict[str, str]:
    """Digest by run."""
    from census_app.workspace.run_record import list_runs
    from census_app.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened:
        return {record.run: record.digest for record in list_runs(opened)}


def _leftovers(workspace: Path) -> list[Path]:
    scratch = workspace / "scratch"
    return [*workspace.rglob(f"*{UNFINISHED}"), *(scratch.iterdir() if scratch.is_dir() else ())]


def _timed(*arguments: object) -> tuple[float, dict[str, Any]]:
    begun = time.monotonic()
    outcome = census(*arguments)
    assert outcome.code == 0, outcome
    return time.monotonic() - begun, outcome.report


@pytest.mark.parametrize("tries", TRIES)
def test_import_killed(more: Path, workspace: Path, tmp_path: Path, tries: int) -> None:
    shutil.copytree(workspace, tmp_path / "undisturbed")
    command = ["import", more, "--data-date", "2026-11-21", "--json", "--workspace"]
    seconds, expected = _timed(*command, tmp_path / "undisturbed")
    before = _latest(workspace)
    assert before != expected["snapshot"]

    def look(acknowledged: dict[str, Any] | None) -> None:
        _sound(workspace)
        assert _latest(workspace) in (before, expected["snapshot"])
        if acknowledged is not None:
            assert _latest(workspace) == acknowledged["snapshot"] == expected["snapshot"]

    _kill_repeatedly([*command, workspace], tries, seconds, look)
    again = imported(workspace, more, "--data-date", "2026-11-21")
    assert (again["snapshot"], again["parts"]) == (expected["snapshot"], expected["parts"])
    assert again["coverage"] == expected["coverage"]
    assert _leftovers(workspace) == []
    _sound(workspace)


@pytest.mark.nightly
@pytest.mark.parametrize("tries", [20])
def test_first_import_killed(tmp_path: Path, tries: int) -> None:
    """Before the first import is done there may be half a workspace; it is never in the way of the next one."""
    (tmp_path / "用户.csv").write_text(broken.csv_text(), encoding="utf-8")
    command = ["import", tmp_path / "用户.csv", "--data-date", "2026-11-20", "--json", "--workspace"]
    seconds, expected = _timed(*command, tmp_path / "undisturbed")
    workspace = tmp_path / "workspace"

    def look(acknowledged: dict[str, Any] | None) -> None:
        if acknowledged is not None:
            assert _latest(workspace) == acknowledged["snapshot"]
        if (workspace / "workspace.db").exists():
            _sound(workspace)

    _kill_repeatedly([*command, workspace], tries, seconds, look)
    assert imported(workspace, *command[1:4])["snapshot"] == expected["snapshot"]
    assert _leftovers(workspace) == []


@pytest.mark.parametrize("tries", TRIES)
def test_check_killed(workspace: Path, tmp_path: Path, tries: int) -> None:
    shutil.copytree(workspace, tmp_path / "undisturbed")
    command = ["check", "--json", "--workspace"]
    seconds, expected = _timed(*command, tmp_path / "undisturbed")
    known: dict[str, str] = {}

    def look(acknowledged: dict[str, Any] | None) -> None:
        _sound(workspace)
        found = _runs(workspace)
        assert known.items() <= found.items()
        assert set(found.values()) <= {expected["digest"]}
        if acknowledged is not None:
            assert found[acknowledged["run"]] == acknowledged["digest"]
        known.update(found)

    _kill_repeatedly([*command, workspace], tries, seconds, look)
    outcome = census(*command, workspace)
    assert outcome.code == 0, outcome
    assert outcome.report["digest"] == expected["digest"]
    assert outcome.report["problems"] == expected["problems"]
    assert _leftovers(workspace) == []
    _sound(workspace)


@pytest.mark.parametrize("tries", TRIES)
def test_lists_killed(workspace: Path, tmp_path: Path, tries: int) -> None:
    assert census("check", "--workspace", workspace).code == 0
    shutil.copytree(workspace, tmp_path / "undisturbed")
    command = ["lists", "--week", WEEK, "--json", "--out"]
    seconds, _ = _timed(*command, tmp_path / "expected", "--workspace", tmp_path / "undisturbed")
    out = tmp_path / "lists"

    def look(_acknowledged: dict[str, Any] | None) -> None:
        _sound(workspace)
        for book in out.glob("*.xlsx"):
            with zipfile.ZipFile(book) as archive:
                assert archive.testzip() is None

    _kill_repeatedly([*command, out, "--workspace", workspace], tries, seconds, look)
    outcome = census(*command, out, "--workspace", workspace)
    assert outcome.code == 0, outcome
    names = {path.name for path in (tmp_path / "expected").iterdir()}
    assert {path.name for path in out.iterdir() if not path.name.endswith(UNFINISHED)} == names
    assert [path.name for path in out.iterdir() if path.name.endswith(UNFINISHED)] == []
    _sound(workspace)
