"""The settings file: its version, how older ones become newer ones, and what happens to one that cannot be used.

A file nobody can read is kept aside under another name; one of a newer program is left alone, and this program works
with a file of its own beside it. Both are said once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSettings

VERSION = 1
_VERSION_KEY = "version"


def open_settings(file: Path) -> tuple[QSettings, tuple[str, str]]:
    """Settings of this program's version, and the key of a text that says what became of the file (with its new
    name), both empty when nothing did."""
    settings = _read(file)
    if settings.status() is QSettings.Status.FormatError:
        del settings
        aside = file.with_name(f"{file.stem}.unreadable-{datetime.now():%Y%m%d-%H%M%S}{file.suffix}")
        file.replace(aside)
        settings = _read(file)
        _stamp(settings)
        return settings, ("settings_file.unreadable", aside.name)
    if _version(settings) > VERSION:
        del settings
        own, said = open_settings(file.with_name(f"{file.stem}.v{VERSION}{file.suffix}"))
        return own, said if said[0] else ("settings_file.newer", file.name)
    for step in range(_version(settings), VERSION):
        _MIGRATIONS[step](settings)
    if settings.isWritable():
        _stamp(settings)
        return settings, ("", "")
    return settings, ("settings_file.not_kept", str(file))


def _read(file: Path) -> QSettings:
    settings = QSettings(str(file), QSettings.Format.IniFormat)
    settings.allKeys()
    return settings


def _version(settings: QSettings) -> int:
    """0 for a file from before there were versions."""
    text = str(settings.value(_VERSION_KEY, "0"))
    return int(text) if text.isdecimal() else 0


def _stamp(settings: QSettings) -> None:
    settings.setValue(_VERSION_KEY, str(VERSION))


def _layout_has_a_section(settings: QSettings) -> None:
    """0 → 1: the window's place stands with everything else about the layout."""
    if settings.contains("geometry"):
        settings.setValue("layout/geometry", settings.value("geometry"))
        settings.remove("geometry")


_MIGRATIONS: tuple[Callable[[QSettings], None], ...] = (_layout_has_a_section,)
