"""The right mouse button everywhere: copy what is pointed at, do what the page can do, in the language in force."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QTableView, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.frame.right_click import menu_at
from census_app.desktop.pages.problems.page import ProblemPage
from census_app.desktop.pages.registry import PAGES
from tests.desktop.conftest import PATIENCE, Desk


def words(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def at(desk: Desk, widget: QWidget, place: QPoint) -> QMenu:
    return menu_at(desk.window, desk.window.actions_, desk.window.current, widget.mapTo(desk.window, place))


@pytest.fixture
def table(desk: Desk, qtbot: QtBot, county: Path) -> QTableView:
    desk.open(qtbot, county, "problems")
    page = desk.window.page("problems")
    assert isinstance(page, ProblemPage)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0 and not page.flow.busy, timeout=PATIENCE)
    QApplication.processEvents()
    return page.table


def test_a_cell_and_its_row_are_copied(desk: Desk, table: QTableView) -> None:
    index = table.model().index(0, 0)
    menu = at(desk, table.viewport(), table.visualRect(index).center())
    assert words(menu)[:2] == ["复制这一格", "复制这一行"]
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == index.data()
    menu.actions()[1].trigger()
    cells = QGuiApplication.clipboard().text().split("\t")
    assert cells[0] == index.data()
    assert len(cells) == sum(not table.isColumnHidden(column) for column in range(table.model().columnCount()))
    assert "复制问题短号" in words(menu)


def test_a_text_is_copied(desk: Desk, table: QTableView) -> None:
    page = desk.window.page("problems")
    menu = at(desk, page.title, QPoint(3, 3))
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == page.title.text()


@pytest.mark.parametrize("name", [entry.id for entry in PAGES])
def test_every_page_bears_it_everywhere(desk: Desk, qtbot: QtBot, name: str) -> None:
    desk.window.go(name)
    for x in range(5, desk.window.width(), 190):
        for y in range(5, desk.window.height(), 90):
            menu = menu_at(desk.window, desk.window.actions_, name, QPoint(x, y))
            assert all(words(menu))
            menu.deleteLater()
    place = QPoint(600, 400)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, desk.window.mapToGlobal(place))
    desk.window.contextMenuEvent(event)
    opened = QApplication.activePopupWidget()
    if opened is not None:
        opened.close()


def test_qt_speaks_the_language_of_the_window(desk: Desk, qtbot: QtBot) -> None:
    def of_field() -> str:
        field = QLineEdit()
        qtbot.addWidget(field)
        menu = field.createStandardContextMenu()
        text = " ".join(action.text() for action in menu.actions())
        menu.deleteLater()
        return text

    assert "复制" in of_field()
    desk.window.actions_["switch_language"].trigger()
    assert "Copy" in of_field()
    desk.window.actions_["switch_language"].trigger()
