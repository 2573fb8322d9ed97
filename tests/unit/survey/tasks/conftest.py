from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from census_app.survey.dispatch.dispatching import dispatch
from census_app.survey.dispatch.request import DispatchRequest
from census_app.workspace.workspace import Workspace

from ..field import MONDAY, WEEK


@pytest.fixture(scope="session")
def given_out_blank(field_blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given") / "W"
    shutil.copytree(field_blank, folder)
    with Workspace.open(folder) as workspace:
        dispatch(workspace, DispatchRequest(WEEK, today=MONDAY))
    return folder


@pytest.fixture
def given_out(given_out_blank: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The county of `field` with its ten tasks; a copy of one's own."""
    shutil.copytree(given_out_blank, tmp_path / "given")
    with Workspace.open(tmp_path / "given") as opened:
        yield opened
