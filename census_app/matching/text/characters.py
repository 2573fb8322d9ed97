"""Tables of characters shipped as text files: one entry a line, `#` begins a comment line."""

from __future__ import annotations

from census_app.foundation.resources import resource


def entries(name: str) -> list[list[str]]:
    """The fields of each line of `resources/matching/characters/<name>.txt`, comments and empty lines left out."""
    return [fields for line in _lines(name) if (fields := line.split())]


def _lines(name: str) -> list[str]:
    text = resource(f"matching/characters/{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("# ")]
