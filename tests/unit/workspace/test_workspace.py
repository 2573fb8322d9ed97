from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.workspace import workspace as module
from census_app.workspace.network_shares import on_network_share
from census_app.workspace.workspace import Workspace


def test_a_new_workspace_has_its_folders_and_opens_again(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "县局 A") as created:
        identity = created.information("workspace_id")
        assert {path.name for path in created.folder.iterdir()} >= {
            "workspace.db", "parts", "runs", "mappings", "packs", "cache", "exports",
        }  # fmt: skip
    with Workspace.open(tmp_path / "县局 A") as opened:
        assert opened.information("workspace_id") == identity
    assert not list((tmp_path / "县局 A").glob(".workspace.db*"))


def test_creating_twice_is_refused_and_the_first_stays(workspace: Workspace) -> None:
    identity = workspace.information("workspace_id")
    with pytest.raises(BadInput, match="已经有一个工作区"):
        Workspace.create(workspace.folder)
    assert workspace.information("workspace_id") == identity


def test_what_a_killed_creation_left_is_swept(tmp_path: Path) -> None:
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom census_app.workspace import workspace\n"
        "workspace.create_schema = lambda engine: (engine.connect().exec_driver_sql('create table t (a)'), "
        "os._exit(9))\n"
        "workspace.Workspace.create(Path(sys.argv[1]))\n"
    )
    folder = tmp_path / "W"
    killed = subprocess.run([sys.executable, "-c", program, str(folder)], check=False)
    assert killed.returncode == 9 and list(folder.glob(".workspace.db*"))
    with Workspace.ensure(folder):
        assert not list(folder.glob(".workspace.db*"))


@pytest.mark.parametrize("name", ["完成100%", "a %41 b", "a # b & 'c' [1]", "🙂 县"])
def test_any_name_of_a_folder_will_do(tmp_path: Path, name: str) -> None:
    with Workspace.create(tmp_path / name / "W") as created:
        identity = created.information("workspace_id")
    with Workspace.open(tmp_path / name / "W") as opened:
        assert opened.information("workspace_id") == identity
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
@pytest.mark.parametrize("name", ["怎么办?", "第*周"])
def test_a_name_that_stands_for_others_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="改个名"):
        Workspace.create(tmp_path / name / "W")
    with Workspace.create(tmp_path / "W"):
        pass
    (tmp_path / "W").rename(tmp_path / name)
    with pytest.raises(BadInput, match="改个名"):
        Workspace.open(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_ensure_creates_once_then_opens(tmp_path: Path) -> None:
    with Workspace.ensure(tmp_path / "W") as first, Workspace.ensure(tmp_path / "W") as second:
        assert first.information("workspace_id") == second.information("workspace_id")


def test_a_folder_without_workspace_is_refused_and_left_alone(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有工作区"):
        Workspace.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_newer_workspace_is_refused_unchanged(workspace: Workspace) -> None:
    with writing(workspace.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    workspace.close()
    before = (workspace.folder / "workspace.db").read_bytes()
    with pytest.raises(BadInput, match="更新版本的程序"):
        Workspace.open(workspace.folder)
    assert (workspace.folder / "workspace.db").read_bytes() == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_refused_plainly(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with pytest.raises(BadInput, match="没有写入权限"):
            Workspace.create(tmp_path / "W")
    finally:
        tmp_path.chmod(stat.S_IRWXU)


def test_a_workspace_on_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "on_network_share", lambda _folder: True)
    with pytest.raises(BadInput, match="网络共享盘"):
        Workspace.create(tmp_path / "W")
    assert not (tmp_path / "W").exists()


MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:44 / /mnt/share\\040one rw,relatime shared:9 - cifs //server/share rw
41 40 0:45 / /mnt/share\\040one/local rw - ext4 /dev/sdb1 rw
42 22 0:46 / /srv/nfs rw - nfs4 server:/x rw
"""


@pytest.mark.skipif(os.name == "nt", reason="mounts are asked about where there are mounts")
@pytest.mark.parametrize(
    ("folder", "remote"),
    [
        ("/home/w", False),
        ("/mnt/share one/county", True),
        ("/mnt/share one/local/county", False),
        ("/srv/nfs", True),
        ("/srv/nfsx", False),
    ],
)
def test_the_file_system_of_the_nearest_mount_decides(folder: str, remote: bool) -> None:
    assert on_network_share(Path(folder), MOUNTS) is remote
