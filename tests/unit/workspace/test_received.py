from __future__ import annotations

from pathlib import Path

import pytest

from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.received import (
    keep_file,
    not_yet_registered,
    received_faults,
    received_path,
    sweep_unregistered,
)
from census_app.workspace.workspace import Workspace


def _register(workspace: Workspace, *files: Path) -> int:
    kept = [keep_file(workspace, file, "list") for file in files]
    with writing(workspace.engine) as connection:
        rows = [file.row() for file in not_yet_registered(connection, kept)]
        append_with_rows(connection, "results.received", "x", {}, {"received_files": rows})
    return len(rows)


def test_the_same_bytes_are_kept_and_registered_once(workspace: Workspace, tmp_path: Path) -> None:
    one, same, other = tmp_path / "一.XLSX", tmp_path / "二.xlsx", tmp_path / "三.jpg"
    one.write_bytes(b"a"), same.write_bytes(b"a"), other.write_bytes(b"b")
    assert _register(workspace, one, same) == 1
    assert _register(workspace, one, other) == 1
    assert len(list((workspace.folder / "received").glob("??/*"))) == 2
    assert received_faults(workspace) == []


def test_a_changed_or_lost_file_is_said(workspace: Workspace, tmp_path: Path) -> None:
    one, two = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    one.write_bytes(b"a"), two.write_bytes(b"b")
    _register(workspace, one, two)
    kept = [keep_file(workspace, file, "list") for file in (one, two)]
    received_path(workspace, kept[0].sha256, "a.xlsx").write_bytes(b"x")
    received_path(workspace, kept[1].sha256, "b.xlsx").unlink()
    assert sorted(fault.split("（")[0] for fault in received_faults(workspace)) == [
        "收回的文件 a.xlsx 被改动过",
        "收回的文件 b.xlsx 不见了",
    ]


def test_what_no_act_mentions_is_swept(workspace: Workspace, tmp_path: Path) -> None:
    one, two = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    one.write_bytes(b"a"), two.write_bytes(b"b")
    _register(workspace, one)
    keep_file(workspace, two, "list")
    assert sweep_unregistered(workspace) == 1
    assert received_faults(workspace) == []


def test_a_missing_file_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有这个文件"):
        keep_file(workspace, tmp_path / "none.xlsx", "list")
