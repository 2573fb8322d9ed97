"""Temporary folders go with their process, also with one that could not tidy up."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.foundation.temporary import lasting_temporary_folder, sweep_temporary_folders, temporary_folder

LEAVE_RECORDS = """
import os, sys
from pathlib import Path
from census_app.foundation.temporary import temporary_folder

folder = temporary_folder("check")
Path(folder.name, "spill").write_text("records")
print(folder.name, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def corner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary folder."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_what_a_killed_process_left_is_swept_and_nothing_else(corner: Path) -> None:
    strangers = [corner / "census-2025", corner / "census-report-final", corner / "other-check-1-x"]
    for stranger in strangers:
        stranger.mkdir()
    with (
        temporary_folder("view") as ours,
        subprocess.Popen(
            [sys.executable, "-c", LEAVE_RECORDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as child,
    ):
        assert child.stdout is not None
        left = Path(child.stdout.readline().strip())
        assert sweep_temporary_folders() == 0 and (left / "spill").exists()
        child.kill()
        child.wait()
        assert sweep_temporary_folders() == 1
        assert sorted(corner.iterdir()) == sorted([Path(ours), *strangers])
    assert sorted(corner.iterdir()) == sorted(strangers)


def test_a_lasting_folder_stays_while_its_process_lives(corner: Path) -> None:
    folder = lasting_temporary_folder("mapping")
    assert sweep_temporary_folders() == 0
    assert folder.is_dir() and folder.parent == corner


def test_no_place_for_temporary_folders_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(BadInput, match="临时文件夹不可写"):
        temporary_folder("view")
