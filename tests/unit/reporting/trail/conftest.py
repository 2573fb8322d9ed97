from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from census_app.workspace.workspace import Workspace
from tests.unit.workspace.probe import two_weeks


@pytest.fixture(scope="session")
def county_blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county of `probe` after two weeks, made once."""
    with Workspace.create(tmp_path_factory.mktemp("trailed") / "W") as made:
        two_weeks(made)
        return made.folder


@pytest.fixture
def county(county_blank: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(county_blank, tmp_path / "county")
    with Workspace.open(tmp_path / "county") as opened:
        yield opened
