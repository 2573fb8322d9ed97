"""Several windows, recent workspaces, and what is said after the program died."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from census_app.desktop import windows
from census_app.desktop.frame.recent_list import RecentList
from census_app.desktop.frame.toast import Toast
from census_app.desktop.frame.window import MainWindow
from census_app.desktop.language import say
from census_app.desktop.preferences import Preferences
from census_app.desktop.running_notes import notes_folder, take_cut_off
from tests.desktop.conftest import PATIENCE, Desk

ROOT = Path(__file__).resolve().parents[2]
DIES = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from census_app.desktop.jobs import Job
from census_app.desktop.main import build_window, make_application
from census_app.desktop.preferences import Preferences
application = make_application()
window, controller = build_window(application, Preferences(Path(sys.argv[1])))
window.session.jobs._program = (sys.executable, "-c", "import time; time.sleep(60)")
window.session.jobs.start(Job("import", "导入档案", ("import", "--workspace", "/somewhere/甲县")))
QTimer.singleShot(200, lambda: print(window.session.jobs.process, flush=True))
application.exec()
"""


def further() -> list[MainWindow]:
    return [window for window, _controller in windows._further]


@pytest.mark.parametrize("opened", [True, False])
def test_another_window_shows_the_same_workspace_and_goes_alone(
    desk: Desk, qtbot: QtBot, county: Path, opened: bool
) -> None:
    if opened:
        desk.open(qtbot, county, "tasks")
    desk.window.actions_["new_window"].trigger()
    (other,) = further()
    if opened:
        qtbot.waitUntil(lambda: other.session.folder == county and other.current == "tasks", timeout=PATIENCE)
    desk.window.actions_["switch_language"].trigger()
    assert other.actions_["quit"].text() == "Quit"
    qtbot.waitUntil(other.navigation.isVisible, timeout=PATIENCE)
    other.actions_["close_window"].trigger()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not further()
    assert desk.window.isVisible()
    desk.window.actions_["switch_language"].trigger()


def test_leaving_closes_every_window(desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["new_window"].trigger()
    desk.window.actions_["quit"].trigger()
    assert not desk.window.isVisible()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not further()


def test_recent_workspaces_are_chosen_by_a_part_of_their_name(
    desk: Desk, qtbot: QtBot, county: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copytree(county, tmp_path / "乙县"))
    desk.open(qtbot, other)
    desk.open(qtbot, county)
    desk.window.actions_["recent_workspaces"].trigger()
    shown = desk.window.popups.current
    assert isinstance(shown, RecentList)
    assert [shown.list.item(row).text() for row in range(shown.list.count())] == ["县", "乙县"]
    shown.field.setText("乙")
    qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.session.folder == other, timeout=PATIENCE)


def test_a_list_of_none_says_so(desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["recent_workspaces"].trigger()
    shown = desk.window.popups.current
    assert isinstance(shown, RecentList)
    qtbot.waitUntil(shown.isVisible, timeout=PATIENCE)
    assert shown.none.isVisible()
    qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    assert desk.window.popups.current is None


def _killed(file: Path) -> int:
    """The program was killed while a job ran; the number of the job's process, which goes on."""
    child = subprocess.Popen([sys.executable, "-c", DIES, str(file)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    job = int(child.stdout.readline())
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    return job


def test_what_ran_when_the_program_died_is_said_once(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    file = tmp_path / "window.ini"
    job = _killed(file)
    (found,) = take_cut_off(Preferences(file))
    assert (found.title, found.workspace, found.goes_on) == ("导入档案", "/somewhere/甲县", True)
    assert not take_cut_off(Preferences(file))
    os.kill(job, signal.SIGKILL)


def test_a_job_that_was_cut_off_stands_on_the_first_page(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    file = tmp_path / "window.ini"
    job = _killed(file)
    os.kill(job, signal.SIGKILL)
    end = time.monotonic() + 5
    while Path(f"/proc/{job}").exists() and time.monotonic() < end:
        time.sleep(0.02)
    window, _controller = windows.make_window(Preferences(file))
    window.show()
    qtbot.waitUntil(lambda: bool(window.session.notice[0]), timeout=PATIENCE)
    assert "导入档案" in window.session.notice[0]
    assert "被打断" in window.session.notice[0]
    assert "/somewhere/甲县" in window.session.notice[1]
    assert say("cut_off.advice", folder="/somewhere/甲县") == window.session.notice[1]
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_job_that_was_cut_off_is_told_of_over_a_workspace_opened_at_once(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, county: Path
) -> None:
    preferences = Preferences(tmp_path / "window.ini")
    note = {"title": "导入档案", "workspace": str(county), "since": "2026-11-28T14:27:00", "window": [0, "gone"]}
    notes_folder(preferences).mkdir(parents=True)
    (notes_folder(preferences) / "1.json").write_text(json.dumps(note), encoding="utf-8")
    window, controller = windows.make_window(preferences)
    window.show()
    controller.open_workspace(county)
    qtbot.waitUntil(lambda: window.session.folder == county, timeout=PATIENCE)
    told = [label.text() for toast in window.findChildren(Toast) for label in toast.findChildren(QLabel)]
    assert any("导入档案" in text and str(county) in text for text in told)
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_job_that_ended_leaves_no_note(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from census_app.desktop.jobs import Job

    monkeypatch.setattr(desk.session.jobs, "_program", (sys.executable, "-c", "print('{}')"))
    with qtbot.waitSignal(desk.session.jobs.finished, timeout=PATIENCE):
        desk.session.jobs.start(Job("test", "短", ()))
    qtbot.wait(20)
    assert not list(notes_folder(desk.session.preferences).iterdir())
