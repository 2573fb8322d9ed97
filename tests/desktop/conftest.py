"""Offscreen, with settings of its own; a test that leaves a thread or a child process behind fails."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from census_app.desktop import jobs
from census_app.desktop.collecting import collect_as_usual
from census_app.desktop.controller import Controller
from census_app.desktop.frame.window import MainWindow
from census_app.desktop.language import CHINESE, language
from census_app.desktop.main import STYLE, build_window
from census_app.desktop.preferences import Preferences
from census_app.desktop.qt_none import keep_none_alive
from census_app.desktop.widgets import leaving
from census_app.workspace.workspace import Workspace
from tests.desktop.compared_county import made_compared
from tests.desktop.forked_jobs import ForkedJobs
from tests.e2e.forked import POSSIBLE
from tests.made_once import made_once
from tests.unit.workspace.probe import two_weeks

keep_none_alive()
_OFFSCREEN_WARNINGS = "This plugin does not support"
_PATIENCE_SECONDS = 5.0
PATIENCE = 60_000
HOME = "start"
POINTS = [{"mp_no": f"M{number}", "cons_no": str(number), "mp_status": "在用"} for number in range(1, 7)]
METERS = [{"asset_no": f"41000000{number}", "mp_no": f"M{number}", "cons_no": str(number)} for number in range(1, 7)]
FEEDERS = [{"line_no": "L1", "line_name": "柳河512线"}]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = f"{Path(__file__).parent}{os.sep}"
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.qt_log_ignore(_OFFSCREEN_WARNINGS, extend=True))


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    collect_as_usual()
    end = time.monotonic() + _PATIENCE_SECONDS
    while (left := set(threading.enumerate()) - before) and time.monotonic() < end:
        time.sleep(0.02)
    assert not left, f"threads left behind: {left}"


@pytest.fixture(autouse=True)
def nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test typed may go when it ends: no question waits for an answer that never comes."""
    monkeypatch.setattr(leaving, "_wait", lambda box: box.buttons()[0].click())


@pytest.fixture(scope="session")
def forked_jobs() -> Iterator[ForkedJobs | None]:
    if not POSSIBLE:
        yield None
        return
    # the path of a socket is short
    with TemporaryDirectory() as folder:
        made = ForkedJobs(Path(folder))
        yield made
        made.end()


@pytest.fixture
def started_anew() -> None:
    """The jobs of a test that asks for it begin as people's do."""


@pytest.fixture(autouse=True)
def _jobs_are_forked(
    request: pytest.FixtureRequest, forked_jobs: ForkedJobs | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading the program is half of what a short job costs."""
    if forked_jobs is not None and "started_anew" not in request.fixturenames:
        monkeypatch.setattr(jobs, "PROGRAM", forked_jobs.program)


class Desk:
    """The window with its controller, as a person would have it."""

    def __init__(self, window: MainWindow, controller: Controller) -> None:
        self.window, self.controller = window, controller
        self.session = window.session

    def open(self, qtbot: QtBot, folder: Path, page: str = HOME) -> None:
        """The workspace is open on that page and its facts are known; the board at home is read where it is looked
        at."""
        if page != HOME:
            self.window.go(page)
        self.controller.open_workspace(folder, stay=page != HOME)
        qtbot.waitUntil(lambda: self.session.folder == folder, timeout=PATIENCE)


def _two_weeks_with_meters(folder: Path) -> Path:
    with Workspace.create(folder / "县") as made:
        two_weeks(made, metering_point=POINTS, meter=METERS, feeder=FEEDERS)
        return made.folder


@pytest.fixture(scope="session")
def county_blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks of a tiny county with its meters, checked and judged; nobody writes to it."""
    return made_once(tmp_path_factory, "two_weeks_with_meters", _two_weeks_with_meters)


@pytest.fixture
def county(county_blank: Path, tmp_path: Path) -> Path:
    """A copy of one's own."""
    return Path(shutil.copytree(county_blank, tmp_path / "县"))


@pytest.fixture(scope="session")
def compared_blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county compared with a register; nobody writes to it."""
    return made_once(tmp_path_factory, "compared", made_compared)


@pytest.fixture
def compared(compared_blank: Path, tmp_path: Path) -> Path:
    """A copy of one's own."""
    return Path(shutil.copytree(compared_blank, tmp_path / "W"))


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The application as it is made for people."""
    return ["census", *STYLE]


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    language().switch(CHINESE)
    window, controller = build_window(qapp, Preferences(tmp_path / "window.ini"))
    window.resize(1500, 900)
    window.show()
    qtbot.waitExposed(window)
    yield Desk(window, controller)
    controller.stop_job()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    language().switch(CHINESE)
