from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from census_app.workspace.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / "W") as opened:
        yield opened
