"""Rows in the clipboard: what was chosen, as shown, and nothing a spreadsheet would read as a number."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from census_app.desktop.frame.right_click import menu_at
from census_app.desktop.pages.problems import copying
from census_app.desktop.pages.problems.page import ProblemPage
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.tables.paged_model import ListedRows, PagedColumn, PagedModel
from census_app.desktop.widgets import clipboard
from census_app.desktop.widgets.clipboard import copy_chosen, put_rows
from tests.desktop.conftest import PATIENCE, Desk

ROWS = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


def text() -> str:
    return QGuiApplication.clipboard().text()


def html() -> str:
    return QGuiApplication.clipboard().mimeData().html()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, county: Path) -> ProblemPage:
    desk.open(qtbot, county, "problems")
    shown = desk.window.page("problems")
    assert isinstance(shown, ProblemPage)
    qtbot.waitUntil(lambda: shown.model.rowCount() > 1 and not shown.flow.busy, timeout=PATIENCE)
    QApplication.processEvents()
    return shown


def choose(page: ProblemPage, *places: int) -> None:
    page.table.clearSelection()
    for place in places:
        page.table.selectionModel().select(page.model.index(place, 0), ROWS)


def test_cells_stay_texts_with_their_zeros_long_numbers_and_breaks(qapp: QApplication) -> None:
    put_rows([["0301142086", "1330001000000100011460", '两行\n"引"\t<号>', "11-21"]])
    assert text() == '0301142086\t1330001000000100011460\t"两行\n""引""\t<号>"\t11-21'
    assert html().count("mso-number-format:'\\@'") == 4
    assert '两行<br style="mso-data-placement:same-cell">&quot;引&quot;' in html()
    assert "&lt;号&gt;" in html()


def test_all_chosen_problems_are_copied_in_the_order_shown(page: ProblemPage, desk: Desk) -> None:
    choose(page, 1, 0)
    desk.window.actions_["copy_row"].trigger()
    heads, *lines = [line.split("\t") for line in text().splitlines()]
    assert heads == ["短号", *(column.heading for column in page.model.columns)]
    place = [column.id for column in page.model.columns].index("customer")
    wanted = [page.model.index(row, place).data() for row in (0, 1)]
    assert [line[1 + place] for line in lines] == wanted
    desk.window.actions_["copy_number"].trigger()
    assert text().splitlines() == [line[0] for line in lines]


def test_more_than_can_be_copied_are_told_where_to_be_had(
    page: ProblemPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "MOST_ROWS", 1)
    monkeypatch.setattr(copying, "MOST_ROWS", 1)
    QGuiApplication.clipboard().setText("before")
    desk.window.actions_["choose_all"].trigger()
    desk.window.actions_["copy_row"].trigger()
    assert text() == "before"
    assert desk.window._toast is not None and "Ctrl+S" in desk.window._toast._label.text()


def test_pointing_at_one_of_several_chosen_rows_keeps_them(page: ProblemPage, desk: Desk) -> None:
    choose(page, 0, 1)
    centre = page.table.visualRect(page.model.index(1, 0)).center()
    menu = menu_at(desk.window, desk.window.actions_, "problems", page.table.viewport().mapTo(desk.window, centre))
    assert len(page.table.selectionModel().selectedRows()) == 2
    copy = next(one for one in menu.actions() if one.text() == "复制选中的 2 行")
    copy.trigger()
    assert len(text().splitlines()) == 3
    choose(page, 0)
    # a key held down for another program must not add rows
    QTest.keyPress(desk.window.windowHandle(), Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    menu_at(desk.window, desk.window.actions_, "problems", page.table.viewport().mapTo(desk.window, centre))
    assert len(page.table.selectionModel().selectedRows()) == 1
    assert page.table.currentIndex().row() == 1
    QTest.keyRelease(desk.window.windowHandle(), Qt.Key.Key_Control)


def test_every_table_copies_its_chosen_rows_by_the_key(qtbot: QtBot) -> None:
    columns = [PagedColumn("number", "户号", lambda row: row[0]), PagedColumn("name", "户名", lambda row: row[1])]
    model = PagedModel(columns)
    table = ProblemTable(model)
    qtbot.addWidget(table)
    table.setSelectionMode(ProblemTable.SelectionMode.ExtendedSelection)
    model.show(ListedRows([("0001", "甲"), ("0002", "乙")]), 2)
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert text() == "0002\t乙"
    table.selectAll()
    assert copy_chosen(table) == 2
    assert text() == "户号\t户名\n0001\t甲\n0002\t乙"
    table.setColumnHidden(1, True)
    assert copy_chosen(table) == 2
    assert text() == "户号\n0001\n0002"


def test_nothing_is_copied_where_nothing_is_chosen(qtbot: QtBot) -> None:
    table = ProblemTable(PagedModel([PagedColumn("number", "户号", lambda row: row[0])]))
    qtbot.addWidget(table)
    QGuiApplication.clipboard().setText("before")
    assert copy_chosen(table) == 0
    assert text() == "before"
    assert table.indexAt(QPoint(1, 1)).row() == -1
