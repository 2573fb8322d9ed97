"""Parameters of many values as rows, by keyboard: added, written, removed, undone, and wrong ones said."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from census_app.desktop.pages.rules.editor.content import values
from census_app.desktop.pages.rules.editor.dated_field import DatedField
from census_app.desktop.pages.rules.editor.dated_values import dated_values
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
        "年度": {
            "value": "315",
            "unit": "kVA",
            "at": "送电日期",
            "confirm": "待核",
            "dated": [{"since": "2023-06-01", "value": "500"}],
        },
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


def _dated(form: ParameterForm, name: str = "年度") -> DatedField:
    return form.dated[name]


def _cells(field: DatedField) -> list[tuple[str, ...]]:
    table = field.rows.table
    return [
        tuple(table.item(line, column).text() for column in range(table.columnCount()))
        for line in range(table.rowCount())
    ]


def test_a_value_that_changes_with_a_date_is_a_table_of_periods(form: ParameterForm) -> None:
    assert _cells(_dated(form)) == [("315", "", "2023-05-31"), ("500", "2023-06-01", "")]
    assert _dated(form).confirm.isChecked()
    assert [one.name for one in dated_values(CONTENT)] == ["年度"]
    words = " ".join(label.text() for label in form.findChildren(QLabel))
    assert "按“送电日期”取" in words
    assert "每段有多个值" in words, "periods of many values are named, not left out"


def test_a_year_is_added_by_keyboard_and_the_one_before_ends_the_day_before(form: ParameterForm, qtbot: QtBot) -> None:
    field, told = _dated(form), _told(form)
    field.rows.table.setFocus()
    field.rows.table.setCurrentCell(1, 0)
    qtbot.keyClick(field.rows.table, Qt.Key.Key_Insert)
    assert "第 3 行没有写值" in field.rows.fault.text()
    _write(field.rows, "630", qtbot)
    assert "第 3 行从哪一天起还没有写" in field.rows.fault.text() and not told
    _write(field.rows, "2026年1月1日", qtbot)
    assert _cells(field)[1:] == [("500", "2023-06-01", "2025-12-31"), ("630", "2026-01-01", "")]
    given = CONTENT["params"]["年度"]
    dated = [{"since": "2023-06-01", "value": "500"}, {"since": "2026-01-01", "value": "630"}]
    assert told == [(("params", "年度"), given | {"dated": dated})]
    assert not field.rows.fault.isVisible()
    for _press in range(3):
        field.rows.undo()
    assert told[-1][1] == given, "undone to what it was"


@pytest.mark.parametrize(
    ("line", "column", "text", "said"),
    [
        (0, 2, "2023-05-01", "中间 30 天没有值"),
        (1, 1, "2023-05-01", "有 31 天写了两个值"),
        (0, 1, "2020-01-01", "第 1 行管到最早"),
        (1, 2, "2030-12-31", "第 2 行）一直管下去"),
        (1, 1, "2023-13-01", "“2023-13-01”不是日期"),
        (1, 0, "", "第 2 行没有写值"),
    ],
)
def test_gaps_overlaps_and_open_ends_are_refused_in_words(
    form: ParameterForm, line: int, column: int, text: str, said: str
) -> None:
    field, told = _dated(form), _told(form)
    field.rows.table.item(line, column).setText(text)
    assert said in field.rows.fault.text()
    field.confirm.click()
    assert not told, "nothing of it goes into the draft"
    field.rows.undo()
    assert not field.rows.fault.isVisible()
    assert "confirm" not in told[-1][1]


def test_an_emptied_day_is_filled_in_and_a_removed_period_leaves_no_gap(form: ParameterForm) -> None:
    field, told = _dated(form), _told(form)
    field.rows.table.item(1, 1).setText("2024/1/1")
    assert "214 天没有值" in field.rows.fault.text()
    field.rows.table.item(0, 2).setText("")
    assert _cells(field)[0] == ("315", "", "2023-12-31")
    assert told[-1][1]["dated"] == [{"since": "2024-01-01", "value": "500"}]
    field.rows.table.setCurrentCell(0, 0)
    field.rows.remove()
    assert _cells(field) == [("500", "", "")]
    assert told[-1][1]["value"] == "500" and "dated" not in told[-1][1]


def test_one_value_becomes_two_periods_on_request(form: ParameterForm, qtbot: QtBot) -> None:
    told = _told(form)
    form.entries["容差"].setText("0.2")
    qtbot.mouseClick(form.splits["容差"], Qt.MouseButton.LeftButton)
    field = _dated(form, "容差")
    assert "容差" not in form.entries
    qtbot.waitUntil(lambda: field.rows.table.state() is QAbstractItemView.State.EditingState)
    _write(field.rows, "0.3", qtbot)
    _write(field.rows, "20270101", qtbot)
    assert _cells(field) == [("0.2", "", "2026-12-31"), ("0.3", "2027-01-01", "")]
    assert told[-1] == (("params", "容差"), {"value": "0.2", "dated": [{"since": "2027-01-01", "value": "0.3"}]})


def test_what_the_pack_of_another_says_is_to_be_confirmed_stays_so(qtbot: QtBot) -> None:
    made = ParameterForm()
    qtbot.addWidget(made)
    for step in made.steps(CONTENT, may_mark=False):
        step()
    assert not _dated(made).confirm.isEnabled()
    assert "签发单位" in _dated(made).confirm.toolTip()


def test_what_is_to_be_confirmed_is_said_of_single_values_too() -> None:
    (value,) = values({"params": {"起始日": {"value": "2023-06-01", "confirm": "待核", "note": "未核实"}}})
    assert value.note == "待核 · 未核实"
