"""One customer by keyboard and mouse on a real workspace: found, explained, rehearsed, revealed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.frame.command_palette import CommandPalette
from census_app.desktop.frame.customer_search import CustomerSearch
from census_app.desktop.language import say
from census_app.desktop.pages.customer.page import CustomerPage
from census_app.desktop.pages.problems.page import ProblemPage
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.line_dialog import LineDialog
from census_app.workspace import acts
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk


def _words(widget: QWidget) -> str:
    QApplication.processEvents()
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
    return " ".join(labels + [chip.accessibleName() for chip in widget.findChildren(Chip) if chip.isVisibleTo(widget)])


def _page(desk: Desk) -> CustomerPage:
    page = desk.window.page("customer")
    assert isinstance(page, CustomerPage)
    return page


def _shown(desk: Desk, qtbot: QtBot, customer: str) -> CustomerPage:
    page = _page(desk)
    qtbot.waitUntil(lambda: page.sheet is not None and page.sheet.customer == customer, timeout=PATIENCE)
    return page


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, county: Path) -> CustomerPage:
    desk.open(qtbot, county, "customer")
    desk.window.open_customer("4")
    shown = _shown(desk, qtbot, "4")
    qtbot.waitUntil(lambda: shown.why.answer is not None, timeout=PATIENCE)
    return shown


def test_search_leads_to_the_customer_by_keyboard(desk: Desk, qtbot: QtBot, county: Path) -> None:
    desk.open(qtbot, county)
    desk.window.actions_["find_customer"].trigger()
    search = desk.window.popups.current
    assert isinstance(search, CustomerSearch)
    qtbot.keyClicks(search.field, "410000003")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: search.list.count() == 1, timeout=PATIENCE)
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert desk.window.current == "customer"
    assert _shown(desk, qtbot, "3").head.title.text() == "赵*"


def test_the_palette_looks_for_a_customer_when_it_is_no_command(desk: Desk, qtbot: QtBot, county: Path) -> None:
    desk.open(qtbot, county)
    desk.window.actions_["command_palette"].trigger()
    palette = desk.window.popups.current
    assert isinstance(palette, CommandPalette)
    qtbot.waitUntil(palette.isVisible)
    palette.field.setText("赵小芳")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    search = desk.window.popups.current
    assert isinstance(search, CustomerSearch)
    qtbot.waitUntil(lambda: search.list.count() == 6, timeout=PATIENCE)
    search.field.setText("没有这个人")
    qtbot.waitUntil(lambda: "没有找到" in search.said.text(), timeout=PATIENCE)
    search.close()


def test_the_page_says_what_is_wrong_and_why(page: CustomerPage) -> None:
    assert "1 个未关闭问题" in _words(page.head)
    assert "运行容量 130 大于合同容量 100" in _words(page.problems)
    assert "判“错”：在适用范围内，判错条件“超合同”成立" in _words(page.why)
    assert "运行容量 130 大于合同容量 100，超过 1 倍" in _words(page.why), "also in words, whole however long"
    tree = page.why.tree
    scope, clause = tree.topLevelItem(0), tree.topLevelItem(1)
    assert scope is not None
    assert clause is not None
    assert (scope.text(0), scope.text(1)) == ("适用范围", "成立")
    assert clause.text(1) == "成立 → 错"
    part = clause.child(0)
    assert part is not None
    assert part.text(0) == "运行容量 大于 合同容量 × 〔倍数〕1 倍", "read aloud, not as it is written"
    boxes = [box.accessibleName() for box in page.chain.boxes]
    assert len(boxes) == 7
    assert "运行容量大于合同容量" in boxes[3]
    assert "不知道有没有" in boxes[0], "no substations were imported"


def test_words_too_long_for_a_line_are_read_whole(page: CustomerPage) -> None:
    tree = page.why.tree
    clause = tree.topLevelItem(1)
    assert clause is not None
    part = clause.child(0)
    assert part is not None
    low = tree.visualItemRect(part).height()
    part.setText(
        0, "满足（用户的客户类型 不是“光伏发电客户”，并且计量点的计量点主用途类型 不是“发电上网关口”）的条数" * 2
    )
    tree.resize(tree.width() - 40, tree.height())
    tree.doItemsLayout()
    assert tree.visualItemRect(part).height() > 2 * low


def test_any_rule_can_be_asked_why_not(page: CustomerPage, desk: Desk, qtbot: QtBot) -> None:
    desk.window.open_customer("5")
    _shown(desk, qtbot, "5")
    assert "没有问题" in _words(page.problems)
    desk.window.actions_["pick_rule"].trigger()
    qtbot.keyClicks(page.picker.field, "r042")
    qtbot.keyClick(page.picker.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "判“对”" in _words(page.why), timeout=PATIENCE)


def test_a_correction_is_rehearsed_and_nothing_is_written(page: CustomerPage, qtbot: QtBot, county: Path) -> None:
    card = page.rehearsal
    assert (card.record.currentText(), card.field.currentText()) == ("用电客户 4", "运行容量")
    assert card.old.text() == "现在：130"
    with Workspace.open(county) as workspace:
        before = acts.head(workspace.engine)
    qtbot.keyClicks(card.value, "90")
    qtbot.keyClick(card.value, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "解决 1" in _words(card), timeout=PATIENCE)
    assert "新增 0" in _words(card)
    assert "不变 0" in _words(card)
    with Workspace.open(county) as workspace:
        assert acts.head(workspace.engine) == before


def test_two_edits_are_tried_together_and_a_refused_one_says_why(page: CustomerPage, qtbot: QtBot) -> None:
    card = page.rehearsal
    card.value.setText("130")
    card.more.click()
    assert "运行容量 → 130" in _words(card)
    card.choose("customer", "4", "合同容量")
    card.value.setText("不是数")
    card.run.click()
    qtbot.waitUntil(lambda: "和系统里的值相同" in _words(card), timeout=PATIENCE)


def test_what_was_taken_off_the_list_is_not_proposed(page: CustomerPage, qtbot: QtBot) -> None:
    card = page.rehearsal
    card.value.setText("90")
    card.more.click()
    card.run.click()
    qtbot.waitUntil(lambda: bool(card.tried), timeout=PATIENCE)
    (drop,) = [one for one in card.findChildren(LinkButton) if one.text() == say("customer.rehearsal_drop")]
    drop.click()
    assert card.tried == [] and not card.proposal.isVisibleTo(card)
    assert card.result.count() == 0
    card.value.setText("90")
    card.run.click()
    qtbot.waitUntil(lambda: bool(card.tried), timeout=PATIENCE)
    qtbot.keyClicks(card.value, "0")
    assert card.tried == [], "900 was not tried"


def test_fields_by_table_are_masked_until_a_reason_is_given(
    page: CustomerPage, desk: Desk, qtbot: QtBot, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.window.actions_["all_fields"].trigger()
    fields = page.fields
    assert fields.isVisible()
    fields.filter.setText("yhmc")
    assert fields.model.index(0, 1).data() == "赵*"
    monkeypatch.setattr(LineDialog, "ask_for", lambda *_, **__: ("核对户名", True))
    desk.window.actions_["reveal_personal"].trigger()
    qtbot.waitUntil(lambda: fields.model.index(0, 1).data() == "赵小芳", timeout=PATIENCE)
    assert page.head.title.text() == "赵小芳"
    with Workspace.open(county) as workspace:
        shown = acts.list_acts(workspace.engine, kinds=["personal.shown"])
    assert [one.payload["reason"] for one in shown] == ["核对户名"]
    fields.filter.clear()
    fields.show_table("meter")
    assert fields.model.index(0, 1).data() == "410000004"
    desk.window.actions_["back"].trigger()
    assert page.problems.isVisible()


def test_without_a_reason_nothing_is_revealed(
    page: CustomerPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LineDialog, "ask_for", lambda *_, **__: ("  ", True))
    desk.window.actions_["reveal_personal"].trigger()
    assert desk.window._toast is not None
    toast = desk.window._toast
    qtbot.waitUntil(lambda: "事由" in _words(toast), timeout=PATIENCE)
    assert page.sheet is not None
    assert not page.sheet.clear


def test_what_was_not_compared_is_unknown_not_none(page: CustomerPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "还没有比对过" in _words(page.links), timeout=PATIENCE)
    assert "首次发现" in _words(page.links)
    assert "运行容量：95 → 130" in _words(page.links), "the week a value went wrong"


def test_j_and_k_go_through_the_list_one_came_from(desk: Desk, qtbot: QtBot, county: Path) -> None:
    desk.open(qtbot, county, "problems")
    problems = desk.window.page("problems")
    assert isinstance(problems, ProblemPage)
    problems.ask(problems.flow.query.toggled("live"))
    qtbot.waitUntil(lambda: problems.model.rowCount() == 5 and bool(problems.panel.record), timeout=PATIENCE)

    def opened() -> bool:
        desk.window.actions_["open_customer"].trigger()
        return desk.window.current == "customer"

    qtbot.waitUntil(opened, timeout=PATIENCE)
    first = str(problems.model.index(0, 2).data())
    page = _shown(desk, qtbot, first)
    qtbot.keyClick(page, Qt.Key.Key_J)
    _shown(desk, qtbot, str(problems.model.index(1, 2).data()))
    qtbot.keyClick(page, Qt.Key.Key_K)
    _shown(desk, qtbot, first)
    desk.window.actions_["back"].trigger()
    assert desk.window.current == "problems"
    assert problems.table.currentIndex().row() == 0


def test_an_unknown_customer_is_said_and_can_be_tried_again(desk: Desk, qtbot: QtBot, county: Path) -> None:
    desk.open(qtbot, county, "customer")
    desk.window.open_customer("没有")
    page = _page(desk)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.error, timeout=PATIENCE)
    assert "没有户号为 没有 的客户" in _words(page.error)


def test_a_narrow_window_keeps_everything_within_reach(page: CustomerPage, desk: Desk, qtbot: QtBot) -> None:
    assert page.links.isVisible()
    desk.window.resize(1366, 768)
    assert page.tabs.isVisible()
    assert not page.links.isVisible()
    page.tabs.setCurrentIndex(2)
    assert page.links.isVisible()
    page.tabs.setCurrentIndex(1)
    assert page.rehearsal.isVisible()
    turn = desk.window.actions_["customer_panel"]
    page.rehearsal.value.setFocus()
    turn.trigger()
    assert page.links.isVisible()
    focus = page.focusWidget()
    assert focus is not None
    assert page.links.isAncestorOf(focus), "what had the keys is hidden now"
    turn.trigger()
    assert page.why.isVisible()
    desk.window.actions_["switch_language"].trigger()
    english = _shown(desk, qtbot, "4")
    assert english is not page
    assert "Open problems: 1" in _words(english.head)


def test_a_long_name_does_not_push_the_buttons_out_of_the_window(page: CustomerPage, desk: Desk, qtbot: QtBot) -> None:
    assert page.sheet is not None
    desk.window.resize(1366, 768)
    page.head.show_sheet(replace(page.sheet, unit_name="青澜县城关镇中心供电所" * 6), walking=True)
    page.head.title.setText("青澜县人民政府直属机关事务管理中心后勤服务集团" * 4)
    QApplication.processEvents()
    assert page.minimumSizeHint().width() <= desk.window.width() - desk.window.navigation.width()
    assert page.head.title.toolTip(), "the whole name is there on hover"


def test_fields_have_english_names_in_the_english_window(page: CustomerPage, desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["switch_language"].trigger()
    english = _shown(desk, qtbot, "4")
    card = english.rehearsal
    qtbot.waitUntil(lambda: card.field.currentText() == "Running capacity", timeout=PATIENCE)
    assert "Contract capacity" in _words(english.problems)
    message = "Running capacity 130 is more than 1 times contract capacity 100"
    qtbot.waitUntil(lambda: message in _words(english.why), timeout=PATIENCE)
    advice = "Compare again on the Matching page"
    qtbot.waitUntil(lambda: advice in _words(english.links), timeout=PATIENCE)
    english.toggle_fields()
    english.fields.filter.setText("Customer num")
    model = english.fields.model
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == [
        "Customer number",
        "Former customer number",
    ]


def test_a_refuted_problem_is_written_with_its_reason_and_leaves_the_open_ones(
    page: CustomerPage, desk: Desk, qtbot: QtBot, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = iter([("", True), ("看过现场，铭牌无误", True)])
    monkeypatch.setattr(LineDialog, "ask_for", lambda *_, **__: next(said))
    desk.window.actions_["refute_problem"].trigger()
    toast = desk.window._toast
    assert toast is not None
    qtbot.waitUntil(lambda: "必须写明理由" in _words(toast), timeout=PATIENCE)
    qtbot.keyClick(page.problems.list, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: "0 个未关闭问题" in _words(page.head), timeout=PATIENCE)
    with Workspace.open(county) as workspace:
        refuted = acts.list_acts(workspace.engine, kinds=["problem.refuted"])[-1]
    assert refuted.payload["reason"] == "看过现场，铭牌无误"
    qtbot.waitUntil(lambda: desk.session.facts is not None and desk.session.facts.findings == 1, timeout=PATIENCE)
    assert desk.window.current == "customer"
    qtbot.waitUntil(desk.window.actions_["undo_judgement"].isEnabled, timeout=PATIENCE)
    desk.window.actions_["undo_judgement"].trigger()
    qtbot.waitUntil(lambda: "1 个未关闭问题" in _words(page.head), timeout=PATIENCE)
    assert not desk.window.actions_["undo_judgement"].isEnabled()
    with Workspace.open(county) as workspace:
        assert [act.kind for act in acts.list_acts(workspace.engine)][-1] == "act.undone"


def test_a_confirmation_needs_no_reason_and_can_be_taken_back(
    page: CustomerPage, desk: Desk, qtbot: QtBot, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LineDialog, "ask_for", lambda *_, **__: ("", True))

    def last() -> str:
        with Workspace.open(county) as workspace:
            return acts.list_acts(workspace.engine)[-1].kind

    desk.window.actions_["confirm_problem"].trigger()
    qtbot.waitUntil(desk.window.actions_["undo_judgement"].isEnabled, timeout=PATIENCE)
    assert last() == "problem.confirmed"
    desk.window.actions_["undo_judgement"].trigger()
    qtbot.waitUntil(lambda: not desk.window.actions_["undo_judgement"].isEnabled(), timeout=PATIENCE)
    assert last() == "problem.unjudged"
