"""One spelling for everything that is hashed or compared across machines."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

_CHUNK_BYTES = 1 << 20
_encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
"""Kept: making one takes longer than writing a row with it."""


def canonical_json(value: Any) -> str:
    """JSON with sorted keys, no spaces, real Unicode: equal values give equal text."""
    return _encoder.encode(value)


def sha256_text(text: str) -> str:
    """Hex SHA-256 of the UTF-8 text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def sha256_file(path: Path) -> str:
    """Hex SHA-256 of a file's bytes, read in chunks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def record_key(values: list[str]) -> str:
    """Key fields in dictionary order joined by `|`; `|` and the escape itself are escaped by a backslash."""
    return "|".join(value.replace("\\", "\\\\").replace("|", "\\|") for value in values)


def split_record_key(key: str) -> list[str]:
    """The key fields that `record_key` joined."""
    parts, current, escaped = [], "", False
    for character in key:
        if escaped:
            current, escaped = current + character, False
        elif character == "\\":
            escaped = True
        elif character == "|":
            parts.append(current)
            current = ""
        else:
            current += character
    return [*parts, current]
