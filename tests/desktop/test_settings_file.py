"""The settings file: versions, migrations, files that cannot be used, and the layout kept in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from census_app.desktop.frame.layout_memory import GEOMETRY
from census_app.desktop.main import build_window
from census_app.desktop.preferences import Preferences
from census_app.desktop.settings_file import VERSION
from tests.desktop.conftest import PATIENCE, Desk


def write(file: Path, **values: object) -> Path:
    settings = QSettings(str(file), QSettings.Format.IniFormat)
    for name, value in values.items():
        settings.setValue(name, value)
    settings.sync()
    return file


def read(file: Path, name: str) -> object:
    return QSettings(str(file), QSettings.Format.IniFormat).value(name)


def test_settings_from_before_versions_are_taken_over(tmp_path: Path) -> None:
    file = write(tmp_path / "window.ini", theme="dark", geometry=QByteArray(b"\x01\x02\x00\x03"))
    preferences = Preferences(file)
    assert preferences.said == ("", "")
    assert preferences.text("theme", "") == "dark"
    assert preferences.bytes(GEOMETRY).data() == b"\x01\x02\x00\x03"
    preferences.flush()
    assert read(file, "version") == str(VERSION)
    assert read(file, "geometry") is None
    assert Preferences(file).bytes(GEOMETRY).data() == b"\x01\x02\x00\x03", "once is enough"


@pytest.mark.parametrize("content", [b"\x00\xff\x01rubbish\x00" * 40, b"[General\ntheme=dark", b"\xff\xfe\x00\x00"])
def test_settings_nobody_can_read_are_kept_aside_and_said(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "window.ini"
    file.write_bytes(content)
    preferences = Preferences(file)
    key, name = preferences.said
    assert key == "settings_file.unreadable"
    assert (tmp_path / name).read_bytes() == content
    preferences.remember("theme", "dark")
    preferences.flush()
    assert Preferences(file).text("theme", "") == "dark"


def test_settings_of_a_newer_program_are_left_alone(tmp_path: Path) -> None:
    file = write(tmp_path / "window.ini", version=str(VERSION + 1), theme="sepia")
    before = file.read_bytes()
    preferences = Preferences(file)
    assert preferences.said == ("settings_file.newer", "window.ini")
    preferences.remember("theme", "dark")
    preferences.flush()
    assert file.read_bytes() == before
    assert Preferences(file).text("theme", "") == "dark", "this version has a file of its own"


@pytest.mark.parametrize("value", ["", "[1, 2]", "{half", "7"])
def test_facts_that_are_none_are_empty(tmp_path: Path, value: str) -> None:
    preferences = Preferences(write(tmp_path / "window.ini", version=str(VERSION), facts=value))
    assert preferences.facts("facts") == {}


def test_what_was_wrong_with_the_settings_is_said_in_the_window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    (tmp_path / "window.ini").write_bytes(b"\x00\xff\x01rubbish\x00" * 40)
    window, _controller = build_window(qapp, Preferences(tmp_path / "window.ini"))
    window.show()
    toast = window._toast
    assert toast is not None
    qtbot.waitUntil(lambda: toast.isVisible(), timeout=PATIENCE)
    assert "已改名为" in toast._label.text()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_panels_and_the_page_are_as_they_were_left(
    desk: Desk, qtbot: QtBot, qapp: QApplication, county: Path, tmp_path: Path
) -> None:
    desk.open(qtbot, county, "tasks")
    desk.window._memory["tasks"]["panel"] = False
    desk.window._memory["tasks"]["query"] = "not kept"
    desk.window.close()
    window, controller = build_window(qapp, Preferences(tmp_path / "window.ini"))
    assert window._memory["tasks"] == {"panel": False}
    window.show()
    window.actions_["continue_last"].trigger()
    qtbot.waitUntil(lambda: window.session.folder == county and window.current == "tasks", timeout=PATIENCE)
    controller.stop_job()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
