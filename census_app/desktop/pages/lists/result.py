"""What `census lists --json` says it wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def listed_files(result: dict[str, Any], folder: Path) -> list[Path]:
    """The workbooks, in the order they were reported."""
    entries = result.get("files") or []
    names = [entry.get("file") or entry.get("path") if isinstance(entry, dict) else entry for entry in entries]
    return [folder / str(name) for name in names if name]


def listed_problems(result: dict[str, Any]) -> int:
    """How many problems stand in the lists."""
    value = result.get("problems")
    return value if isinstance(value, int) else 0
