"""Full disks, folders one may not write, newer workspaces, two at once, Ctrl-C: said plainly, nothing half done."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e import broken, sg186
from tests.e2e.census import PROGRAM, ROOT, census, environment, rows_of, started
from tests.e2e.conftest import County

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals, mounts and users as Linux has them")
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
WITHOUT_FORESIGHT = (
    "import sys, census_app.archive.importing as importing\n"
    "importing.ensure_space = lambda *_: None\n"
    "from census_app.cli.main import run\n"
    "sys.exit(run(sys.argv[1:]))\n"
)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 32 MB of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(place)]
    if not AS_ROOT or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def _fill(disk: Path, leave: int) -> Path:
    ballast = disk / "ballast"
    free = shutil.disk_usage(disk).free
    with ballast.open("wb") as stream:
        stream.write(b"\1" * max(0, free - leave))
    return ballast


def _content(workspace: Path) -> set[str]:
    """Names of everything that stays; SQLite's side files come and go."""
    return {
        path.relative_to(workspace).as_posix()
        for path in workspace.rglob("*")
        if not path.name.endswith(("-wal", "-shm")) and path.name != "scratch"
    }


def test_too_little_room_is_said_before_anything_is_read(county: County, small_disk: Path) -> None:
    outcome = census("import", county.delivery, "--workspace", small_disk / "workspace", "--json")
    assert outcome.code == 2
    assert "磁盘空间不足" in outcome.report["error"]
    assert not (small_disk / "workspace").exists()


@pytest.mark.parametrize("leave", [0, 600_000])
def test_a_disk_that_fills_up_during_an_import_leaves_the_last_snapshot(
    county: County, small_disk: Path, leave: int
) -> None:
    workspace = small_disk / "workspace"
    shutil.copytree(county.workspace, workspace)
    before, snapshot_rows = _content(workspace), rows_of(workspace, "customer")
    (small_disk / "用户.csv").write_text(broken.csv_text(), encoding="utf-8")
    ballast = _fill(small_disk, leave)
    arguments = ["import", small_disk / "用户.csv", "--workspace", workspace, "--data-date", "2026-11-21"]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_FORESIGHT, *map(str, arguments)],
        capture_output=True,
        cwd=ROOT,
        env=environment(),
        check=False,
    )
    said = done.stderr.decode()
    assert "Traceback" not in said
    ballast.unlink()
    if done.returncode == 0:
        assert leave
    else:
        assert done.returncode == 2, said
        assert "磁盘" in said
        assert _content(workspace) == before
        assert rows_of(workspace, "customer") == snapshot_rows
    assert census("verify", "--workspace", workspace).code == 0


def test_a_full_disk_stops_a_check_and_lists_and_both_work_afterwards(county: County, small_disk: Path) -> None:
    workspace, lists = small_disk / "workspace", small_disk / "lists"
    shutil.copytree(county.workspace, workspace)
    ballast = _fill(small_disk, 0)
    full = census("check", "--workspace", workspace, "--json")
    assert (full.code, "磁盘" in full.stderr) == (2, True), full
    ballast.unlink()
    assert [path for path in (workspace / "runs").iterdir() if path.is_dir()] == []
    assert census("check", "--workspace", workspace).code == 0
    ballast = _fill(small_disk, 0)
    full = census("lists", "--workspace", workspace, "--week", "2026-W47", "--out", lists, "--json")
    assert (full.code, "磁盘" in full.stderr) == (2, True), full
    ballast.unlink()
    assert not list(lists.rglob("*.xlsx"))
    assert census("lists", "--workspace", workspace, "--week", "2026-W47", "--out", lists).code == 0
    assert list(lists.glob("*.xlsx"))
    assert census("verify", "--workspace", workspace).code == 0


def _obeying_permissions() -> None:
    """Run before the program starts: root no longer overrides the permissions of files."""
    import ctypes

    drop_from_bounding_set, dac_override = 24, 1
    ctypes.CDLL(None).prctl(drop_from_bounding_set, dac_override, 0, 0, 0)


def test_a_folder_without_write_permission_is_named(county: County, tmp_path: Path) -> None:
    place = tmp_path / "place"
    shutil.copytree(county.delivery, place / "delivery")
    shutil.copytree(county.workspace, place / "workspace")
    everything = [place, *place.rglob("*")]
    try:
        for path in everything:
            path.chmod(0o555 if path.is_dir() else 0o444)
        for command in (
            ("import", place / "delivery", "--workspace", place / "new" / "workspace"),
            ("import", place / "delivery", "--workspace", place / "workspace"),
            ("check", "--workspace", place / "workspace"),
        ):
            outcome = started(*command, preexec_fn=_obeying_permissions)
            assert outcome.code == 2, outcome
            assert "权限" in outcome.stderr or "只读" in outcome.stderr, outcome
        assert not (place / "new").exists()
    finally:
        for path in everything:
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_workspace_of_a_newer_program_is_refused_unchanged(county: County, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    shutil.copytree(county.workspace, workspace)
    with sqlite3.connect(workspace / "workspace.db") as database:
        database.execute("UPDATE alembic_version SET version_num = 'v9999'")
    database.close()
    before = _content(workspace)
    for command in (("import", county.delivery), ("verify",)):
        outcome = census(*command, "--workspace", workspace)
        assert outcome.code == 2
        assert "更新版本" in outcome.stderr
    assert _content(workspace) == before


def _start(*arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(CENSUS_PROGRESS="json"),
        start_new_session=True,
    )


def _wait_for_work(process: subprocess.Popen[bytes]) -> None:
    """Until the job says what it does for the first time."""
    assert process.stderr is not None
    assert process.stderr.readline(), process.wait()


def test_the_second_import_is_told_who_is_busy(county: County, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    first = _start("import", county.delivery, "--workspace", workspace, "--json")
    try:
        _wait_for_work(first)
        first.send_signal(signal.SIGSTOP)
        second = census("import", county.delivery, "--workspace", workspace, "--json")
        assert second.code == 3, second
        assert "正在导入" in second.report["error"]
    finally:
        first.send_signal(signal.SIGCONT)
        output, _ = first.communicate()
    assert first.returncode == 0, output
    assert len(rows_of(workspace, "customer")) == sg186.CUSTOMERS


def test_ctrl_c_ends_with_130_and_leaves_nothing(county: County, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    process = _start("import", county.delivery, "--workspace", workspace)
    _wait_for_work(process)
    os.killpg(process.pid, signal.SIGINT)
    output, said = process.communicate()
    assert process.returncode == 130, (output, said)
    assert b"Traceback" not in said
    assert output == b""
    assert not workspace.exists()
