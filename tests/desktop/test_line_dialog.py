"""A line asked for: what is missing is said in the dialog, and what was written is not lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from census_app.desktop.widgets import question
from census_app.desktop.widgets.line_dialog import LineDialog, needs
from tests.desktop.conftest import Desk


def _soon(desk: Desk, answer: Callable[[QDialog], object]) -> None:
    def now() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        try:
            answer(dialog)
        except BaseException:
            # else the question would wait for ever
            dialog.reject()
            raise

    QTimer.singleShot(0, desk.window, now)


def test_enter_without_a_needed_line_says_so_and_stays(desk: Desk, qtbot: QtBot) -> None:
    told: list[str] = []

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, LineDialog)
        field = dialog.field
        assert isinstance(field, QLineEdit)
        qtbot.waitUntil(field.hasFocus)
        assert field.accessibleName() == "为什么收回："
        qtbot.keyClick(field, Qt.Key.Key_Return)
        told.append(dialog.message.text())
        field.setText("  写错了 ")
        qtbot.keyClick(field, Qt.Key.Key_Return)

    _soon(desk, answer)
    given = LineDialog.ask_for(desk.window.wardrobe, "收回", "为什么收回：", faults=needs("要写明理由"))
    assert given == ("写错了", True)
    assert told == ["要写明理由"]


def test_escape_means_no(desk: Desk, qtbot: QtBot) -> None:
    _soon(desk, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    assert LineDialog.ask_for(desk.window.wardrobe, "收回", "为什么：", "写了一半") == ("写了一半", False)
    _soon(desk, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Return))
    assert LineDialog.choose(desk.window.wardrobe, "退回", "原因：", ["佐证不足", "其他"]) == ("佐证不足", True)


def test_escape_does_not_lose_what_was_typed(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    answers, asked = [False, True], []

    def gives_up(_over: object) -> bool:
        asked.append(True)
        return answers.pop(0)

    monkeypatch.setattr(question, "gives_up", gives_up)
    stood: list[bool] = []

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, LineDialog)
        qtbot.keyClicks(dialog.field, "IMG_0412")
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        stood.append(dialog.isVisible() and dialog.text == "IMG_0412")
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    _soon(desk, answer)
    assert LineDialog.ask_for(desk.window.wardrobe, "误报", "依据：") == ("IMG_0412", False)
    assert stood == [True] and len(asked) == 2


def test_enter_without_a_look_does_nothing_that_was_asked_about(desk: Desk, qtbot: QtBot) -> None:
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        qtbot.keyClick(dialog, Qt.Key.Key_Return)

    _soon(desk, answer)
    assert not desk.window.ask("清掉 3 份快照？", "清掉就没有了。", "清掉")
