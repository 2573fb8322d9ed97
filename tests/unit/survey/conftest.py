from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from census_app.workspace.workspace import Workspace
from tests.made_once import made_once
from tests.unit.workspace.probe import judged

from .field import checked


@pytest.fixture(scope="session")
def surveyed_blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county of `probe` after two weeks, made once."""
    return made_once(tmp_path_factory, "judged", judged)


@pytest.fixture
def county(surveyed_blank: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Two weeks of six customers, their problems judged; a copy of one's own."""
    shutil.copytree(surveyed_blank, tmp_path / "county")
    with Workspace.open(tmp_path / "county") as opened:
        yield opened


def _field(folder: Path) -> Path:
    with Workspace.create(folder / "W") as made:
        checked(made)
        return made.folder


@pytest.fixture(scope="session")
def field_blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county of `field`, made once."""
    return made_once(tmp_path_factory, "field", _field)


@pytest.fixture
def field(field_blank: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Ten customers with problems of every kind; a copy of one's own."""
    shutil.copytree(field_blank, tmp_path / "field")
    with Workspace.open(tmp_path / "field") as opened:
        yield opened
