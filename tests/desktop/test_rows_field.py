"""Parameters of many values as rows, by keyboard: added, written, removed, undone, and wrong ones said."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from census_app.desktop.pages.rules.editor.many_values import many_values
from census_app.desktop.pages.rules.editor.parameter_form import ParameterForm
from census_app.desktop.pages.rules.editor.rows_field import RowsField

CONTENT: dict[str, Any] = {
    "params": {
        "电流系列": {"value": ["5", "10", "15"]},
        "上限": {"value": {"城市": "0.5", "农村": "1"}, "unit": "%"},
        "档": {"value": {"甲": ["1", "2"], "乙": ["3"]}},
        "词": ["空", "无"],
        "容差": {"value": "0.1"},
        "门槛": {"value": {"甲": "1"}, "dated": [{"since": "2023-06-01", "value": {"甲": "2"}}]},
    }
}


@pytest.fixture
def form(qtbot: QtBot) -> ParameterForm:
    made = ParameterForm()
    qtbot.addWidget(made)
    for step in made.steps(CONTENT):
        step()
    made.show()
    qtbot.waitExposed(made)
    return made


def _told(form: ParameterForm) -> list[tuple[tuple[str | int, ...], Any]]:
    found: list[tuple[tuple[str | int, ...], Any]] = []
    form.edited.connect(lambda path, value: found.append((path, value)))
    return found


def _write(field: RowsField, text: str, qtbot: QtBot) -> None:
    """Into the cell that is open."""
    (editor,) = (one for one in field.table.findChildren(QLineEdit) if one.isVisible())
    editor.selectAll()
    editor.insert(text)
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    QApplication.processEvents()


def test_each_parameter_gets_the_field_that_fits(form: ParameterForm) -> None:
    assert list(form.entries) == ["容差"]
    assert {name: (field.many.keyed, field.many.of_lists) for name, field in form.rows.items()} == {
        "电流系列": (False, False),
        "上限": (True, False),
        "档": (True, True),
        "词": (False, False),
    }
    assert form.rows["档"].table.item(0, 1).text() == "1、2"
    for many in many_values(CONTENT):
        given = CONTENT["params"][many.name]
        assert many.value_of(many.lines) == (given["value"] if isinstance(given, dict) else given), "as it was"


def test_a_row_is_added_written_and_taken_back(form: ParameterForm, qtbot: QtBot) -> None:
    field, told = form.rows["电流系列"], _told(form)
    field.table.setFocus()
    field.table.setCurrentCell(1, 0)
    qtbot.keyClick(field.table, Qt.Key.Key_Insert)
    assert field.table.state() is QAbstractItemView.State.EditingState
    assert "第 3 行是空的" in field.fault.text() and not told, "an empty row is not in the draft"
    _write(field, "12", qtbot)
    assert told == [(("params", "电流系列", "value"), ["5", "10", "12", "15"])]
    assert not field.fault.isVisible()
    for _press in range(2):
        qtbot.keyClick(field.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert told[-1][1] == ["5", "10", "15"]
    assert not field.back.isEnabled()


def test_enter_goes_down_and_past_the_end_begins_a_new_row(form: ParameterForm, qtbot: QtBot) -> None:
    field = form.rows["词"]
    field.table.setFocus()
    qtbot.keyClick(field.table, Qt.Key.Key_Return)
    assert field.table.currentRow() == 1
    qtbot.keyClick(field.table, Qt.Key.Key_Return)
    assert field.table.rowCount() == 3
    _write(field, "不详", qtbot)
    assert field.table.item(2, 0).text() == "不详"


def test_rows_go_but_not_the_last_one(form: ParameterForm, qtbot: QtBot) -> None:
    field, told = form.rows["词"], _told(form)
    field.table.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(field.table, Qt.Key.Key_Delete, control)
    assert told == [(("params", "词"), ["无"])]
    qtbot.keyClick(field.table, Qt.Key.Key_Delete, control)
    assert "一行也没有" in field.fault.text() and len(told) == 1
    qtbot.keyClick(field.table, Qt.Key.Key_Z, control)
    assert told[-1][1] == ["无"] and not field.fault.isVisible()


def test_a_key_written_twice_is_said_and_not_told(form: ParameterForm, qtbot: QtBot) -> None:
    field, told = form.rows["上限"], _told(form)
    field.table.item(1, 0).setText("城市")
    assert "第 2 行与第 1 行都是“城市”" in field.fault.text() and not told
    field.table.item(1, 0).setText("县城")
    field.table.item(1, 1).setText("0.8")
    assert told[-1] == (("params", "上限", "value"), {"城市": "0.5", "县城": "0.8"})


def test_lists_by_key_are_written_with_any_comma(form: ParameterForm, qtbot: QtBot) -> None:
    field, told = form.rows["档"], _told(form)
    field.table.item(1, 1).setText("3，4 , 5")
    assert told[-1][1] == {"甲": ["1", "2"], "乙": ["3", "4", "5"]}
    field.table.item(1, 1).setText("、")
    assert "第 2 行是空的" in field.fault.text() and len(told) == 1


def test_typing_a_letter_of_the_page_edits_the_cell(form: ParameterForm, qtbot: QtBot) -> None:
    field = form.rows["词"]
    field.table.setFocus()
    qtbot.keyClick(field.table, Qt.Key.Key_J)
    assert field.table.state() is QAbstractItemView.State.EditingState
