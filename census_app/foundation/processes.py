"""Processes: whether one still lives, told apart from a later one of the same number, whose it is, and which of them
goes first."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from pathlib import Path

GIVES_WAY_VARIABLE = "CENSUS_GIVES_WAY"
"""Set for the processes a window starts: they give way to it."""
_BELOW_NORMAL, _STEPS = 0x4000, 5
_ASKED_LITTLE, _ACCESS_DENIED = 0x1000, 5


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


def give_way() -> None:
    """This process, and those it starts, compute where nobody else wants to: what somebody looks at stays lively.

    Where the system does not allow it nothing changes.
    """
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        # a handle is as wide as a pointer; told nothing, it would be cut to an int
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), _BELOW_NORMAL)
    else:
        with suppress(OSError):
            os.nice(_STEPS)


def thread_gives_way() -> None:
    """This thread, and those it starts, compute behind the other threads of the process and as jobs do: the window's
    thread, which computes little and often, has a processor when it wants one.

    Linux alone knows places of single threads; elsewhere, and where it is not allowed, nothing changes.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            thread = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + _STEPS)


def processors() -> int:
    """How many processors this process may compute on at a time."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory_available() -> int | None:
    """Bytes that processes may still take without others being pushed out; None where it cannot be told."""
    if sys.platform == "win32":
        return _available_on_windows()
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        told = next(line.split()[1] for line in lines if line.startswith("MemAvailable:"))
    except (OSError, ValueError, StopIteration, IndexError):
        return None
    return int(told) << 10


def _available_on_windows() -> int | None:
    import ctypes

    class Status(ctypes.Structure):
        """MEMORYSTATUSEX of the Windows API."""

        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            ("total", ctypes.c_ulonglong),
            ("available", ctypes.c_ulonglong),
            ("others", ctypes.c_ulonglong * 5),
        )

    status = Status(length=ctypes.sizeof(Status))
    found = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined,unused-ignore]
    return int(status.available) if found else None


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

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(_ASKED_LITTLE, False, process)
    if not handle:
        # one that may not be asked lives: what it has left open must not be taken for left behind
        return "" if ctypes.get_last_error() == _ACCESS_DENIED else None  # type: ignore[attr-defined,unused-ignore]
    try:
        times = [ctypes.c_ulonglong() for _ in range(4)]
        if not kernel.GetProcessTimes(handle, *[ctypes.byref(moment) for moment in times]):
            return ""
        return None if times[1].value else str(times[0].value)
    finally:
        kernel.CloseHandle(handle)
