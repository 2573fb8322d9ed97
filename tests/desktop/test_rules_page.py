"""The rule library by keyboard and mouse on a real workspace: words, examples, figures, a pack's way into force."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.pages.check.reads import read_detail
from census_app.desktop.pages.rules.page import RulesPage
from census_app.desktop.pages.rules.reads import read_library
from census_app.desktop.pages.rules.rule_list import line_figures
from census_app.desktop.widgets.chips import Chip
from census_app.foundation.database import writing
from census_app.workspace import acts
from census_app.workspace.pack_life.history import PACK_REFUSED
from census_app.workspace.pack_life.status import pack_status
from census_app.workspace.precision import measured
from census_app.workspace.precision.settings import precision_settings
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk
from tests.unit.workspace.pack_life.sample import sample


def _words(widget: QWidget) -> str:
    QApplication.processEvents()
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
    return " ".join(labels + [chip.accessibleName() for chip in widget.findChildren(Chip) if chip.isVisibleTo(widget)])


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, county: Path) -> RulesPage:
    desk.open(qtbot, county, "rules")
    shown = desk.window.page("rules")
    assert isinstance(shown, RulesPage)
    qtbot.waitUntil(lambda: shown.detail.view is not None, timeout=PATIENCE)
    return shown


def test_a_rule_says_in_words_what_it_checks(page: RulesPage) -> None:
    assert page.rules.model.rowCount() == 1
    words = _words(page.detail)
    for said in (
        "运行容量大于合同容量",
        "用户在册",
        "运行容量 大于 合同容量",
        "在册(用户状态)",
        ":倍数",
        "1 倍",
        "核对",
    ):
        assert said in words
    assert "没有自带的例子" in words


def test_the_english_window_speaks_the_pack_s_english(page: RulesPage, desk: Desk, qtbot: QtBot) -> None:
    message = "is more than 〔倍数〕 times contract capacity"
    assert "超过 〔倍数〕 倍" in _words(page.detail)
    assert message not in _words(page.detail)
    desk.window.actions_["switch_language"].trigger()
    english = desk.window.page("rules")
    assert isinstance(english, RulesPage)
    qtbot.waitUntil(lambda: english.detail.view is not None, timeout=PATIENCE)
    words = _words(english.detail)
    assert message in words
    assert "Check the capacity" in words
    assert "运行容量大于合同容量" in words, "the title has no English here"


def test_figures_tell_what_people_found_and_where(page: RulesPage) -> None:
    words = _words(page.figures)
    assert "条里" in words, "few were judged: counts and an interval, no bare percentage"
    assert "合计" in words
    assert page.figures.parameter.itemText(0) == "倍数"


def _demote_below(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    """R042 is 3 of 5 here, between 23 % and 88 %."""
    settings = precision_settings().model_copy(update={"demote_below": Decimal(limit)})
    monkeypatch.setattr(measured, "precision_settings", lambda: settings)


def test_a_rule_to_be_demoted_says_so_as_soon_as_people_found_it_out(
    page: RulesPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "建议降级" not in _words(page.figures) + page.subtitle.text()
    desk.window.go("start")
    _demote_below(monkeypatch, "0.9")
    desk.window.go("rules")
    qtbot.waitUntil(lambda: "1 条建议降级" in page.subtitle.text(), timeout=PATIENCE)
    qtbot.waitUntil(lambda: "建议降级" in _words(page.figures), timeout=PATIENCE)
    assert "区间整个低于 90%" in _words(page.figures)
    assert "建议降级" in line_figures(page.rules.model.lines[0])
    assert any("建议降级 R042" in doubt for doubt in read_detail(page.library.ground.folder, page.library.run).doubts)


def test_values_of_a_parameter_are_not_shown_under_another(page: RulesPage) -> None:
    report = {
        "rule": "R042",
        "parameter": "从未用",
        "present": "7",
        "judged": 0,
        "values": [{"value": "7", "hits": 4, "judged": 0}],
    }
    page.figures.show_dial(report)
    assert page.figures.parameter.currentText() == "倍数" and not page.figures.chart.isVisibleTo(page.figures)


def test_a_note_has_room_beside_a_long_list_of_values(page: RulesPage) -> None:
    view = page.detail.view
    assert view is not None
    parameter = replace(view.entry.parameters[0], values=("、".join(map(str, range(1000, 1200))),), note="老系列也在内")
    page.detail.show_rule(replace(view, entry=replace(view.entry, parameters=(parameter,))))
    QApplication.processEvents()
    note = next(label for label in page.detail.findChildren(QLabel) if "老系列也在内" in label.text())
    assert note.width() > page.detail.width() / 4


def test_search_narrows_and_says_when_nothing_fits(page: RulesPage, desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClick(page.rules.view, Qt.Key.Key_Slash)
    assert page.rules.field.hasFocus()
    page.rules.field.setText("合同容量")
    assert page.rules.model.rowCount() == 1
    page.rules.field.setText("zzzz")
    assert page.rules.model.rowCount() == 0
    assert page.rules.none.isVisible()
    desk.window.actions_["back"].trigger()
    assert page.rules.model.rowCount() == 1


def test_a_parameter_is_turned_in_a_job(page: RulesPage, desk: Desk, qtbot: QtBot) -> None:
    page.figures.turn.click()
    qtbot.waitUntil(lambda: page.figures.chart.isVisible() and desk.session.jobs.current is None, timeout=PATIENCE)
    assert "现行值 1 倍" in page.figures.dial_note.text()
    assert "不足 30 条" in page.figures.dial_note.text()


def test_a_pack_is_tried_refused_accepted_brought_into_force_and_taken_back(
    page: RulesPage, desk: Desk, qtbot: QtBot, county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(type(desk.window), "ask", lambda _w, question, _t, _y: asked.append(question) is None)
    pack = sample(tmp_path / "新包")
    assert page.drop_files([str(pack)])
    assert page.pack_view.isVisible()
    qtbot.waitUntil(lambda: bool(page.pack_view.report), timeout=PATIENCE)
    assert "规则包没有签名" in _words(page.pack_view)
    assert "--" not in _words(page.pack_view), "what to do is said for the window"
    assert not desk.window.actions_["install_pack"].isEnabled()
    page.pack_view.unsigned.setChecked(True)
    page.pack_view.retry.click()
    qtbot.waitUntil(lambda: bool(page.pack_view.report), timeout=PATIENCE)
    assert "每一步都通过了" in _words(page.pack_view)
    assert "S042" in _words(page.pack_view)
    with Workspace.open(county) as workspace:
        assert pack_status(workspace).packs[0].entry.id == "probe", "trying changes nothing"
    desk.window.actions_["install_pack"].trigger()
    qtbot.waitUntil(lambda: bool(page.pack_view.report.get("installed")), timeout=PATIENCE)
    assert asked
    assert "新" not in asked[0]
    desk.window.actions_["back"].trigger()
    qtbot.waitUntil(lambda: "sample-rules" in page.subtitle.text(), timeout=PATIENCE)
    qtbot.waitUntil(lambda: page.rules.model.rowCount() > 1, timeout=PATIENCE)
    page.show_rule("S042")
    qtbot.waitUntil(lambda: "通过" in page.detail.case_note.text(), timeout=PATIENCE)
    page.stack.setCurrentWidget(page.pack_view)
    assert "下一次校验用它" in _words(page.pack_view)
    assert "census " not in _words(page.pack_view)
    desk.window.actions_["roll_back_pack"].trigger()
    qtbot.waitUntil(lambda: "probe" in page.subtitle.text(), timeout=PATIENCE)
    assert not page.pack_view.isVisible(), "what it says of the pack is no longer so"
    with Workspace.open(county) as workspace:
        kinds = [act.kind for act in acts.list_acts(workspace.engine)]
    assert kinds[-2:] == ["pack.installed", "pack.rolled_back"]


def test_a_pack_on_its_way_shows_nothing_of_the_one_before(page: RulesPage) -> None:
    total = {"appear": 1, "vanish": 0, "stay": 2}
    preview = {"data_date": "2026-11-16", "total": total, "rules": {}, "changes": {"R042": ["级别由紧急改为一般"]}}
    page.pack_view.show_report({"stages": [], "preview": preview})
    assert "级别由紧急改为一般" in page.pack_view.changes.text()
    page.pack_view.show_running("另一个.zip")
    assert page.pack_view.changes.text() == ""


def test_what_is_no_pack_is_refused_with_the_reason(page: RulesPage, qtbot: QtBot, tmp_path: Path) -> None:
    bad = tmp_path / "坏包.zip"
    bad.write_bytes(b"not a zip")
    page.pack_flow.try_pack(bad)
    qtbot.waitUntil(lambda: bool(page.pack_view.report), timeout=PATIENCE)
    assert "停住了" in _words(page.pack_view)
    assert "拒绝" in _words(page.pack_view)


def test_without_a_workspace_the_page_says_so(desk: Desk) -> None:
    desk.window.go("rules")
    page = desk.window.page("rules")
    assert isinstance(page, RulesPage)
    assert page.stack.currentWidget() is page.nothing
    assert not page.drop_files(["什么.zip"])


def test_a_narrow_window_makes_the_figures_a_tab(page: RulesPage, desk: Desk) -> None:
    desk.window.resize(1366, 768)
    assert page.tabs.isVisible()
    assert not page.side.isVisible()
    page.tabs.setCurrentIndex(1)
    assert page.side.isVisible()
    assert not page.detail.isVisible()


def test_the_right_side_is_reached_by_keys_and_the_keys_stay_on_the_page(page: RulesPage, desk: Desk) -> None:
    desk.window.activateWindow()
    turn = desk.window.actions_["rules_panel"]
    turn.trigger()
    assert not page.side.isVisible(), "in a wide window it makes room"
    turn.trigger()
    assert page.side.isVisible()
    desk.window.resize(1366, 768)
    page.detail.area.setFocus()
    turn.trigger()
    assert page.side.isVisible()
    assert page.rules.view.hasFocus(), "what had the keys is hidden now"
    turn.trigger()
    assert page.detail.isVisible()


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("甲 1.0 已经用过，内容却不一样；内容改了就要升版本号", "甲 1.0 已经用过，内容却不一样；内容改了就要升版本号"),
        ("规则包没有签名；确实要用，加 --yes-unsigned，之后每个批次和清单都会注明", "规则包没有签名"),
    ],
)
def test_the_history_tells_a_refusal_whole_but_for_what_to_write_at_a_command_line(
    county: Path, reason: str, told: str
) -> None:
    refused = {"file": "甲.zip", "sha256": "", "pack": None, "stage": "verify", "reasons": [reason], "more_reasons": 0}
    with Workspace.open(county) as workspace, writing(workspace.engine) as connection:
        acts.append_in(connection, PACK_REFUSED, "", refused)
    assert read_library(county, "zh").history[0].endswith(f"：{told}")
