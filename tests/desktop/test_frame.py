"""What surrounds the pages: palette, keys, refusals, closing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.actions import SPECS
from census_app.desktop.frame.command_palette import CommandPalette
from census_app.desktop.frame.job_list import JobList
from census_app.desktop.frame.key_help import KeyHelp
from census_app.desktop.frame.toast import Toast
from census_app.desktop.jobs import Job, JobRunner
from census_app.desktop.pages.registry import PAGES
from census_app.desktop.pages.start.page import StartPage
from census_app.desktop.preferences import Preferences
from census_app.desktop.session import WorkspaceFacts
from tests.desktop.conftest import Desk

SLEEPER = (sys.executable, "-c", "import time; time.sleep(60)")


def _words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def test_the_palette_finds_by_initials_and_runs(desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["command_palette"].trigger()
    palette = desk.window.popups.current
    assert isinstance(palette, CommandPalette)
    qtbot.keyClicks(palette.field, "jyyx")
    assert [palette.list.item(row).text() for row in range(palette.list.count())] == ["校验运行"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert desk.window.current == "check"


def test_the_palette_offers_only_what_can_be_done(desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["command_palette"].trigger()
    palette = desk.window.popups.current
    assert isinstance(palette, CommandPalette)
    offered = {palette.list.item(row).text() for row in range(palette.list.count())}
    assert "选择文件…" in offered
    assert "导出周清单" not in offered
    qtbot.keyClicks(palette.field, "zzzz")
    assert palette.list.count() == 0
    palette.close()


@pytest.mark.parametrize("page", [entry.id for entry in PAGES])
def test_every_page_lists_its_keys(desk: Desk, page: str) -> None:
    desk.window.go(page)
    desk.window.actions_["show_keys"].trigger()
    help_window = desk.window.popups.current
    assert isinstance(help_window, KeyHelp)
    words = _words(help_window)
    for spec in SPECS:
        expected = spec.page in (None, page) and bool(spec.shortcuts)
        assert (desk.window.actions_[spec.id].text() in words) or not expected
    help_window.close()


def test_only_the_next_step_is_filled_and_later_ones_say_what_unlocks_them(desk: Desk, tmp_path: Path) -> None:
    page = desk.window.page("start")
    assert isinstance(page, StartPage)
    filled = [name for name, card in page.steps.items() if card.property("active")]
    assert filled == ["import"]
    assert "完成第 1 步后可用" in _words(page.steps["check"])
    desk.session.show(WorkspaceFacts(tmp_path, data_date="2026-11-20", customers=60, unchecked=True))
    assert [name for name, card in page.steps.items() if card.property("active")] == ["check"]
    assert "2026-11-20" in _words(page.steps["import"])


def test_a_refused_workspace_stays_said_until_another_opens(desk: Desk, tmp_path: Path) -> None:
    page = desk.window.page("start")
    desk.session.refuse("工作区是更新版本建立的", "升级本程序后再打开")
    assert "升级本程序后再打开" in _words(page)
    desk.session.show(WorkspaceFacts(tmp_path))
    assert "升级本程序后再打开" not in _words(page)


def test_recent_workspaces_are_offered_while_they_exist(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "window.ini")
    kept, gone = tmp_path / "甲县", tmp_path / "乙县"
    kept.mkdir()
    gone.mkdir()
    for folder in (kept, gone, kept):
        preferences.remember_workspace(folder)
    preferences.flush()
    gone.rmdir()
    assert Preferences(tmp_path / "window.ini").recent() == [kept]


def test_a_running_job_shows_blocks_others_and_is_asked_about_at_the_end(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(type(desk.window), "ask", lambda _window, question, _text, _yes: bool(asked.append(question)))
    monkeypatch.setattr(desk.session.jobs, "_program", SLEEPER)
    assert desk.session.jobs.start(Job("test", "很久的任务", ()))
    assert not desk.window.actions_["open_files"].isEnabled()
    assert desk.window.actions_["cancel_job"].isEnabled()
    assert "很久的任务" in _words(desk.window.status)
    assert not desk.window.close()
    assert asked
    desk.window.actions_["cancel_job"].trigger()
    qtbot.waitUntil(lambda: desk.session.jobs.current is None, timeout=5000)
    assert desk.window.actions_["open_files"].isEnabled()
    desk.window.actions_["show_jobs"].trigger()
    listed = desk.window.popups.current
    assert isinstance(listed, JobList)
    assert "很久的任务" in _words(listed)
    listed.close()


def test_look_and_language_are_remembered(desk: Desk, tmp_path: Path) -> None:
    desk.window.actions_["switch_theme"].trigger()
    desk.window.actions_["switch_language"].trigger()
    desk.session.preferences.flush()
    kept = Preferences(tmp_path / "window.ini")
    assert (kept.text("theme", ""), kept.text("language", "")) == ("dark", "en")
    desk.window.actions_["switch_theme"].trigger()


@pytest.mark.usefixtures("started_anew")
def test_the_runner_starts_the_product_itself() -> None:
    assert JobRunner()._program == (sys.executable, "-m", "census_app")


def test_the_sample_county_is_made_once_and_opened_after_that(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("census_app.desktop.controller.first_folder", lambda: tmp_path)
    started: list[Job] = []
    opened: list[Path] = []
    monkeypatch.setattr(desk.session.jobs, "start", started.append)
    monkeypatch.setattr(desk.controller, "open_workspace", opened.append)
    county = tmp_path / "示例县"
    desk.controller.open_sample()
    (county / "workspace").mkdir(parents=True)
    desk.controller.open_sample()
    assert [job.arguments[job.arguments.index("--folder") + 1] for job in started] == [str(county), f"{county} 2"]
    (county / "demo.json").write_text("{}", encoding="utf-8")
    desk.controller.open_sample()
    assert opened == [county / "workspace"]


def test_reading_again_never_leaves_the_page_one_went_to(desk: Desk, qtbot: QtBot, county: Path) -> None:
    desk.open(qtbot, county, "check")
    desk.controller.reload()
    desk.window.go("rules")
    before = desk.session.facts
    qtbot.waitUntil(lambda: desk.session.facts is not before, timeout=60_000)
    assert desk.window.current == "rules"


def test_a_toast_offers_to_take_back_what_it_tells_of(desk: Desk, qtbot: QtBot) -> None:
    taken_back: list[str] = []
    desk.window.toast("已退回 3 条", lambda: taken_back.append("3"))
    toast = desk.window.findChild(Toast)
    qtbot.mouseClick(toast.undo, Qt.MouseButton.LeftButton)
    assert (taken_back, toast.isVisible()) == (["3"], False)
    desk.window.toast("已打开")
    assert toast.isVisible() and not toast.undo.isVisible()


def test_what_waits_on_a_page_is_counted_beside_its_name(desk: Desk, qtbot: QtBot) -> None:
    desk.session.count("tasks", 1204)
    entry = desk.window.navigation._entries["tasks"]
    assert entry.accessibleName() == "普查任务 1,204"
    desk.window.actions_["switch_language"].trigger()
    assert "1,204" in desk.window.navigation._entries["tasks"].accessibleName()
    desk.session.count("tasks", 0)
    assert not any(letter.isdigit() for letter in desk.window.navigation._entries["tasks"].accessibleName())


def test_a_page_gone_to_is_painted_once(desk: Desk, qtbot: QtBot) -> None:
    desk.window.go("library")
    desk.window.go("start")
    qtbot.wait(50)
    painted: list[str] = []

    class Counting(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(watched.objectName())
            return False

    counting = Counting()
    page = desk.window.page("library")
    page.installEventFilter(counting)
    desk.window.go("library")
    QApplication.processEvents()
    page.removeEventFilter(counting)
    assert painted == ["page"]
