"""The rule library with a rule open in its editor."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from census_app.desktop.pages.rules.page import RulesPage
from tests.desktop.conftest import PATIENCE, Desk


def opened_editor(desk: Desk, qtbot: QtBot, county: Path) -> RulesPage:
    """The page with the county's first rule in the editor, looked at by lint."""
    desk.open(qtbot, county, "rules")
    shown = desk.window.page("rules")
    assert isinstance(shown, RulesPage)
    qtbot.waitUntil(lambda: shown.detail.view is not None, timeout=PATIENCE)
    qtbot.keyClick(shown.rules.view, Qt.Key.Key_E)
    editor_looked(shown, qtbot)
    return shown


def editor_looked(page: RulesPage, qtbot: QtBot) -> None:
    """Lint has looked at what stands in the card."""
    qtbot.waitUntil(lambda: page.board.writing and page.board.editor.built, timeout=PATIENCE)
    qtbot.waitUntil(lambda: page.drafts.drafting.look is not None, timeout=PATIENCE)
