"""Back-testing a draft beside its dial and its effect: started, told in words, stopped, out of date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from census_app.desktop.language import ENGLISH, language
from census_app.desktop.pages.rules.editor.backtest import line_words, rule_words, weeks_words
from census_app.desktop.pages.rules.page import RulesPage
from census_app.desktop.theme.look import NORMAL_PERCENT, look
from census_app.desktop.widgets.lines_dialog import LinesDialog
from tests.desktop.conftest import PATIENCE, Desk
from tests.desktop.rule_editor import editor_looked, opened_editor

LINE = {
    "hits": 1200, "confirmed": 3, "refuted": 2, "unjudged": 1195, "borrowed": 4, "missed": 1, "avoided": 2,
    "low": "0.2307", "high": "0.8824", "before_found": {"problems": 1, "median_weeks": 2, "most_weeks": 3},
    "before_decided": {"problems": 0, "median_weeks": 0, "most_weeks": 0},
}  # fmt: skip


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, county: Path) -> RulesPage:
    """The rule library with the county's only rule open in the editor, nothing changed yet."""
    return opened_editor(desk, qtbot, county)


@pytest.fixture
def normal_size() -> Iterator[None]:
    yield
    look().scale(NORMAL_PERCENT)


def _put_factor(page: RulesPage, qtbot: QtBot, value: str) -> None:
    entry = page.board.editor.values.entries["倍数"]
    entry.setFocus()
    entry.selectAll()
    qtbot.keyClicks(entry, value)
    editor_looked(page, qtbot)


def test_a_changed_draft_is_tried_on_every_week_and_told_in_words(page: RulesPage, desk: Desk, qtbot: QtBot) -> None:
    card = page.board.backtest
    card.start.click()
    assert "还没有改动" in card.note.text(), "the rule in force is no draft"
    _put_factor(page, qtbot, "1.25")
    desk.window.actions_["backtest_draft"].trigger()
    qtbot.waitUntil(card.stop.isVisible, timeout=PATIENCE)
    assert not card.start.isVisible()
    qtbot.waitUntil(lambda: bool(card.report), timeout=PATIENCE)
    assert card.note.text() == "2 份快照，2026-11-09 到 2026-11-16"
    assert "各周命中：11-09 2 · 11-16 2" in card.told.text()
    assert card.start.isVisible()
    card.more.click()
    (dialog,) = card.findChildren(LinesDialog)
    assert "柳河供电所\n命中" in dialog.text.toPlainText()
    dialog.reject()
    _put_factor(page, qtbot, "1.4")
    assert "改动之前" in card.note.text()
    assert card.told.isVisible(), "the last result stays in sight"


def test_on_a_small_screen_with_large_texts_what_was_asked_for_is_scrolled_to(
    desk: Desk, qtbot: QtBot, county: Path, normal_size: None
) -> None:
    for _press in range(3):
        desk.window.actions_["larger_text"].trigger()
    desk.window.resize(1366, 768)
    page = opened_editor(desk, qtbot, county)
    _put_factor(page, qtbot, "1.25")
    card = page.board.backtest
    assert card.visibleRegion().isEmpty()
    desk.window.actions_["backtest_draft"].trigger()
    qtbot.waitUntil(lambda: bool(card.report), timeout=PATIENCE)
    qtbot.waitUntil(lambda: card.told.visibleRegion().boundingRect() == card.told.rect(), timeout=PATIENCE)


def test_a_back_test_is_given_up(page: RulesPage, desk: Desk, qtbot: QtBot) -> None:
    _put_factor(page, qtbot, "1.25")
    card = page.board.backtest
    card.start.click()
    qtbot.waitUntil(card.stop.isVisible, timeout=PATIENCE)
    card.stop.click()
    qtbot.waitUntil(lambda: desk.session.jobs.current is None, timeout=PATIENCE)
    assert card.note.text() == "已取消"
    assert not card.stop.isVisible()


def test_an_unfinished_draft_is_not_tried(page: RulesPage, desk: Desk, qtbot: QtBot) -> None:
    _put_factor(page, qtbot, "x")
    page.board.backtest.start.click()
    assert "写完整" in page.board.backtest.note.text()
    assert desk.session.jobs.current is None


def test_what_it_says(qapp: QApplication) -> None:
    assert line_words(LINE, vanishes=False) == [
        "命中 1,200 条：属实 3，误报 2，没有人核实过 1,195",
        "查实率在 23% 到 88% 之间",
        "其中 4 条的结论借自指同一条记录同一字段的别的规则",
        "比首次正式发现早的 1 条，中位 2 周、最多 3 周",
        "没有比核实更早的",
        "现行规则发现过的：属实的会漏掉 1 条，误报的会少 2 条",
    ]
    assert line_words(LINE, vanishes=True)[0].startswith("停用后不再报 1,200 条")
    report = {"snapshots": {"s": "2026-11-09"}, "gone": 2, "errors": {"R042": "除数为零"}, "rules": {"R042": LINE}}
    assert weeks_words(report).endswith("；另有 2 个数据日期的快照已经清理")
    assert rule_words(report) == ["在这份数据上运行出错：除数为零"]
    language().switch(ENGLISH)
    assert all(line.isascii() for line in (weeks_words(report), *line_words(LINE, vanishes=False)))
