"""A screen reader finds a name on everything that takes the keys or is painted, on every page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.pages.lists.dialog import ListsDialog
from census_app.desktop.pages.registry import PAGES
from census_app.desktop.pages.settings.roster_dialog import RosterDialog
from census_app.desktop.pages.tasks.dispatch_dialog import DispatchDialog
from census_app.desktop.pages.tasks.forms_dialog import FormsDialog
from census_app.desktop.session import Session
from tests.desktop.conftest import PATIENCE, Desk


def nameless(widget: QWidget) -> bool:
    """Whether it takes the keys or paints itself, has no name, and holds nothing that has one."""
    painted = type(widget).__module__.startswith("census_app") and "paintEvent" in vars(type(widget))
    if widget.focusPolicy() is Qt.FocusPolicy.NoFocus and not painted:
        return False
    interface = QAccessible.queryAccessibleInterface(widget)
    if interface is not None and interface.text(QAccessible.Text.Name):
        return False
    empty = isinstance(widget, QLabel | QAbstractButton) and not widget.text()
    inner = isinstance(widget, QLineEdit) and isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox)
    frame = painted and any(not nameless(child) for child in widget.findChildren(QWidget) if child.isVisible())
    return not (empty or inner or frame)


def look_at(desk: Desk, qtbot: QtBot, name: str) -> None:
    if name == "customer":
        desk.window.open_customer("4")
    else:
        desk.window.go(name)
    page = desk.window.page(name)
    for reader in filter(None, (getattr(page, "reader", None), getattr(getattr(page, "board", None), "reader", None))):
        qtbot.waitUntil(lambda reader=reader: not reader._waiting, timeout=PATIENCE)
    qtbot.wait(50)


def test_everything_on_every_page_has_a_name(desk: Desk, qtbot: QtBot, county: Path) -> None:
    desk.open(qtbot, county)
    found: dict[str, set[str]] = {}
    for entry in PAGES:
        look_at(desk, qtbot, entry.id)
        shown = [widget for widget in desk.window.findChildren(QWidget) if widget.isVisible()]
        assert len(shown) > 20
        names = {f"{type(one).__name__} in {type(one.parentWidget()).__name__}" for one in shown if nameless(one)}
        found |= {entry.id: names} if names else {}
    assert not found


@pytest.mark.parametrize(
    "build",
    [
        lambda page, session: ListsDialog(page, session),
        lambda page, session: DispatchDialog(page, session, {"0301": "柳河供电所"}),
        lambda page, session: FormsDialog(page, session, ["张志强"], ["2026-W48"]),
        lambda page, session: RosterDialog(page, session, False),
    ],
    ids=["lists", "dispatch", "forms", "roster"],
)
def test_everything_a_dialog_asks_for_has_a_name(build: Callable[[QWidget, Session], QWidget], desk: Desk) -> None:
    dialog = build(desk.window.page("tasks"), desk.session)
    fields = dialog.findChildren(QWidget)
    assert {type(one).__name__ for one in fields if isinstance(one, QLineEdit | QComboBox) and nameless(one)} == set()
    dialog.close()


def test_a_counter_is_part_of_the_name(desk: Desk) -> None:
    desk.session.count("tasks", 12)
    assert desk.window.navigation._entries["tasks"].accessibleName() == "普查任务 12"
