"""Folders in the system's temporary folder: of one process, and gone with it.

A process that is killed (a cancelled check, a window that ends with its computer) cannot tidy up, and what it leaves
may hold customers' records. Every folder therefore carries its owner's process number, and whoever comes next sweeps
those whose owner is gone.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from census_app.foundation.errors import BadInput
from census_app.foundation.processes import process_started

_OURS = re.compile(r"census-[a-z]+-(\d+)-.+")
_kept: list[tempfile.TemporaryDirectory[str]] = []


def temporary_folder(purpose: str) -> tempfile.TemporaryDirectory[str]:
    """An empty folder of this process, removed by `cleanup`, at the end of a `with`, or when nobody holds it any more.

    `purpose` is a word in small letters. Refused in words where the temporary folder cannot be written.
    """
    prefix = f"census-{purpose}-{os.getpid()}-"
    try:
        return tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True)
    except OSError as error:
        raise BadInput(
            f"临时文件夹不可写：{error.strerror or error}", "清理磁盘，或把环境变量 TEMP 指到可写的文件夹后重试"
        ) from error


def lasting_temporary_folder(purpose: str) -> Path:
    """Like `temporary_folder`, for what other processes read: it stays until this process ends."""
    folder = temporary_folder(purpose)
    _kept.append(folder)
    return Path(folder.name)


def sweep_temporary_folders() -> int:
    """Temporary folders whose process is gone are gone too; returns how many. What cannot be removed is passed over."""
    removed = 0
    with os.scandir(tempfile.gettempdir()) as entries:
        ours = [(entry.path, found[1]) for entry in entries if (found := _OURS.fullmatch(entry.name))]
    for path, owner in ours:
        if process_started(int(owner)) is None:
            shutil.rmtree(path, ignore_errors=True)
            removed += not Path(path).exists()
    return removed
