from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from census_app.workspace.workspace import Workspace
from tests.made_once import made_once

from .probe import judged

Prepare = Callable[[Workspace], object]
Prepared = Callable[[Prepare], Workspace]


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


@pytest.fixture(scope="session")
def _prepared() -> dict[Prepare, Path]:
    return {}


@pytest.fixture
def prepared(
    blank: Path, _prepared: dict[Prepare, Path], tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> Iterator[Prepared]:
    """A workspace as that function leaves a new one: it is called for the first test, the others have copies."""
    with ExitStack() as open_ones:

        def copy(prepare: Prepare) -> Workspace:
            if prepare not in _prepared:
                folder = tmp_path_factory.mktemp("prepared") / "W"
                shutil.copytree(blank, folder)
                with Workspace.open(folder) as made:
                    prepare(made)
                _prepared[prepare] = folder
            shutil.copytree(_prepared[prepare], tmp_path / "W")
            return open_ones.enter_context(Workspace.open(tmp_path / "W"))

        yield copy


@pytest.fixture(scope="session")
def judged_blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county of `probe`, made once."""
    return made_once(tmp_path_factory, "judged", judged)


@pytest.fixture
def judged_county(judged_blank: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Two weeks of six customers, their problems judged; a copy of one's own."""
    shutil.copytree(judged_blank, tmp_path / "judged")
    with Workspace.open(tmp_path / "judged") as opened:
        yield opened
