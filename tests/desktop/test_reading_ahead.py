"""The code of every page is read by a thread of its own, which ends when told."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from census_app.desktop.pages.registry import PAGES
from census_app.desktop.reading_ahead import ReadingAhead
from tests.desktop.conftest import PATIENCE, Desk


@pytest.fixture
def reading(desk: Desk, qapp: QApplication) -> Iterator[ReadingAhead]:
    """While a window stands garbage is collected in its thread alone, never in the one that reads."""
    assert desk.window.isVisible()
    made = ReadingAhead(qapp)
    yield made
    made.stop()
    made.deleteLater()


def test_the_code_of_every_page_is_read(reading: ReadingAhead) -> None:
    reading.start()
    reading.wait()
    assert {entry.location.partition(":")[0] for entry in PAGES} <= set(sys.modules)


def test_it_begins_by_itself(reading: ReadingAhead, qtbot: QtBot) -> None:
    reading.start_soon()
    qtbot.waitUntil(lambda: reading.begun, timeout=PATIENCE)


def test_stopped_before_it_began_it_never_does(reading: ReadingAhead) -> None:
    reading.start_soon()
    reading.stop()
    reading.start()
    assert not reading.begun
