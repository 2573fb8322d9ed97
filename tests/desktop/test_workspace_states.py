"""Workspaces that cannot be opened or written: plain words on the first page, nothing lost, nothing frozen."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from census_app.desktop import commands, controller
from census_app.desktop.core import read_facts
from census_app.desktop.language import CHINESE, ENGLISH, language, say
from census_app.desktop.opened import opened
from census_app.desktop.widgets.buttons import ActionButton
from census_app.foundation import database
from census_app.foundation.errors import CensusError
from census_app.workspace import acts, workspace
from tests.desktop.conftest import PATIENCE, Desk
from tests.desktop.watchdog import Watchdog


def newer(folder: Path) -> None:
    with sqlite3.connect(folder / "workspace.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_from_tomorrow'")
    connection.close()


def broken(folder: Path) -> None:
    for leftover in folder.glob("workspace.db-*"):
        leftover.unlink()
    (folder / "workspace.db").write_bytes(b"SQLite format 3\x00" + b"\x07" * 4096)


def another_file(folder: Path) -> None:
    for leftover in folder.glob("workspace.db-*"):
        leftover.unlink()
    (folder / "workspace.db").write_text("no database", encoding="utf-8")


def emptied(folder: Path) -> None:
    for leftover in folder.glob("workspace.db*"):
        leftover.unlink()


def write(folder: Path) -> None:
    with opened(folder) as here:
        acts.append(here.engine, "note.made", "x", {})


def said(desk: Desk) -> str:
    page = desk.window.page("start")
    return " ".join(label.text() for label in page.findChildren(QLabel) if not label.isHidden())


@pytest.mark.parametrize(
    ("spoil", "words"),
    [(newer, "更新"), (broken, "数据库"), (another_file, "不是工作区的数据库"), (emptied, "没有工作区")],
)
def test_what_cannot_be_opened_is_said_and_the_open_one_stays(
    desk: Desk, qtbot: QtBot, county: Path, tmp_path: Path, spoil: Callable[[Path], None], words: str
) -> None:
    spoil(county)
    desk.controller.open_workspace(county)
    qtbot.waitUntil(lambda: bool(desk.session.notice[0]), timeout=PATIENCE)
    assert words in desk.session.notice[0]
    assert desk.session.notice[1], "and what to do"
    assert desk.session.notice[0] in said(desk)
    assert desk.window.current == "start"
    assert desk.session.folder is None


def test_a_network_share_is_refused_with_what_to_do(
    desk: Desk, qtbot: QtBot, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "on_network_share", lambda _folder: True)
    desk.controller.open_workspace(county)
    qtbot.waitUntil(lambda: bool(desk.session.notice[0]), timeout=PATIENCE)
    assert "网络共享盘" in desk.session.notice[0]


def test_a_workspace_that_can_only_be_read_says_so_when_somebody_writes(
    desk: Desk, qtbot: QtBot, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Permissions do not hold an administrator back, so the database itself is opened for reading only."""
    plain = database.create_engine
    read_only = f"sqlite:///file:{county / 'workspace.db'}?mode=ro&uri=true"
    monkeypatch.setattr(database, "create_engine", lambda _url, **given: plain(read_only, **given))
    desk.open(qtbot, county)
    answers: list[object] = []
    desk.session.reader.ask("write", lambda: write(county), answers.append, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE)
    (error,) = answers
    assert isinstance(error, CensusError)
    assert "只读" in error.message
    assert error.advice


def test_while_another_writes_the_window_lives(
    desk: Desk, qtbot: QtBot, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 800)
    desk.open(qtbot, county)
    other = sqlite3.connect(county / "workspace.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answers: list[object] = []
    with Watchdog() as watchdog:
        desk.session.reader.ask("write", lambda: write(county), answers.append, answers.append)
        qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE)
    other.execute("ROLLBACK")
    other.close()
    (error,) = answers
    assert isinstance(error, CensusError)
    assert "正被别的程序写入" in error.message
    assert watchdog.longest.computed < 0.4, "the wait was the worker's"


def test_a_job_that_cannot_write_fails_in_plain_words(desk: Desk, qtbot: QtBot, county: Path, tmp_path: Path) -> None:
    desk.open(qtbot, county)
    blocked = tmp_path / "out"
    blocked.write_text("a file where the folder should be", encoding="utf-8")
    with qtbot.waitSignal(desk.session.jobs.failed, timeout=PATIENCE):
        record = desk.session.jobs.start(commands.lists(county, "2026-W47", blocked))
    assert record is not None
    assert record.message
    assert "Traceback" not in record.message
    assert desk.window._toast is not None
    assert record.job.title in desk.window._toast._label.text()


def test_while_a_workspace_is_read_the_window_says_which(
    desk: Desk, qtbot: QtBot, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def recorded(folder: Path, code: str) -> object:
        read.append(code)
        return read_facts(folder, code)

    monkeypatch.setattr(controller, "read_facts", recorded)
    desk.controller.open_workspace(county)
    assert desk.window.navigation._place.text() == "正在打开 县…"
    assert desk.window.status.place.text() == "正在打开 县…"
    desk.window.actions_["switch_language"].trigger()
    assert desk.window.navigation._place.text() == "Opening 县…"
    qtbot.waitUntil(lambda: desk.session.folder == county and desk.session.opening is None, timeout=PATIENCE)
    assert desk.window.navigation._place.text().startswith("县 · ")
    assert read[-1] == ENGLISH, "in the language the window speaks by now"


@pytest.mark.parametrize("code", [CHINESE, ENGLISH])
def test_what_would_write_cannot_be_pressed_in_a_workspace_that_can_only_be_looked_at(
    desk: Desk, qtbot: QtBot, county: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(workspace, "can_only_look", lambda _: True)
    language().switch(code)
    desk.open(qtbot, county, "problems")
    shown = desk.window.actions_
    qtbot.waitUntil(shown["export_view"].isEnabled, timeout=PATIENCE)
    assert desk.window.status.standing.saved.text() == say("status.only_looked_at")
    for name in ("confirm_problems", "dispatch_problems", "start_check", "export_lists"):
        assert not shown[name].isEnabled(), name
        assert shown[name].statusTip() == say("status.only_looked_at_advice"), "and it says why"
    buttons = [one for one in desk.window.findChildren(ActionButton) if one.text() == shown["export_lists"].text()]
    assert {one.toolTip() for one in buttons} == {say("status.only_looked_at_advice")}
    for name in ("next_problem", "open_customer", "group_problems"):
        qtbot.waitUntil(shown[name].isEnabled, timeout=PATIENCE)
