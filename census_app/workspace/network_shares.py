"""Whether a folder lies on a network share, where SQLite's write-ahead log loses data."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "davfs"}
)
_NETWORK_FUSE = ("fuse.sshfs", "fuse.davfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.glusterfs", "fuse.curlftpfs")
_WINDOWS_REMOTE_DRIVE = 4


def on_network_share(folder: Path, mounts: str | None = None) -> bool:
    """True when the nearest existing folder above `folder` is known to be remote; False when local or not known.

    `mounts` is the text of `/proc/self/mountinfo` (read when not given).
    """
    if os.name == "nt":
        return _remote_on_windows(folder)
    if mounts is None:
        table = Path("/proc/self/mountinfo")
        if not table.is_file():
            return False
        mounts = table.read_text(encoding="utf-8", errors="replace")
    kind = _file_system(folder.absolute(), mounts)
    return kind in _NETWORK_FILE_SYSTEMS or kind in _NETWORK_FUSE


def _file_system(folder: Path, mounts: str) -> str:
    real = Path(os.path.realpath(folder))
    best, kind = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        mount_point = Path(_unescaped(fields[4]))
        depth = len(mount_point.parts)
        if depth >= best and real.is_relative_to(mount_point):
            best, kind = depth, after.split(" ")[0]
    return kind


def _unescaped(text: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, character)
    return text


def _remote_on_windows(folder: Path) -> bool:
    if str(folder.absolute()).startswith("\\\\"):
        return True
    if sys.platform != "win32":
        return False
    import ctypes

    return bool(ctypes.windll.kernel32.GetDriveTypeW(folder.absolute().anchor) == _WINDOWS_REMOTE_DRIVE)
