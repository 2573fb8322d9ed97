from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from census_app.workspace.workspace import Workspace


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new workspace nobody writes to: copying it is faster than making one for each test."""
    with Workspace.create(tmp_path_factory.mktemp("blank") / "W") as made:
        return made.folder


@pytest.fixture
def workspace(blank: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(blank, tmp_path / "W")
    with Workspace.open(tmp_path / "W") as opened:
        yield opened
