"""What is kept between processes: used while nothing it was made of changed, made anew otherwise."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from census_app.foundation import kept as module
from census_app.foundation.kept import files_state, kept


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "bytecode"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


class _Made:
    """Makes lists, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> list[int]:
        self.times += 1
        return [1, 2, self.times]


def _kept_files(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "bytecode").rglob("*") if path.is_file()]


def test_what_was_made_is_not_made_again() -> None:
    make = _Made()
    assert kept("things", ["a", "b"], make) == [1, 2, 1]
    assert kept("things", ["a", "b"], make) == [1, 2, 1]
    assert make.times == 1


@pytest.mark.parametrize("made_of", [["a", "c"], ["ab"], ["a"], ["b", "a"]])
def test_made_of_something_else_it_is_made_anew(made_of: list[str]) -> None:
    make = _Made()
    kept("things", ["a", "b"], make)
    assert kept("things", made_of, make) == [1, 2, 2]


def test_another_program_makes_it_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    make = _Made()
    kept("things", ["a"], make)
    monkeypatch.setattr(module, "_program", lambda: "another")
    assert kept("things", ["a"], make) == [1, 2, 2]


@pytest.mark.parametrize("damage", [b"", b"\x80\x05", b"nothing like it"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    make = _Made()
    kept("things", ["a"], make)
    (file,) = _kept_files(tmp_path)
    file.write_bytes(damage)
    assert kept("things", ["a"], make) == [1, 2, 2]
    file.write_bytes(file.read_bytes()[:-3])
    assert kept("things", ["a"], make) == [1, 2, 3]


def test_what_is_not_worth_it_is_not_kept(tmp_path: Path) -> None:
    kept("things", ["a"], _Made(), worth=lambda made: len(made) > 3)
    assert not _kept_files(tmp_path)


def test_nothing_is_kept_where_bytecode_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    make = _Made()
    kept("things", ["a"], make)
    assert kept("things", ["a"], make) == [1, 2, 2]
    assert not _kept_files(tmp_path)


def test_a_place_that_cannot_be_written_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "file"))
    assert kept("things", ["a"], _Made()) == [1, 2, 1]


def test_living_things_are_those_of_now() -> None:
    before, now = {"zh": "台区"}, {"zh": "线路"}
    kept("things", ["a"], lambda: [before, "1"], {"table": before})
    read = kept("things", ["a"], lambda: [{}, "2"], {"table": now})
    assert read == [now, "1"]
    assert read[0] is now


def test_the_state_of_files_tells_every_change(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "one.yaml").write_text("1")
    (tmp_path / "two.txt").write_text("2")
    before = files_state(tmp_path, ".yaml")
    (tmp_path / "two.txt").write_text("22")
    assert files_state(tmp_path, ".yaml") == before
    status = (tmp_path / "deep" / "one.yaml").stat()
    os.utime(tmp_path / "deep" / "one.yaml", ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000_000))
    touched = files_state(tmp_path, ".yaml")
    assert touched != before
    (tmp_path / "three.yaml").write_text("3")
    assert files_state(tmp_path, ".yaml") != touched
