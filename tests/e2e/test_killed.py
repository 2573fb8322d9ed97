"""Kill -9 at random moments: nothing torn, nothing acknowledged lost, the next command works and gives the same."""

from __future__ import annotations

import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import broken
from tests.e2e.census import census, imported
from tests.e2e.conftest import County
from tests.e2e.killing import UNFINISHED, kill_repeatedly, leftovers, sound, timed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as Linux has them")
TRIES = [1, pytest.param(20, marks=pytest.mark.nightly)]
WEEK = "2026-W47"


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


def _latest(workspace: Path) -> str:
    from census_app.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened:
        return opened.catalogue.open().manifest.snapshot


def _runs(workspace: Path) -> dict[str, str]:
    """Digest by run."""
    from census_app.workspace.runs.record import list_runs
    from census_app.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened:
        return {record.run: record.digest for record in list_runs(opened)}


@pytest.mark.parametrize("tries", TRIES)
def test_import_killed(more: Path, workspace: Path, tmp_path: Path, tries: int) -> None:
    shutil.copytree(workspace, tmp_path / "undisturbed")
    command = ["import", more, "--data-date", "2026-11-21", "--json", "--workspace"]
    seconds, expected = timed(*command, tmp_path / "undisturbed")
    before = _latest(workspace)
    assert before != expected["snapshot"]

    def look(acknowledged: dict[str, Any] | None) -> None:
        sound(workspace)
        assert _latest(workspace) in (before, expected["snapshot"])
        if acknowledged is not None:
            assert _latest(workspace) == acknowledged["snapshot"] == expected["snapshot"]

    kill_repeatedly([*command, workspace], tries, seconds, look)
    again = imported(workspace, more, "--data-date", "2026-11-21")
    assert (again["snapshot"], again["parts"]) == (expected["snapshot"], expected["parts"])
    assert again["coverage"] == expected["coverage"]
    assert leftovers(workspace) == []
    sound(workspace)


@pytest.mark.nightly
@pytest.mark.parametrize("tries", [20])
def test_first_import_killed(tmp_path: Path, tries: int) -> None:
    """Before the first import is done there may be half a workspace; it is never in the way of the next one."""
    (tmp_path / "用户.csv").write_text(broken.csv_text(), encoding="utf-8")
    command = ["import", tmp_path / "用户.csv", "--data-date", "2026-11-20", "--json", "--workspace"]
    seconds, expected = timed(*command, tmp_path / "undisturbed")
    workspace = tmp_path / "workspace"

    def look(acknowledged: dict[str, Any] | None) -> None:
        if acknowledged is not None:
            assert _latest(workspace) == acknowledged["snapshot"]
        if (workspace / "workspace.db").exists():
            sound(workspace)

    kill_repeatedly([*command, workspace], tries, seconds, look)
    assert imported(workspace, *command[1:4])["snapshot"] == expected["snapshot"]
    assert leftovers(workspace) == []


@pytest.mark.parametrize("tries", TRIES)
def test_check_killed(workspace: Path, tmp_path: Path, tries: int) -> None:
    shutil.copytree(workspace, tmp_path / "undisturbed")
    command = ["check", "--json", "--workspace"]
    seconds, expected = timed(*command, tmp_path / "undisturbed")
    known: dict[str, str] = {}

    def look(acknowledged: dict[str, Any] | None) -> None:
        sound(workspace)
        found = _runs(workspace)
        assert known.items() <= found.items()
        assert set(found.values()) <= {expected["digest"]}
        if acknowledged is not None:
            assert found[acknowledged["run"]] == acknowledged["digest"]
        known.update(found)

    kill_repeatedly([*command, workspace], tries, seconds, look)
    outcome = census(*command, workspace)
    assert outcome.code == 0, outcome
    assert outcome.report["digest"] == expected["digest"]
    assert outcome.report["problems"] == expected["problems"]
    assert leftovers(workspace) == []
    sound(workspace)


def _issued_files(workspace: Path) -> set[str]:
    from census_app.workspace.lists import issued_lists
    from census_app.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened:
        return {one.file_name for one in issued_lists(opened)}


@pytest.mark.parametrize("tries", TRIES)
def test_lists_killed(workspace: Path, tmp_path: Path, tries: int) -> None:
    assert census("check", "--workspace", workspace).code == 0
    shutil.copytree(workspace, tmp_path / "undisturbed")
    command = ["lists", "--week", WEEK, "--json", "--out"]
    seconds, _ = timed(*command, tmp_path / "expected", "--workspace", tmp_path / "undisturbed")
    out = tmp_path / "lists"

    def look(_acknowledged: dict[str, Any] | None) -> None:
        sound(workspace)
        for book in out.glob("*.xlsx"):
            with zipfile.ZipFile(book) as archive:
                assert archive.testzip() is None
        assert {book.name for book in out.glob("周清单*")} <= _issued_files(workspace)

    kill_repeatedly([*command, out, "--workspace", workspace], tries, seconds, look)
    outcome = census(*command, out, "--workspace", workspace)
    assert outcome.code == 0, outcome
    names = {path.name for path in (tmp_path / "expected").iterdir()}
    assert {path.name for path in out.iterdir() if not path.name.endswith(UNFINISHED)} == names
    assert [path.name for path in out.iterdir() if path.name.endswith(UNFINISHED)] == []
    sound(workspace)
