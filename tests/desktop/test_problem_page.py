"""The problem list by keyboard and mouse on a states file."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from census_app.desktop.language import language
from census_app.desktop.pages.problems import flow
from census_app.desktop.pages.problems.page import ProblemPage
from census_app.desktop.pages.problems.reads import read_ground
from census_app.desktop.session import RuleFacts, WorkspaceFacts
from census_app.desktop.theme.look import tokens
from tests.desktop.conftest import Desk
from tests.desktop.states_file import write_states

ROWS = 900
PATIENCE = 30000


def _facts(folder: Path, rows: int = ROWS) -> WorkspaceFacts:
    return WorkspaceFacts(
        folder,
        data_date="2026-11-20",
        customers=2000,
        run="20261120-001",
        run_date="2026-11-20",
        pack="census-112 1.0.0",
        states=write_states(folder / "states.parquet", rows),
        findings=rows,
        rules={"R012": RuleFacts("居民身份证号校验不通过", "核对原件后更正", "〔2026〕12 号")},
    )


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, tmp_path: Path) -> ProblemPage:
    desk.session.show(_facts(tmp_path))
    desk.window.go("problems")
    shown = desk.window.page("problems")
    assert isinstance(shown, ProblemPage)
    qtbot.waitUntil(lambda: bool(shown.panel.record) and shown.facets.shown.text() != "", timeout=PATIENCE)
    return shown


def _words(page: ProblemPage) -> str:
    QApplication.processEvents()
    return " ".join(widget.text() for widget in page.panel.findChildren(QLabel) if widget.isVisibleTo(page))


def _selected(page: ProblemPage) -> str:
    found = page.model.row(page.table.currentIndex().row())
    return "" if found is None else str(found[10])


def _settled(qtbot: QtBot, page: ProblemPage, rows: int) -> None:
    qtbot.waitUntil(lambda: page.model.rowCount() == rows and not page.flow.busy, timeout=PATIENCE)


def test_the_header_says_exactly_what_is_shown(page: ProblemPage) -> None:
    for fact in ("2026-11-20", "20261120-001", "census-112 1.0.0", "900 条"):
        assert fact in page.subtitle.text()
    assert page.facets.shown.text() == f"显示 {page.model.rowCount()} / {ROWS}"


def test_keys_walk_the_list_and_the_evidence_follows(page: ProblemPage, qtbot: QtBot) -> None:
    first = _selected(page)
    for key in (Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_Down):
        qtbot.keyClick(page.table, key)
    assert page.table.currentIndex().row() == 2
    assert _selected(page) != first
    qtbot.waitUntil(lambda: page.panel.record.get("problem_no") == _selected(page), timeout=PATIENCE)
    words = _words(page)
    for shown in ("合同容量", "630", "用电客户.xlsx", "首次发现", str(page.panel.record["message"])):
        assert shown in words


def test_a_click_on_a_row_shows_its_evidence(page: ProblemPage, qtbot: QtBot) -> None:
    box = page.table.visualRect(page.model.index(4, 3))
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    qtbot.waitUntil(lambda: page.panel.record.get("problem_no") == _selected(page), timeout=PATIENCE)
    assert page.table.currentIndex().row() == 4


def test_slash_finds_and_escape_brings_everything_back(page: ProblemPage, qtbot: QtBot, desk: Desk) -> None:
    everything = page.model.rowCount()
    qtbot.keyClick(page.table, Qt.Key.Key_Slash)
    assert page.field.hasFocus()
    qtbot.keyClicks(page.field, "1302210123")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    _settled(qtbot, page, 1)
    assert _selected(page) == "P000123"
    desk.window.actions_["back"].trigger()
    _settled(qtbot, page, everything)
    assert page.field.text() == ""


def test_words_nobody_has_give_the_reason_and_the_way_back(page: ProblemPage, qtbot: QtBot, desk: Desk) -> None:
    page.ask(replace(page.flow.query, words="没有这样的"))
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.board.empty, timeout=PATIENCE)
    desk.window.actions_["clear_filters"].trigger()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.table, timeout=PATIENCE)


def test_chips_filter_with_the_counts_they_show(page: ProblemPage, qtbot: QtBot) -> None:
    chip = page.facets.severity["urgent"]
    number = int(chip.text().split()[-1].replace(",", ""))
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    _settled(qtbot, page, number)
    assert chip.chosen
    menu = page.facets.open_menu("unit")
    menu.field.setText("cg")
    assert menu.list.count() == 1
    menu.list.item(0).setCheckState(Qt.CheckState.Checked)
    menu.close()
    qtbot.waitUntil(lambda: "城关供电所" in page.facets.menus["unit"].text(), timeout=PATIENCE)
    qtbot.waitUntil(lambda: 0 < page.model.rowCount() < number, timeout=PATIENCE)


def test_sorting_happens_in_the_worker(page: ProblemPage, qtbot: QtBot) -> None:
    page.model.sort(2, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: not page.flow.busy and str(page.model.index(0, 2).data()) > "13022108", timeout=PATIENCE)
    shown = [page.model.index(row, 2).data() for row in range(page.model.rowCount())]
    assert shown == sorted(shown, reverse=True)


def test_f4_hides_the_evidence_and_a_narrow_window_makes_it_a_tab(page: ProblemPage, desk: Desk) -> None:
    assert page.panel.isVisible()
    desk.window.actions_["toggle_panel"].trigger()
    assert not page.panel.isVisible()
    desk.window.actions_["toggle_panel"].trigger()
    desk.window.resize(1366, 768)
    assert page.board.tabs.isVisible()
    assert not page.panel.isVisible()
    desk.window.actions_["toggle_panel"].trigger()
    assert page.panel.isVisible()
    assert not page.board.card.isVisible()
    desk.window.actions_["back"].trigger()
    assert page.board.card.isVisible()


def test_the_number_is_copied(page: ProblemPage, desk: Desk) -> None:
    desk.window.actions_["copy_number"].trigger()
    assert QGuiApplication.clipboard().text() == _selected(page)


def test_look_and_language_switch_live_and_keep_the_filter(page: ProblemPage, desk: Desk, qtbot: QtBot) -> None:
    number = int(page.facets.severity["urgent"].text().split()[-1])
    qtbot.mouseClick(page.facets.severity["urgent"], Qt.MouseButton.LeftButton)
    _settled(qtbot, page, number)
    before = tokens().name
    desk.window.actions_["switch_theme"].trigger()
    assert tokens().name != before
    desk.window.actions_["switch_theme"].trigger()
    desk.window.actions_["switch_language"].trigger()
    assert language().code == "en"
    english = desk.window.page("problems")
    assert isinstance(english, ProblemPage)
    assert english is not page
    _settled(qtbot, english, number)
    assert english.title.text() == "Problems"
    assert english.facets.severity["urgent"].chosen


def test_the_problem_looked_at_follows_the_words_of_its_rule(page: ProblemPage, desk: Desk) -> None:
    facts = desk.session.facts
    assert facts is not None
    assert "居民身份证号校验不通过" in _words(page)
    said = {"R012": RuleFacts("Resident number fails its check", "Correct it from the original")}
    desk.session.show(replace(facts, rules=said))
    assert "Resident number fails its check" in _words(page)
    assert "居民身份证号校验不通过" not in _words(page)


def test_a_broken_file_is_said_plainly_and_can_be_tried_again(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    facts = _facts(tmp_path)
    assert facts.states is not None
    good = facts.states.read_bytes()
    facts.states.write_bytes(b"not parquet")
    desk.session.show(facts)
    desk.window.go("problems")
    page = desk.window.page("problems")
    assert isinstance(page, ProblemPage)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.board.error, timeout=PATIENCE)
    facts.states.write_bytes(good)
    page.board.error.retry.click()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.table, timeout=PATIENCE)


def test_quick_changes_of_mind_end_with_the_last(page: ProblemPage, qtbot: QtBot) -> None:
    for words in ("胜利路1", "胜利路2", "机械厂", "1302210007"):
        page.ask(replace(page.flow.query, words=words))
    _settled(qtbot, page, 1)
    assert _selected(page) == "P000007"


def test_a_filter_begins_while_everything_is_still_being_loaded(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slowly(*arguments: Any) -> Any:
        go_on.wait(60)
        return read_ground(*arguments)

    monkeypatch.setattr(flow, "read_ground", slowly)
    desk.session.show(_facts(tmp_path))
    desk.window.go("problems")
    page = desk.window.page("problems")
    assert isinstance(page, ProblemPage)
    qtbot.waitUntil(lambda: bool(page.panel.record), timeout=PATIENCE)
    everything, first = page.model.rowCount(), _selected(page)
    page.ask(replace(page.flow.query, chosen={"severity": frozenset({"normal"})}))
    qtbot.waitUntil(lambda: 0 < page.model.rowCount() < everything, timeout=PATIENCE)
    qtbot.waitUntil(lambda: page.panel.record.get("problem_no") == _selected(page) != first, timeout=PATIENCE)
    assert page.flow.busy and page.flow.everything() == [], "what cannot be named yet cannot be chosen whole"
    some, chosen = page.model.rowCount(), _selected(page)
    page.ask(replace(page.flow.query, sort="customer"))
    go_on.set()
    page.ask(replace(page.flow.query, sort=""))
    _settled(qtbot, page, some)
    assert _selected(page) == chosen and page.flow.everything() == [(0, some - 1)]
    last = page.model.row(some - 1)
    qtbot.waitUntil(lambda: page.facets.shown.text() == f"显示 {some} / {ROWS}", timeout=PATIENCE)
    assert last is not None and last[0] == "normal"
