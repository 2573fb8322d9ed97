"""What a fresh machine meets first: the starter a Python too old can read, and one lock for every Python."""

from __future__ import annotations

import ast
import re
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "run.py"


def test_older_pythons_can_read_the_starter() -> None:
    ast.parse(STARTER.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_a_python_too_old_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13, "final", 0))
    monkeypatch.setattr(sys, "version", "3.10.13 (main)")
    with pytest.raises(SystemExit, match=r"需要 Python 3\.11 或更新（现在是 3\.10\.13）"):
        runpy.run_path(str(STARTER))


def test_every_python_gets_the_same_packages() -> None:
    """A package locked in two versions behaves, and is typed, in a way nobody tested under the other Python."""
    locked = re.findall(r"^[\w.-]+==\S+(?: ; (.*?))? \\$", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert len(locked) > 50
    assert not [condition for condition in locked if re.search(r"python(_full)?_version", condition)]
