"""The first minutes: the sample county is asked for with one key, and its card says how far it is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from census_app.desktop import commands
from census_app.desktop.jobs import Job
from census_app.desktop.pages.start.page import StartPage
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk

MAKING = (
    sys.executable,
    "-c",
    'import sys, time; print(\'{"progress": [2, 5, "导入第一周"]}\', file=sys.stderr, flush=True); time.sleep(60)',
)


def test_the_card_of_the_sample_says_how_far_it_is_and_what_cancelling_leaves(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = desk.window.page("start")
    assert isinstance(page, StartPage)
    before = page.sample_text.text()
    assert not page.sample_line.isVisibleTo(page)
    monkeypatch.setattr(desk.session.jobs, "_program", MAKING)
    assert desk.session.jobs.start(Job(commands.DEMO, "生成示例县", ())) is not None
    qtbot.waitUntil(lambda: "导入第一周 2 / 5" in page.sample_text.text(), timeout=20_000)
    assert "自动打开问题清单" in page.sample_text.text()
    assert page.sample_line.isVisibleTo(page)
    desk.window.actions_["cancel_job"].trigger()
    qtbot.waitUntil(lambda: desk.session.jobs.current is None, timeout=20_000)
    assert page.sample_text.text() == before
    assert not page.sample_line.isVisibleTo(page)


def test_a_new_workspace_is_made_where_one_says_and_opened(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "平安县"

    def chosen(*_arguments: object) -> tuple[str, str]:
        return str(folder), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    desk.window.actions_["new_workspace"].trigger()
    qtbot.waitUntil(lambda: desk.session.folder == folder, timeout=PATIENCE)
    assert desk.window.windowTitle().startswith("平安县")
    with Workspace.open(folder) as made:
        assert made.catalogue.latest() is None


def test_a_workspace_that_is_being_read_is_said_instead_of_the_steps_of_an_empty_one(
    desk: Desk, qtbot: QtBot, county: Path
) -> None:
    page = desk.window.page("start")
    assert isinstance(page, StartPage)
    desk.controller.open_workspace(county)
    assert page.stack.currentWidget() is page.opening
    assert "正在打开 县" in " ".join(label.text() for label in page.opening.findChildren(QLabel))
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page._board, timeout=PATIENCE)
    desk.session.show(None)
    desk.controller.open_workspace(county / "没有")
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.steps_view, timeout=PATIENCE)
