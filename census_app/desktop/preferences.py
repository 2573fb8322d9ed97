"""What the window remembers between starts: look, language, recent workspaces, layout, and what was running."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QStandardPaths

from census_app.desktop.settings_file import open_settings

_FILE_VARIABLE = "CENSUS_SETTINGS"
_RECENT_LIMIT = 8


class Preferences:
    """Reads and writes one INI file, `file`; an unreadable or missing value is its default.

    Whatever is written makes Qt write the whole file and wait for the disk: what stands there already is not.
    `said`: the key of a text, and what it names, when the file itself could not be used; empty otherwise.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._settings, self.said = open_settings(file or _default_file())
        self.file = Path(self._settings.fileName())

    def text(self, name: str, default: str) -> str:
        """A remembered word."""
        value = self._settings.value(name, default)
        return value if isinstance(value, str) else default

    def remember(self, name: str, value: str) -> None:
        """Keep a word."""
        if self._settings.value(name) != value:
            self._settings.setValue(name, value)

    def bytes(self, name: str) -> QByteArray:
        """A remembered layout; empty when there is none."""
        value = self._settings.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def remember_bytes(self, name: str, value: QByteArray) -> None:
        """Keep a layout."""
        self._settings.setValue(name, value)

    def facts(self, name: str) -> dict[str, Any]:
        """Remembered facts by their names; empty when there are none, or none that can be read."""
        try:
            value = json.loads(self.text(name, "{}"))
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    def remember_facts(self, name: str, value: dict[str, Any]) -> None:
        """Keep facts, in the file at once."""
        if value == self.facts(name):
            return
        if value:
            self._settings.setValue(name, json.dumps(value, ensure_ascii=False))
        else:
            self._settings.remove(name)
        self._settings.sync()

    def recent(self) -> list[Path]:
        """Workspaces opened lately that still exist, newest first."""
        value = self._settings.value("recent", [])
        names = value if isinstance(value, list) else [value]
        return [Path(str(name)) for name in names if name and Path(str(name)).is_dir()]

    def remember_workspace(self, folder: Path) -> None:
        """Put a workspace first among the recent ones."""
        known = self.recent()
        if known[:1] != [folder]:
            others = [path for path in known if path != folder]
            self._settings.setValue("recent", [str(path) for path in [folder, *others][:_RECENT_LIMIT]])

    def flush(self) -> None:
        """Everything remembered is in the file."""
        self._settings.sync()


def _default_file() -> Path:
    if named := os.environ.get(_FILE_VARIABLE):
        return Path(named)
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(base) / "census" / "window.ini"
