"""An import that has no room, or no right to write, is refused before it starts."""

import os
import shutil
from collections import namedtuple

import pytest

from census_app.archive.disk import ensure_space
from census_app.archive.settings import load_settings
from census_app.foundation.errors import BadInput

Usage = namedtuple("Usage", "total used free")


def test_too_little_room_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "a.csv"
    file.write_bytes(b"x" * 1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(1 << 40, 0, 100 << 20))
    with pytest.raises(BadInput, match="磁盘空间不足"):
        ensure_space(tmp_path / "w", [file], load_settings())
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(1 << 40, 0, 201 << 20))
    ensure_space(tmp_path / "w", [file, tmp_path / "gone.csv", tmp_path], load_settings())


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root 不受文件夹权限限制")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(BadInput, match="权限"):
        ensure_space(tmp_path / "w", [], load_settings())
