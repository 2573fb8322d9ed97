from __future__ import annotations

import pytest

from .delivering import new_catalogue


@pytest.fixture
def catalogue(tmp_path):
    with new_catalogue(tmp_path / "workspace") as made:
        yield made


@pytest.fixture
def other(tmp_path):
    """A second workspace."""
    with new_catalogue(tmp_path / "other") as made:
        yield made
