from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from census_app.workspace.workspace import Workspace
from tests.unit.workspace.probe import two_weeks

from .field import checked


@pytest.fixture(scope="session")
def surveyed_blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county of `probe` after two weeks, made once."""
    with Workspace.create(tmp_path_factory.mktemp("surveyed") / "W") as made:
        two_weeks(made)
        return made.folder


@pytest.fixture
def county(surveyed_blank: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Two weeks of six customers, their problems judged; a copy of one's own."""
    shutil.copytree(surveyed_blank, tmp_path / "county")
    with Workspace.open(tmp_path / "county") as opened:
        yield opened


@pytest.fixture(scope="session")
def field_blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county of `field`, made once."""
    with Workspace.create(tmp_path_factory.mktemp("field") / "W") as made:
        checked(made)
        return made.folder


@pytest.fixture
def field(field_blank: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Ten customers with problems of every kind; a copy of one's own."""
    shutil.copytree(field_blank, tmp_path / "field")
    with Workspace.open(tmp_path / "field") as opened:
        yield opened
