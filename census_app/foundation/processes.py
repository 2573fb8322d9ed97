"""Processes: whether one still lives, told apart from a later one of the same number, and whose it is."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def account_name() -> str:
    """The account this process runs under as the operating system knows it, whatever the environment says; "" when it
    cannot be told."""
    try:
        if sys.platform == "win32":
            return os.getlogin()
        import pwd

        return pwd.getpwuid(os.geteuid()).pw_name
    except (OSError, KeyError, ImportError):
        return ""


def process_started(process: int) -> str | None:
    """When the process began, as a text that tells it from a later one of the same number; None when it is gone."""
    if sys.platform == "win32":
        return _started_on_windows(process)
    status = Path(f"/proc/{process}/stat")
    if Path("/proc/self/stat").is_file():
        try:
            fields = status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] == "Z" else fields[19]
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return ""
    return ""


def _started_on_windows(process: int) -> str | None:
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(0x1000, False, process)
    if not handle:
        return None
    try:
        times = [ctypes.c_ulonglong() for _ in range(4)]
        if not kernel.GetProcessTimes(handle, *[ctypes.byref(moment) for moment in times]):
            return ""
        return None if times[1].value else str(times[0].value)
    finally:
        kernel.CloseHandle(handle)
