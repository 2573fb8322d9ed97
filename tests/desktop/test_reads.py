"""Readers: what is asked, when, and how often it is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot

from census_app.desktop.reads import Reader
from tests.desktop.conftest import PATIENCE


def _refused(error: Exception) -> None:
    raise error


def test_what_is_asked_twice_in_one_turn_is_read_once(qtbot: QtBot) -> None:
    reader, read, told = Reader(), [], []

    def reading(name: str) -> Callable[[], Any]:
        return lambda: read.append(name) or name

    reader.ask("page", reading("first"), told.append, _refused)
    reader.ask("other", reading("other"), told.append, _refused)
    reader.ask("page", reading("second"), told.append, _refused)
    assert told == []
    qtbot.waitUntil(lambda: len(told) == 2, timeout=PATIENCE)
    reader.ask("page", reading("later"), told.append, _refused)
    qtbot.waitUntil(lambda: len(told) == 3, timeout=PATIENCE)
    reader.close()
    assert read == told == ["other", "second", "later"]


def test_what_is_forgotten_in_the_turn_it_was_asked_is_not_read(qtbot: QtBot) -> None:
    reader, read, told = Reader(), [], []
    reader.ask("page", lambda: read.append("page"), told.append, _refused)
    reader.forget("page")
    reader.ask("other", lambda: "other", told.append, _refused)
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE)
    reader.close()
    assert told == ["other"] and read == []


def test_a_reader_that_finishes_does_what_was_just_asked(qtbot: QtBot) -> None:
    reader, written, told = Reader(), [], []
    reader.ask("write", lambda: written.append("word"), told.append, _refused)
    reader.finish()
    assert written == ["word"] and told == []


def test_a_reader_that_closes_begins_nothing(qtbot: QtBot) -> None:
    reader, read = Reader(), []
    reader.ask("page", lambda: read.append("page"), lambda _read: None, _refused)
    reader.close()
    reader.ask("page", lambda: read.append("page"), lambda _read: None, _refused)
    qtbot.wait(20)
    assert read == []
