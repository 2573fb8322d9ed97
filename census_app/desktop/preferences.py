"""What the window remembers between starts: look, language, recent workspaces, geometry."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

_FILE_VARIABLE = "CENSUS_SETTINGS"
_RECENT_LIMIT = 8


class Preferences:
    """Reads and writes one INI file; an unreadable or missing value is its default."""

    def __init__(self, file: Path | None = None) -> None:
        self._settings = QSettings(str(file or _default_file()), QSettings.Format.IniFormat)

    def text(self, name: str, default: str) -> str:
        """A remembered word."""
        return str(self._settings.value(name, default))

    def remember(self, name: str, value: str) -> None:
        """Keep a word."""
        self._settings.setValue(name, value)

    def bytes(self, name: str) -> QByteArray:
        """A remembered layout; empty when there is none."""
        value = self._settings.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def remember_bytes(self, name: str, value: QByteArray) -> None:
        """Keep a layout."""
        self._settings.setValue(name, value)

    def recent(self) -> list[Path]:
        """Workspaces opened lately that still exist, newest first."""
        value = self._settings.value("recent", [])
        names = value if isinstance(value, list) else [value]
        return [Path(str(name)) for name in names if name and Path(str(name)).is_dir()]

    def remember_workspace(self, folder: Path) -> None:
        """Put a workspace first among the recent ones."""
        others = [path for path in self.recent() if path != folder]
        self._settings.setValue("recent", [str(path) for path in [folder, *others][:_RECENT_LIMIT]])

    def flush(self) -> None:
        """Everything remembered is in the file."""
        self._settings.sync()


def _default_file() -> Path:
    if named := os.environ.get(_FILE_VARIABLE):
        return Path(named)
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(base) / "census" / "window.ini"
