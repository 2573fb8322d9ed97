"""The first minutes: the sample county is asked for with one key, and its card says how far it is."""

from __future__ import annotations

import sys

import pytest
from pytestqt.qtbot import QtBot

from census_app.desktop import commands
from census_app.desktop.jobs import Job
from census_app.desktop.pages.start.page import StartPage
from tests.desktop.conftest import Desk

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
