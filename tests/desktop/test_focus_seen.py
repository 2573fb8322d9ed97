"""Where the keys go can be seen, also on what is chosen already."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLineEdit,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from census_app.desktop.pages.problems.page import ProblemPage
from census_app.desktop.pages.reports.page import ReportPage
from census_app.desktop.pages.settings.page import SettingsPage
from census_app.desktop.widgets.chips import FacetChip
from census_app.desktop.widgets.options import Option
from tests.desktop.conftest import PATIENCE, Desk
from tests.desktop.test_screen_reader import nameless


@pytest.mark.parametrize("chosen", [True, False])
@pytest.mark.parametrize("kind", ["chip", "option"])
def test_a_button_that_takes_the_keys_looks_otherwise(qtbot: QtBot, kind: str, chosen: bool) -> None:
    made: dict[str, QAbstractButton] = {
        "chip": FacetChip("未关闭 109", chosen=chosen),
        "option": Option("1", "是候选 1", "与市场主体关联", chosen=chosen),
    }
    window, field, button = QWidget(), QLineEdit(), made[kind]
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for part in made.values():
        column.addWidget(part)
    column.addWidget(field)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus, timeout=PATIENCE)
    before = button.grab().toImage()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus, timeout=PATIENCE)
    assert button.grab().toImage() != before


def test_the_row_that_takes_the_keys_is_marked(desk: Desk, qtbot: QtBot, county: Path) -> None:
    desk.open(qtbot, county, "problems")
    page = desk.window.page("problems")
    assert isinstance(page, ProblemPage)
    qtbot.waitUntil(lambda: page.model.rowCount() > 1 and not page.flow.busy, timeout=PATIENCE)
    desk.window.activateWindow()
    page.field.setFocus()
    qtbot.waitUntil(page.field.hasFocus, timeout=PATIENCE)
    row = page.table.visualRect(page.table.currentIndex())
    before = page.table.viewport().grab(row).toImage()
    page.table.setFocus()
    qtbot.waitUntil(page.table.hasFocus, timeout=PATIENCE)
    assert page.table.viewport().grab(row).toImage() != before


def test_what_scrolls_in_the_match_review_has_a_name(desk: Desk) -> None:
    page = desk.window.page("match")
    areas = page.findChildren(QScrollArea)
    assert len(areas) >= 3
    assert not [area for area in areas if nameless(area)]


def _unlike(qtbot: QtBot, view: QAbstractItemView, elsewhere: QWidget) -> bool:
    """Whether the row that takes the keys looks otherwise than without them."""
    view.setFocus()
    qtbot.waitUntil(view.hasFocus, timeout=PATIENCE)
    row = view.visualRect(view.currentIndex())
    before = view.viewport().grab(row).toImage()
    elsewhere.setFocus()
    qtbot.waitUntil(lambda: not view.hasFocus(), timeout=PATIENCE)
    return view.viewport().grab(row).toImage() != before


def test_plain_lists_and_tables_nothing_is_chosen_in_show_the_keys_too(desk: Desk, qtbot: QtBot, county: Path) -> None:
    desk.open(qtbot, county, "settings")
    desk.window.activateWindow()
    page = desk.window.page("settings")
    assert isinstance(page, SettingsPage)
    assert _unlike(qtbot, page.list, page)
    page.show_section("keys")
    table = page.section.findChild(QTableView)
    assert table is not None
    qtbot.waitUntil(lambda: table.model().rowCount() > 0, timeout=PATIENCE)
    table.clearSelection()
    assert _unlike(qtbot, table, page)
    desk.window.go("reports")
    reports = desk.window.page("reports")
    assert isinstance(reports, ReportPage)
    reports.maker.files.addItem("双周通报_2026-W48.xlsx")
    reports.maker.files.setCurrentRow(0)
    reports.maker.files.show()
    assert _unlike(qtbot, reports.maker.files, reports)
