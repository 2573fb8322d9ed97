"""Code of pages is read in quiet moments, and nothing is built by it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from census_app.desktop.frame import reading_ahead
from census_app.desktop.pages.registry import PageEntry
from tests.desktop.conftest import PATIENCE, Desk

UNREAD = ("page_nobody_saw", "another_nobody_saw")


def test_once_a_workspace_is_open_every_page_is_read_and_none_built(
    desk: Desk, qtbot: QtBot, county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in UNREAD:
        (tmp_path / f"{name}.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(reading_ahead, "PAGES", [PageEntry(name, "home", f"{name}:Page") for name in UNREAD])
    desk.open(qtbot, county)
    qtbot.waitUntil(lambda: all(name in sys.modules for name in UNREAD), timeout=PATIENCE)
    for name in UNREAD:
        del sys.modules[name]
    assert set(desk.window.pages) == {"start"}
