"""A name holds the whole content or does not exist."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from xlsxwriter.exceptions import FileCreateError

from census_app.foundation.errors import BadInput
from census_app.foundation.files import (
    TEMPORARY_SUFFIX,
    forget,
    newest_first,
    plain_reason,
    publish,
    publish_folder,
    said_plainly,
    sweep_unfinished,
    write_text,
)


def test_publish_replaces_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    write_text(target, "一")
    write_text(target, "二")
    assert target.read_text(encoding="utf-8") == "二"


def test_failed_writer_leaves_the_old_content(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    write_text(target, "一")
    with pytest.raises(RuntimeError), publish(target) as temporary:
        temporary.write_text("半", encoding="utf-8")
        raise RuntimeError
    assert [child.name for child in tmp_path.iterdir()] == ["a.txt"]
    assert target.read_text(encoding="utf-8") == "一"


def test_folder_is_published_whole_or_not(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), publish_folder(tmp_path / "part") as folder:
        (folder / "rows").write_text("x")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with publish_folder(tmp_path / "part") as folder:
        (folder / "rows").write_text("x")
    assert (tmp_path / "part" / "rows").read_text() == "x"


def test_sweep_removes_what_dead_processes_left_only(tmp_path: Path) -> None:
    dead = tmp_path / f".x.999999999{TEMPORARY_SUFFIX}"
    alive = [tmp_path / f".y.{process}{TEMPORARY_SUFFIX}" for process in (os.getppid(), os.getpid())]
    for path in (dead, *alive):
        path.write_text("")
    assert sweep_unfinished(tmp_path) == 1
    assert all(path.exists() for path in alive) and not dead.exists()


@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "磁盘已满"), (errno.EACCES, "没有写入权限")])
def test_refusals_of_the_system_are_said_plainly(number: int, words: str) -> None:
    with pytest.raises(BadInput, match=words), said_plainly(Path("x")):
        raise OSError(number, "")


def test_refusals_of_the_system_are_said_plainly_through_a_library(tmp_path: Path) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    for error in (FileCreateError(full), sqlite3.OperationalError("database or disk is full")):
        with pytest.raises(BadInput, match="磁盘已满，无法写入 x"), said_plainly(Path("x")):
            raise error
    with pytest.raises(sqlite3.OperationalError), said_plainly(Path("x")):
        raise sqlite3.OperationalError("no such table")
    said = BadInput("先说的")
    with pytest.raises(BadInput) as told, said_plainly(Path("x")):
        raise said from full
    assert told.value is said


def test_what_duckdb_says_is_told_in_a_few_words() -> None:
    full = 'IO Error: Async write failed: {"exception_message":"Could not write file: No space left on device"}'
    assert plain_reason(OSError(full)) == "磁盘已满"
    assert plain_reason(OSError("IO Error: something new\nmore")) == "IO Error: something new"


def test_sweep_passes_over_what_others_take_away_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two windows on one workspace: the spill folder of the other's query ends while this one looks through it."""
    gone, dead = tmp_path / "cache" / "spill-1-x", tmp_path / "parts" / f".x.999999999{TEMPORARY_SUFFIX}"
    for path in (gone, dead.parent):
        path.mkdir(parents=True)
    dead.write_text("")
    listed = os.scandir

    def taken_away(path: str | os.PathLike[str] = ".") -> Iterator[os.DirEntry[str]]:
        if os.fspath(path) == os.fspath(gone):
            gone.rmdir()
        return listed(path)

    monkeypatch.setattr(os, "scandir", taken_away)
    assert sweep_unfinished(tmp_path) == 1
    assert not gone.exists() and not dead.exists()


def test_the_newest_come_first_and_a_file_that_cannot_go_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for age, name in enumerate(("new", "middle", "old")):
        (tmp_path / f"view-{name}.db").write_text("")
        os.utime(tmp_path / f"view-{name}.db", (1000 - age, 1000 - age))
    ordered = newest_first(tmp_path, "view-*.db")
    assert [path.stem for path in ordered] == ["view-new", "view-middle", "view-old"]
    unlinked = Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path.stem == "view-old":
            raise PermissionError(errno.EACCES, "another program reads it")
        unlinked(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    forget(ordered[1:])
    assert [path.stem for path in newest_first(tmp_path, "view-*.db")] == ["view-new", "view-old"]
