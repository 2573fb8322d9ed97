"""Folders made to hurt: links, pipes, too much, files that change."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from census_app.rulebook.pack_files.opening import read_contents
from census_app.rulebook.packs import load_pack

from .sample import READERS, RULE, refusal


@pytest.mark.parametrize("read", READERS)
def test_links_in_a_folder(folder: Path, tmp_path: Path, read: Callable[[Path], Any]) -> None:
    (tmp_path / "secret.yaml").write_text("[]", encoding="utf-8")
    (folder / "more.yaml").symlink_to(tmp_path / "secret.yaml")
    assert "有链接：more.yaml" in refusal(folder, read)


def test_linked_folder_is_not_entered(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "more.yaml").write_text(RULE.replace("R043", "R044"), encoding="utf-8")
    (folder / "sub").symlink_to(tmp_path / "other", target_is_directory=True)
    assert [rule.id for rule in load_pack(folder).rules] == ["R043"]
    assert "有链接：sub" in refusal(folder, read_contents)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize("read", READERS)
def test_pipes_do_not_block(folder: Path, tmp_path: Path, read: Callable[[Path], Any]) -> None:
    os.mkfifo(folder / "more.yaml")
    assert "不是文件的东西：more.yaml" in refusal(folder, read)
    os.mkfifo(tmp_path / "p.zip")
    assert "不是普通文件" in refusal(tmp_path / "p.zip", read)
    assert "不是普通文件" in refusal(Path("/dev/zero"), read)


def test_folder_with_too_much(folder: Path) -> None:
    for number in range(400):
        (folder / f"{number}.yaml").write_text("", encoding="utf-8")
    assert "超过 300 个文件" in refusal(folder)
    for number in range(3000):
        (folder / f"{number}.tmp").touch()
    assert "文件太多" in refusal(folder)


def test_huge_file_in_a_folder(folder: Path) -> None:
    with (folder / "more.yaml").open("wb") as stream:
        stream.truncate(3_000_000_000)
    assert "超过 8 MB" in refusal(folder)


def test_folder_chosen_by_mistake_is_not_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "scandir", lambda _path: pytest.fail("walked"))
    assert "没有 pack.yaml" in refusal(tmp_path)


def test_file_that_changes_while_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = os.read

    def growing(descriptor: int, most: int) -> bytes:
        piece = read(descriptor, most)
        with (folder / "rules.yaml").open("a", encoding="utf-8") as stream:
            stream.write("#")
        return piece

    monkeypatch.setattr(os, "read", growing)
    assert "rules.yaml 在读的时候被改动" in refusal(folder)


def test_reading_is_safe_beside_other_threads(folder: Path) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(load_pack(folder).rules))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1, 1, 1, 1]
