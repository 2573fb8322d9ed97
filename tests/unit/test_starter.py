"""`run.py` must be readable to a Python that is too old for everything else, to say so."""

from __future__ import annotations

import ast
import runpy
import sys
from pathlib import Path

import pytest

STARTER = Path(__file__).resolve().parents[2] / "run.py"


def test_older_pythons_can_read_the_starter() -> None:
    ast.parse(STARTER.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_a_python_too_old_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13, "final", 0))
    monkeypatch.setattr(sys, "version", "3.10.13 (main)")
    with pytest.raises(SystemExit, match=r"需要 Python 3\.11 或更新（现在是 3\.10\.13）"):
        runpy.run_path(str(STARTER))
