"""The sample pack as a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from .sample import HEAD, RULE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "pack"
    path.mkdir()
    (path / "pack.yaml").write_text(HEAD, encoding="utf-8")
    (path / "rules.yaml").write_text(RULE, encoding="utf-8")
    return path
