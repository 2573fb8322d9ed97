"""What `census lists --json` says it wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def listed_files(result: dict[str, Any]) -> list[Path]:
    """The workbooks of the units, then the county's summary."""
    names = [entry.get("file") for entry in result.get("lists") or () if isinstance(entry, dict)]
    return [Path(str(name)) for name in [*names, result.get("summary")] if name]


def listed_problems(result: dict[str, Any]) -> int:
    """How many problems stand in the lists."""
    return sum(int(entry.get("problems") or 0) for entry in result.get("lists") or () if isinstance(entry, dict))
