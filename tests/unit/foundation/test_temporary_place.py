"""Work goes on where the system's temporary folder cannot be written, and where nothing can it is said."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.foundation.temporary_place import ensure_temporary_folder


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No folder of the system can be written but `tmp_path`, which stands."""
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, "")
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", list)
    return monkeypatch


def test_the_home_folder_takes_the_place(nowhere: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nowhere.setattr(Path, "home", lambda: tmp_path)
    ensure_temporary_folder()
    with tempfile.NamedTemporaryFile() as file:
        assert Path(file.name).is_relative_to(tmp_path)
    assert os.environ["TMPDIR"] == tempfile.gettempdir()


def test_no_place_at_all_is_said(nowhere: pytest.MonkeyPatch, tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("", encoding="utf-8")
    nowhere.setattr(Path, "home", lambda: taken)
    with pytest.raises(BadInput, match="没有可以写的临时文件夹"):
        ensure_temporary_folder()


def test_a_folder_that_can_be_written_stays() -> None:
    before = tempfile.gettempdir()
    ensure_temporary_folder()
    assert tempfile.gettempdir() == before
