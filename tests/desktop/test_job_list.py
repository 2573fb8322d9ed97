"""The job list: what each job left can be opened from it, and it follows a running one."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop import commands, survey_commands
from census_app.desktop.frame.job_list import JobList
from census_app.desktop.job_results import JobResults, results_of
from census_app.desktop.jobs import Job, JobRecord, JobState
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.chips import Chip
from tests.desktop.conftest import PATIENCE, Desk

PRINTS = "import sys; print(sys.argv[-1])"
FAILS = """
import json, sys
print("第 3 行读不出来", file=sys.stderr)
print(json.dumps({"error": "磁盘已满，无法写入", "advice": "清理磁盘后重试"}))
sys.exit(2)
"""
WORKS = """
import sys, time
print('{"progress": [3, 9, "读表"]}', file=sys.stderr, flush=True)
time.sleep(60)
"""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths the computer was asked to open."""
    asked: list[str] = []

    def note(url: QUrl) -> bool:
        asked.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", note)
    return asked


Run = Callable[..., None]


@pytest.fixture
def run(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Run:
    def start(job: Job, script: str, **result: object) -> None:
        jobs = desk.session.jobs
        monkeypatch.setattr(jobs, "_program", (sys.executable, "-c", script))
        extended = Job(job.kind, job.title, (*job.arguments, json.dumps(result)))
        record = jobs.start(extended)
        assert record is not None
        qtbot.waitUntil(lambda: not record.running, timeout=PATIENCE)

    return start


def shown(desk: Desk, qtbot: QtBot) -> JobList:
    desk.window.actions_["show_jobs"].trigger()
    listed = desk.window.popups.current
    assert isinstance(listed, JobList)
    qtbot.waitUntil(listed.isVisible, timeout=PATIENCE)
    return listed


def link(widget: QWidget, text: str) -> LinkButton:
    (found,) = [one for one in widget.findChildren(LinkButton) if one.text() == text and one.isVisible()]
    return found


def said(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def states(widget: QWidget) -> list[str]:
    return [chip.accessibleName() for chip in widget.findChildren(Chip) if chip.isVisible()]


def test_many_files_open_as_their_folder(desk: Desk, qtbot: QtBot, run: Run, opened: list[str], tmp_path: Path) -> None:
    files = [{"file": str(tmp_path / name)} for name in ("甲.xlsx", "乙.xlsx")]
    run(commands.lists(Path("/w"), "2026-W48", tmp_path), PRINTS, folder=str(tmp_path), files=files)
    link(shown(desk, qtbot), "打开文件夹（2 个文件）").click()
    assert opened == [str(tmp_path)]


def test_one_file_opens_itself_and_its_folder(
    desk: Desk, qtbot: QtBot, run: Run, opened: list[str], tmp_path: Path
) -> None:
    run(
        survey_commands.report(Path("/w"), "daily", "day", "2026-11-20", tmp_path),
        PRINTS,
        files=[str(tmp_path / "日.xlsx")],
    )
    listed = shown(desk, qtbot)
    link(listed, "打开文件").click()
    link(listed, "打开文件夹").click()
    assert opened == [str(tmp_path / "日.xlsx"), str(tmp_path)]


def test_a_job_without_files_leads_to_its_page(desk: Desk, qtbot: QtBot, run: Run) -> None:
    run(commands.link(Path("/w")), PRINTS, link_set="x")
    link(shown(desk, qtbot), "去看").click()
    assert desk.window.current == "match"
    assert desk.window.popups.current is None


def test_a_failure_says_why_what_to_do_and_gives_its_details(desk: Desk, qtbot: QtBot, run: Run) -> None:
    run(Job("test", "导入", ()), FAILS)
    listed = shown(desk, qtbot)
    assert "磁盘已满" in said(listed)
    assert "清理磁盘后重试" in said(listed)
    link(listed, "复制详情").click()
    copied = QGuiApplication.clipboard().text()
    assert "第 3 行读不出来" in copied
    assert "磁盘已满" in copied


def test_a_running_job_is_followed_and_can_be_cancelled_from_the_list(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.session.jobs, "_program", (sys.executable, "-c", WORKS))
    listed = shown(desk, qtbot)
    desk.session.jobs.start(Job("test", "很久的任务", ()))
    qtbot.waitUntil(lambda: "读表 3 / 9" in said(listed), timeout=PATIENCE)
    link(listed, "取消").click()
    qtbot.waitUntil(lambda: desk.session.jobs.current is None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: states(listed) == ["已取消"], timeout=PATIENCE)


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.FAILED, JobState.CANCELLED])
def test_what_is_not_done_left_nothing(state: JobState, tmp_path: Path) -> None:
    job = commands.lists(tmp_path, "2026-W48", tmp_path)
    record = JobRecord(job, 1, state, result={"files": [str(tmp_path / "a.xlsx")]})
    assert results_of(record) == JobResults()


def test_a_path_elsewhere_is_none_that_the_job_wrote(tmp_path: Path) -> None:
    record = JobRecord(commands.lists(tmp_path, "2026-W48", tmp_path), 1, JobState.DONE)
    record.result = {"files": ["/etc/hosts.txt", "relative.xlsx", str(tmp_path / "a.xlsx")]}
    assert results_of(record) == JobResults(tmp_path / "a.xlsx", 1, tmp_path)


def test_a_double_click_starts_one_job(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtCore import Qt

    from census_app.desktop.action_spec import key_text
    from census_app.desktop.widgets.buttons import ActionButton

    action = desk.window.actions_["open_sample"]
    button = ActionButton(action, key_text(desk.window.actions_.specs["open_sample"]))
    qtbot.addWidget(button)
    button.show()
    monkeypatch.setattr(desk.session.jobs, "_program", (sys.executable, "-c", WORKS))
    monkeypatch.setattr("census_app.desktop.controller.first_folder", lambda: Path("/nowhere"))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.mouseDClick(button, Qt.MouseButton.LeftButton)
    assert len(desk.session.jobs.records) == 1
    assert not button.isEnabled()
    desk.session.jobs.shut_down()
