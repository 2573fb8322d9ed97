"""The code of every page is read by a thread of its own, which ends when told."""

from __future__ import annotations

import sys
import threading

from PySide6.QtWidgets import QApplication

from census_app.desktop.pages.registry import PAGES
from census_app.desktop.reading_ahead import ReadingAhead


def test_the_code_of_every_page_is_read() -> None:
    reading = ReadingAhead()
    reading.start()
    reading.wait()
    assert {entry.location.partition(":")[0] for entry in PAGES} <= set(sys.modules)


def test_it_ends_with_the_program(qapp: QApplication) -> None:
    before = set(threading.enumerate())
    running, waiting = ReadingAhead(), ReadingAhead()
    running.start()
    running.stop()
    waiting.start_soon(qapp)
    waiting.stop()
    waiting.start()
    assert set(threading.enumerate()) == before
