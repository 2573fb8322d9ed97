"""Files and folders opened with whatever the computer opens them with."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_file(path: Path) -> bool:
    """Ask the desktop to open it; False when it could not."""
    return bool(QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
