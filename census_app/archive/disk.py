"""Whether an import has room; it refuses before it starts rather than in the middle."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from census_app.archive.settings import ImportSettings
from census_app.foundation.errors import BadInput
from census_app.foundation.files import said_plainly

_MEGABYTE = 1 << 20


def ensure_space(folder: Path, files: Sequence[Path], settings: ImportSettings) -> None:
    """Raise `BadInput` when `folder`'s disk has too little room for importing `files`, or cannot be written."""
    with said_plainly(folder):
        folder.mkdir(parents=True, exist_ok=True)
    size = sum(_size(path) for path in files)
    needed = int(size * settings.disk.times_input) + settings.disk.reserve_megabytes * _MEGABYTE
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BadInput(
            f"磁盘空间不足：导入约需 {needed // _MEGABYTE:,} MB，{folder} 只剩 {free // _MEGABYTE:,} MB",
            "清理磁盘，或用 census storage 看看能删掉什么；没有写入任何内容",
        )


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(inner.stat().st_size for inner in path.rglob("*") if inner.is_file())
    return path.stat().st_size if path.exists() else 0
