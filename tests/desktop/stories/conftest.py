"""A county in the middle of its first week: lists and forms are out, and what came back waits for review."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from census_app.desktop.frame.making_ready import MakingReady
from census_app.desktop.reading_ahead import ReadingAhead
from tests.desktop.conftest import Desk
from tests.desktop.stories.hands import PATIENCE, Hands
from tests.desktop.watchdog import Watchdog
from tests.e2e.four_weeks import first_week
from tests.e2e.four_weeks.doing import Doing
from tests.made_once import made_once

STALLS = "CENSUS_STALLS"
"""Set in the environment: the stories tell how long the event loop stood still."""
_TOLD = 12


def _first_week(folder: Path) -> Doing:
    """Everything that was given out was filled; forms and the first list were taken."""
    doing = Doing(folder)
    doing.begin()
    first_week.deliver(doing)
    first_week.give_out(doing)
    first_week.fill(doing)
    paper = doing.folder / "1"
    doing.census("survey", "take", paper / "back", "--out", paper / "told", code=1)
    doing.census("lists", "take", paper / "answered", "--out", paper / "receipts", code=1)
    return doing


@pytest.fixture(scope="session")
def weeks_blank(tmp_path_factory: pytest.TempPathFactory) -> Doing:
    """Nobody works on this one."""
    return made_once(tmp_path_factory, "first_week", _first_week)


@pytest.fixture
def weeks(weeks_blank: Doing, tmp_path: Path) -> Doing:
    """A copy of one's own."""
    return Doing(Path(shutil.copytree(weeks_blank.folder, tmp_path / "县")), dict(weeks_blank.known))


@pytest.fixture
def hands(desk: Desk, qapp: QApplication, qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[Hands]:
    """Hands at a window that has been open for a moment, and a watch over how long it stood still."""
    reading, making = ReadingAhead(qapp), MakingReady(desk.window)
    reading.start()
    reading.wait()
    reading.deleteLater()
    making.start_soon()
    qtbot.waitUntil(lambda: not making.at_work, timeout=PATIENCE)
    with Watchdog() as watchdog:
        yield Hands(desk, qtbot, watchdog)
    if os.environ.get(STALLS):
        _tell(request.node.name, watchdog)


def _tell(story: str, watchdog: Watchdog) -> None:
    print(f"\n{story}: {watchdog.beats} beats, {len(watchdog.stalls)} stalls over {watchdog.limit * 1000:.0f} ms")
    for stall in sorted(watchdog.stalls, key=lambda one: one.computed, reverse=True)[:_TOLD]:
        ours = [line.strip() for line in stall.where.splitlines() if "census_app" in line]
        where = ours[-1] if ours else "-"
        told = f"computed {stall.computed * 1000:4.0f} ms, no processor {stall.queued * 1000:4.0f} ms"
        print(f"  {stall.seconds * 1000:6.0f} ms, {told}  {where}")
