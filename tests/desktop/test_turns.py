"""Work in small steps: one a turn, in order, the newest only; pages are made ready the same way."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from census_app.desktop.frame.making_ready import MakingReady
from census_app.desktop.pages.registry import PAGES
from census_app.desktop.pages.start.page import StartPage
from census_app.desktop.turns import Turns
from tests.desktop.conftest import PATIENCE, Desk


def test_a_step_is_taken_a_turn_in_order(qtbot: QtBot) -> None:
    owner, taken = QObject(), list[str]()
    turns = Turns(owner)
    between = QTimer(owner)
    between.timeout.connect(lambda: taken.append("·"))
    between.start(0)
    turns.take(lambda: taken.append("a"), lambda: taken.append("b"), lambda: taken.append("c"))
    assert taken == []
    qtbot.waitUntil(lambda: "c" in taken, timeout=PATIENCE)
    between.stop()
    told = "".join(taken)
    assert told.replace("·", "") == "abc"
    assert "ab" not in told and "bc" not in told, "the loop had its turn between two steps"


def test_steps_begun_anew_drop_those_before(qtbot: QtBot) -> None:
    owner, taken = QObject(), list[str]()
    turns = Turns(owner)
    turns.take(lambda: taken.append("old"), lambda: turns.take(lambda: taken.append("new")), lambda: taken.append("no"))
    qtbot.waitUntil(lambda: "new" in taken, timeout=PATIENCE)
    turns.take(lambda: taken.append("no"))
    turns.drop()
    turns.take()
    QApplication.processEvents()
    assert taken == ["old", "new"]


def test_steps_go_with_their_owner(qtbot: QtBot) -> None:
    owner, taken = QObject(), list[str]()
    Turns(owner).take(lambda: taken.append("no"))
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    assert taken == []


def test_pages_are_made_ready_without_being_shown_or_read(desk: Desk, qtbot: QtBot) -> None:
    making = MakingReady(desk.window)
    making.start_soon()
    focused = QApplication.focusWindow()
    qtbot.waitUntil(lambda: not making.at_work, timeout=PATIENCE)
    assert set(desk.window.pages) == {entry.id for entry in PAGES}
    assert desk.window.current == "start"
    start = desk.window.page("start")
    assert isinstance(start, StartPage) and start.stack.currentWidget() is start.steps_view
    assert QApplication.focusWindow() is focused, "no part stood on the screen by itself"
    assert not [one for name, one in desk.window.pages.items() if name != "start" and one.isVisible()]


def test_pages_built_anew_are_made_ready_again(desk: Desk, qtbot: QtBot) -> None:
    making = MakingReady(desk.window)
    making.start_soon()
    desk.window.actions_["switch_language"].trigger()
    assert set(desk.window.pages) == {"start"}
    qtbot.waitUntil(lambda: not making.at_work, timeout=PATIENCE)
    assert set(desk.window.pages) == {entry.id for entry in PAGES}
