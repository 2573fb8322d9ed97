"""Widgets are destroyed in the window's thread, whichever thread made the garbage that held them."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from census_app.desktop import collecting
from census_app.desktop.collecting import collect_as_usual, collect_in_window


class Knot:
    """Garbage only the collector can find."""

    def __init__(self) -> None:
        self.itself = self


def _litter(count: int) -> None:
    for _ in range(count):
        Knot()


@pytest.fixture
def collected_by(qapp: QApplication) -> Iterator[list[int]]:
    """Threads in which the collector ran."""
    found: list[int] = []

    def note(phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            found.append(threading.get_ident())

    gc.collect()
    gc.callbacks.append(note)
    yield found
    gc.callbacks.remove(note)
    collect_as_usual()


def test_a_worker_that_litters_never_collects(qapp: QApplication, qtbot: QtBot, collected_by: list[int]) -> None:
    collect_in_window(qapp)
    collected_by.clear()
    lost = Knot()
    seen = weakref.ref(lost)
    del lost
    worker = threading.Thread(target=_litter, args=(20_000,))
    worker.start()
    worker.join()
    assert not collected_by and seen() is not None
    qtbot.waitUntil(lambda: seen() is None)
    assert set(collected_by) == {threading.get_ident()}


def test_garbage_that_outlived_a_look_is_found_all_the_same(
    qapp: QApplication, qtbot: QtBot, collected_by: list[int]
) -> None:
    collect_in_window(qapp)
    collected_by.clear()
    held = [Knot() for _ in range(2_000)]
    seen = weakref.ref(held[0])
    qtbot.waitUntil(lambda: bool(collected_by))
    held.clear()
    assert seen() is not None
    lasting: list[Knot] = []

    def found() -> bool:
        lasting.extend(Knot() for _ in range(1_000))
        return seen() is None

    qtbot.waitUntil(found)
    assert set(collected_by) == {threading.get_ident()}


def test_without_a_window_python_collects_as_usual(qapp: QApplication, collected_by: list[int]) -> None:
    collect_in_window(qapp)
    collect_as_usual()
    _litter(20_000)
    assert gc.isenabled() and collected_by


def test_the_first_pages_are_set_aside_and_no_others(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting._kept, "pages", False)
    collect_in_window(qapp)
    first = Knot()
    collecting.set_pages_aside()
    aside = gc.get_freeze_count()
    later = Knot()
    collecting.set_pages_aside()
    assert gc.get_freeze_count() == aside
    assert any(one is later for one in gc.get_objects()) and not any(one is first for one in gc.get_objects())
    collect_as_usual()
