from __future__ import annotations

from pathlib import Path

import pytest

from census_app.dictionary.loader import load_dictionary
from tests.unit.checking.build import County


@pytest.fixture
def county(tmp_path: Path) -> County:
    return County(tmp_path, load_dictionary())
