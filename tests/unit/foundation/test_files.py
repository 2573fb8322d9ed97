"""A name holds the whole content or does not exist."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.foundation.files import (
    TEMPORARY_SUFFIX,
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
        temporary.write_text("半")
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
