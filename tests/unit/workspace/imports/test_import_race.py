"""A workspace that another process made meanwhile is not taken away from it when this import fails."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput, WorkspaceBusy
from census_app.workspace.imports import importing as imports
from census_app.workspace.workspace import DATABASE_NAME, FOLDERS, Workspace


def test_a_workspace_somebody_else_works_in_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, file = tmp_path / "workspace", tmp_path / "用户.csv"
    file.write_text("户号,户名\n0012345678,张三\n", encoding="utf-8")
    with ExitStack() as other:

        def made_meanwhile(path: Path) -> Workspace:
            mine = other.enter_context(Workspace.create(path))
            other.enter_context(mine.lease(imports.IMPORT_LEASE, what="导入"))
            return Workspace.open(path)

        monkeypatch.setattr(Workspace, "ensure", made_meanwhile)
        with pytest.raises(WorkspaceBusy):
            imports.import_into(folder, [file])
        assert (folder / DATABASE_NAME).exists()
        assert {path.name for path in folder.iterdir()} >= set(FOLDERS)


def test_a_workspace_that_cannot_be_made_leaves_no_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_engine: object) -> None:
        raise BadInput("磁盘已满")

    monkeypatch.setattr("census_app.workspace.workspace.create_schema", full)
    with pytest.raises(BadInput):
        Workspace.create(tmp_path / "workspace")
    assert not (tmp_path / "workspace").exists()
