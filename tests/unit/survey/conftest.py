"""The county of `tests/unit/workspace/probe.py`, checked once; tests that change it work on copies."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from census_app.workspace.workspace import Workspace
from tests.unit.workspace.probe import two_weeks


@pytest.fixture(scope="session")
def two_weeks_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("two_weeks") / "W"
    with Workspace.create(folder) as workspace:
        two_weeks(workspace)
    return folder


@pytest.fixture
def probed(two_weeks_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of one's own."""
    shutil.copytree(two_weeks_folder, tmp_path / "W")
    with Workspace.open(tmp_path / "W") as workspace:
        yield workspace
