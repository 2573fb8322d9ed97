"""How files lay there when they were recognised: what is imported must be what was looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

Stamp = tuple[int, int] | None
"""Size in bytes and time of the last change; None of what is no file: a folder, a database, nothing."""


def stamps(sources: Iterable[str]) -> dict[str, Stamp]:
    """As they lie there now; for a worker, a share may be slow."""
    return {source: _stamp(Path(source)) for source in sources}


def changed_since(seen: Mapping[str, Stamp]) -> list[str]:
    """Sources that do not lie there as they did."""
    now = stamps(seen)
    return [source for source, stamp in seen.items() if now[source] != stamp]


def _stamp(file: Path) -> Stamp:
    try:
        found = file.stat()
    except (OSError, ValueError):
        return None
    return (found.st_size, found.st_mtime_ns) if file.is_file() else None
