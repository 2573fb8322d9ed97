"""Windows and processes on one workspace stay in step, and a window is not told of what it did itself."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from census_app.desktop import watching
from census_app.desktop.frame.lost_notice import LostNotice
from census_app.desktop.main import build_window
from census_app.desktop.opened import opened
from census_app.desktop.preferences import Preferences
from census_app.workspace import acts
from tests.desktop.conftest import PATIENCE, Desk

ROOT = Path(__file__).resolve().parents[2]
NOTE = """
import sys
from pathlib import Path
from census_app.workspace import acts
from census_app.workspace.workspace import Workspace
with Workspace.open(Path(sys.argv[1])) as workspace:
    acts.append(workspace.engine, "note.made", "x", {})
"""
HOLD = """
import sys
from pathlib import Path
from census_app.workspace.workspace import Workspace
with Workspace.open(Path(sys.argv[1])) as workspace, workspace.lease("check", what="校验"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "POLL_SECONDS", 0.1)


@pytest.fixture
def told(desk: Desk, qtbot: QtBot, county: Path) -> list[frozenset[str]]:
    kinds: list[frozenset[str]] = []
    desk.session.stale.connect(kinds.append)
    desk.open(qtbot, county)
    return kinds


@pytest.fixture
def second(qtbot: QtBot, qapp: QApplication, tmp_path: Path, county: Path) -> Iterator[Desk]:
    other = Desk(*build_window(qapp, Preferences(tmp_path / "window.ini")))
    other.window.show()
    other.open(qtbot, county)
    yield other
    other.window.close()
    other.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def note(folder: Path) -> None:
    """An act, written on a worker of a window."""
    with opened(folder) as workspace:
        acts.append(workspace.engine, "note.made", "x", {})


def write(desk: Desk, qtbot: QtBot, folder: Path) -> None:
    """The window's own worker wrote an act."""
    done: list[object] = []
    desk.session.reader.ask("note", lambda: note(folder), lambda _nothing: done.append(True), done.append)
    qtbot.waitUntil(lambda: done == [True], timeout=PATIENCE)


def test_what_another_process_did_is_told(desk: Desk, qtbot: QtBot, county: Path, told: list[frozenset[str]]) -> None:
    subprocess.run([sys.executable, "-c", NOTE, str(county)], cwd=ROOT, check=True)
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE)
    assert told[0] == {"acts", "problems"}


def test_two_windows_of_one_process_tell_each_other_and_not_themselves(
    desk: Desk, qtbot: QtBot, county: Path, told: list[frozenset[str]], second: Desk
) -> None:
    others: list[frozenset[str]] = []
    second.session.stale.connect(others.append)
    write(desk, qtbot, county)
    qtbot.waitUntil(lambda: bool(others), timeout=PATIENCE)
    assert others == [{"acts", "problems"}]
    assert not told
    write(second, qtbot, county)
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE)
    assert len(others) == 1


def test_a_change_between_reading_and_watching_is_not_missed(
    desk: Desk, qtbot: QtBot, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds: list[frozenset[str]] = []
    desk.session.stale.connect(kinds.append)
    show = desk.session.show

    def late(facts: object) -> None:
        subprocess.run([sys.executable, "-c", NOTE, str(county)], cwd=ROOT, check=True)
        show(facts)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.session, "show", late)
    desk.open(qtbot, county)
    qtbot.waitUntil(lambda: bool(kinds), timeout=PATIENCE)
    assert "acts" in kinds[0]


def test_who_holds_the_workspace_is_known_while_they_do(
    desk: Desk, qtbot: QtBot, county: Path, told: list[frozenset[str]]
) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(county)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    qtbot.waitUntil(lambda: bool(desk.session.holders), timeout=PATIENCE)
    assert [one["what"] for one in desk.session.holders] == ["校验"]
    assert "正在校验" in desk.window.status.standing.holder.text()
    child.communicate("\n")
    qtbot.waitUntil(lambda: not desk.session.holders, timeout=PATIENCE)


def test_a_folder_that_goes_away_and_comes_back(
    desk: Desk, qtbot: QtBot, county: Path, told: list[frozenset[str]]
) -> None:
    away = county.with_name("away")
    shutil.move(county, away)
    qtbot.waitUntil(lambda: desk.session.lost is not None, timeout=PATIENCE)
    banner = desk.window.findChild(LostNotice)
    assert banner is not None
    assert banner.isVisible()
    assert str(county) in banner.notice._message.text()
    assert "存不进去" in desk.window.status.standing.saved.text()
    errors = []
    for name in ("tasks", "rules"):
        desk.window.go(name)
        page = desk.window.page(name)
        errors.append(page.error if name == "rules" else page.board.error)
        qtbot.waitUntil(errors[-1].isVisible, timeout=PATIENCE)
    subprocess.run([sys.executable, "-c", NOTE, str(away)], cwd=ROOT, check=True)
    shutil.move(away, county)
    qtbot.waitUntil(lambda: desk.session.lost is None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE)
    assert told == [{"acts", "problems"}], "what was done meanwhile"
    assert not banner.isVisible()
    qtbot.waitUntil(lambda: not any(one.isVisibleTo(one.parentWidget()) for one in errors), timeout=PATIENCE)


def test_another_workspace_is_watched_from_then_on(
    desk: Desk, qtbot: QtBot, county: Path, told: list[frozenset[str]], tmp_path: Path
) -> None:
    other = Path(shutil.copytree(county, tmp_path / "乙县"))
    desk.open(qtbot, other)
    subprocess.run([sys.executable, "-c", NOTE, str(county)], cwd=ROOT, check=True)
    subprocess.run([sys.executable, "-c", NOTE, str(other)], cwd=ROOT, check=True)
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE)
    qtbot.wait(300)
    assert told == [{"acts", "problems"}]
