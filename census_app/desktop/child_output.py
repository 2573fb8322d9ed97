"""What a command of the product prints, as the window reads it."""

from __future__ import annotations

import json
from typing import Any


def progress_of(line: str) -> tuple[int, int, str] | None:
    """How far the command is, if the line says so: done, total, what."""
    if not line.startswith('{"progress"'):
        return None
    try:
        done, total, text = json.loads(line)["progress"]
        return int(done), int(total), str(text)
    except (ValueError, KeyError, TypeError):
        return None


def partial_of(line: str) -> dict[str, Any] | None:
    """What the command has found so far, if the line says so."""
    if not line.startswith('{"partial"'):
        return None
    try:
        content = json.loads(line)["partial"]
    except (ValueError, KeyError):
        return None
    return content if isinstance(content, dict) else None


def object_of(output: bytes) -> dict[str, Any]:
    """The one JSON object on standard output; empty when there is none."""
    try:
        value = json.loads(output.decode("utf-8"))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
