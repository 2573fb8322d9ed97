"""Writing rules by keyboard and mouse on a real workspace: completion, lint, examples, effect, drafts, publishing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.pages.rules.editor.card import EditorCard
from census_app.desktop.pages.rules.editor.field import ExpressionField
from census_app.desktop.pages.rules.editor.placing import placed
from census_app.desktop.pages.rules.editor.popup import SuggestionModel
from census_app.desktop.pages.rules.editor.samples import SampleDialog
from census_app.desktop.pages.rules.page import RulesPage
from census_app.desktop.widgets.dial_chart import DialChart, DialValue
from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.language.completion import Sort, Suggestion
from census_app.workspace import acts
from census_app.workspace.imports.field_states import FieldState
from census_app.workspace.pack_life.drafts import drafts_folder, read_draft, save_draft
from census_app.workspace.runs.packs import load_active
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk
from tests.desktop.rule_editor import opened_editor

WHERE = "wrong[超合同].when"


def _words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, county: Path) -> RulesPage:
    """The rule library with the county's only rule open in the editor."""
    return opened_editor(desk, qtbot, county)


def _kept(page: RulesPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.drafts.has("R042") and not page.drafts.drafting.dirty, timeout=PATIENCE)
    qtbot.waitUntil(lambda: "已保存" in page.board.editor.state.text(), timeout=PATIENCE)


def _field(page: RulesPage, where: str = WHERE) -> ExpressionField:
    return page.board.editor.fields[where]


def _type(field: ExpressionField, qtbot: QtBot, text: str) -> None:
    """Type at the end of the field."""
    field.setFocus()
    field.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(field, text) if text.isascii() else field.insertPlainText(text)


def _effect(page: RulesPage, qtbot: QtBot, after: int) -> None:
    effect = page.board.effect
    qtbot.waitUntil(lambda: effect.effect is not None and effect.effect.total.after == after, timeout=PATIENCE)


def test_the_effect_follows_the_typing_and_an_unfinished_text_keeps_the_last_result(
    page: RulesPage, qtbot: QtBot, county: Path
) -> None:
    assert _field(page).hasFocus(), "E goes straight to the condition"
    _effect(page, qtbot, 4)
    _type(_field(page), qtbot, " and 合同容量 < 0")
    _effect(page, qtbot, 0)
    shown = _words(page.board.effect)
    assert "−4" in shown
    assert "规则撤回" in shown
    _type(_field(page), qtbot, " and (")
    qtbot.waitUntil(lambda: "没写完" in page.board.effect.note.text(), timeout=PATIENCE)
    assert page.board.effect.effect is not None
    assert _field(page).marks
    assert "1 处错误" in page.drafts.publish.text()
    assert not page.drafts.publish.isEnabled()
    with Workspace.open(county) as workspace:
        assert load_active(workspace).pack.rule("R042").wrong[0].when == "运行容量 > 合同容量 * :倍数"
    opened: list[str] = []
    dialog = SampleDialog(page, page.board.effect.effect, opened.append)
    qtbot.addWidget(dialog)
    assert dialog.table.rowCount() == 4
    dialog.table.itemActivated.emit(dialog.table.item(0, 0))
    assert opened == ["2"]
    page.board.effect.show_running()
    page.board.effect.stop.click()
    assert "已取消" in page.board.effect.note.text()
    assert not page.board.effect.stop.isVisible()


def test_lint_stands_under_the_words_it_means_and_f8_goes_there(page: RulesPage, desk: Desk, qtbot: QtBot) -> None:
    field = _field(page)
    _type(field, qtbot, " and 合同容童 > 1")
    qtbot.waitUntil(lambda: bool(field.marks), timeout=PATIENCE)
    mark = field.marks[0]
    assert field.toPlainText()[mark.start : mark.end] == "合同容童"
    assert mark.error
    assert any("没有字段" in said for said in page.board.editor.notes[WHERE].said)
    page.rules.view.setFocus()
    desk.window.actions_["next_lint"].trigger()
    assert field.hasFocus()
    assert field.textCursor().position() == mark.start


def test_names_are_completed_by_keys(page: RulesPage, desk: Desk, qtbot: QtBot) -> None:
    field, popup = _field(page), page.board.editor.popup
    _type(field, qtbot, " and 合同容")
    qtbot.waitUntil(popup.isVisible, timeout=PATIENCE)
    assert popup.model.shown[0].text == "合同容量"
    assert "数值 kVA" in popup.model.kind(popup.model.shown[0])
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText().endswith(" and 合同容量")
    assert not popup.isVisible()
    _type(field, qtbot, " > ")
    desk.window.actions_["complete_word"].trigger()
    qtbot.waitUntil(popup.isVisible, timeout=PATIENCE)
    assert popup.model.rowCount() > 10
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert popup.view.currentIndex().row() == 1
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    field.undo()
    assert "运行容量" in field.toPlainText(), "one step back, not everything"
    _type(field, qtbot, " and count(受电设备, 铭")
    qtbot.waitUntil(lambda: any(one.text == "铭牌容量" for one in popup.model.shown), timeout=PATIENCE)
    name = next(one for one in popup.model.shown if one.text == "铭牌容量")
    assert popup.model.state(name) == ("未导入，用了就无法判定", True), "said before it is used"
    assert "成员" in popup.model.kind(name)


def test_the_model_of_suggestions_is_a_model(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    model = SuggestionModel(parent)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.states = {("customer", "run_cap"): FieldState(imported=True, empty=0.004)}
    field = Suggestion(
        "运行容量", Sort.FIELD, table="customer", field="run_cap", type="number", values=tuple("甲乙丙丁")
    )
    model.show([field, Suggestion("sum", Sort.FUNCTION, detail="sum(…)")])
    assert model.state(field)[0] == "甲 / 乙 / 丙 … · 空 0.4%"
    model.show([])
    assert model.rowCount() == 0


def test_typed_text_survives_pages_languages_and_the_end_of_the_window(
    page: RulesPage, desk: Desk, qtbot: QtBot, county: Path
) -> None:
    _type(_field(page), qtbot, " and (半句")
    desk.window.go("problems")
    desk.window.go("rules")
    assert "半句" in _field(page).toPlainText()
    _type(_field(page), qtbot, "再半句")
    desk.window.actions_["switch_language"].trigger()
    again = desk.window.page("rules")
    assert isinstance(again, RulesPage)
    qtbot.waitUntil(lambda: again.board.writing and WHERE in again.board.editor.fields, timeout=PATIENCE)
    assert "半句再半句" in again.board.editor.fields[WHERE].toPlainText()
    again.board.editor.fields[WHERE].insertPlainText("最后")
    again.close_page()
    with Workspace.open(county) as workspace:
        draft = read_draft(workspace, "R042")
        assert draft is not None
        assert "最后" in draft.text
    desk.window.pages.pop("rules")


def test_a_draft_is_saved_by_key_dropped_and_brought_back(
    page: RulesPage, desk: Desk, qtbot: QtBot, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    undo: list[object] = []
    monkeypatch.setattr(type(desk.window), "toast", lambda _w, _text, back=None: undo.append(back))
    _type(_field(page), qtbot, " and true")
    desk.window.actions_["save_draft"].trigger()
    _kept(page, qtbot)
    assert desk.session.counts["rules"] == 1
    with Workspace.open(county) as workspace:
        kept = read_draft(workspace, "R042")
        assert kept is not None
        assert "and true" in kept.text
    desk.window.actions_["drop_draft"].trigger()
    qtbot.waitUntil(lambda: not page.drafts.has("R042") and not page.board.writing, timeout=PATIENCE)
    assert not list(drafts_folder(workspace).glob("*.json"))
    assert callable(undo[-1])
    undo[-1]()
    qtbot.waitUntil(lambda: page.drafts.has("R042") and page.board.writing, timeout=PATIENCE)
    qtbot.waitUntil(lambda: page.board.editor.built, timeout=PATIENCE)
    assert "and true" in _field(page).toPlainText()


def test_two_people_on_one_draft_are_told(
    page: RulesPage, desk: Desk, qtbot: QtBot, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _type(_field(page), qtbot, " and true")
    _kept(page, qtbot)
    with Workspace.open(county) as workspace:
        theirs = read_draft(workspace, "R042")
        assert theirs is not None
        save_draft(workspace, replace(theirs, text=theirs.text.replace("and true", "and 1 = 1")))
    asked: list[str] = []

    def ask(_window: object, question: str, _text: str, _yes: str) -> bool:
        asked.append(question)
        return False

    monkeypatch.setattr(type(desk.window), "ask", ask)
    _type(_field(page), qtbot, " and false")
    qtbot.waitUntil(lambda: bool(asked), timeout=PATIENCE)
    assert "草稿" in asked[0]
    qtbot.waitUntil(lambda: "1 = 1" in page.board.editor.text() and page.board.editor.built, timeout=PATIENCE)
    assert "1 = 1" in _field(page).toPlainText()
    assert "and false" in QApplication.clipboard().text(), "what was typed here is not lost"


def test_what_cannot_be_kept_is_said_and_stays_in_sight(page: RulesPage, qtbot: QtBot, county: Path) -> None:
    (county / "drafts").write_text("在文件夹的位置上", encoding="utf-8")
    _type(_field(page), qtbot, " and true")
    qtbot.waitUntil(lambda: "没存上" in page.board.editor.state.text(), timeout=PATIENCE)
    assert page.drafts.drafting.dirty
    (county / "drafts").unlink()
    _type(_field(page), qtbot, " and true")
    _kept(page, qtbot)


def test_the_dial_is_moved_by_keys_and_sets_the_parameter(page: RulesPage, qtbot: QtBot) -> None:
    dial, entry = page.board.dial, page.board.editor.values.entries["倍数"]
    qtbot.waitUntil(lambda: dial.chart.isVisible(), timeout=PATIENCE)
    assert "不足 30 条" in dial.note.text()
    assert all(one.share is None for one in dial.chart.values)
    place = dial.chart.place
    qtbot.keyClick(dial.chart, Qt.Key.Key_Right)
    assert dial.chart.place == place + 1
    assert entry.text() == "2"
    _effect(page, qtbot, 0)
    qtbot.mouseClick(dial.chart, Qt.MouseButton.LeftButton, pos=QPoint(dial.chart.width() - 46, 60))
    assert entry.text() == "4"
    entry.setFocus()
    qtbot.keyClick(entry, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert entry.text() != "4", "a turn can be undone"


def test_a_value_typed_beyond_what_the_dial_tried_is_tried_too(page: RulesPage, qtbot: QtBot) -> None:
    dial, entry = page.board.dial, page.board.editor.values.entries["倍数"]
    qtbot.waitUntil(lambda: dial.chart.isVisible(), timeout=PATIENCE)
    entry.selectAll()
    qtbot.keyClicks(entry, "50")
    qtbot.waitUntil(lambda: dial.chart.current is not None and dial.chart.current.value == 50, timeout=PATIENCE)
    assert dial.chart.current is not None and dial.chart.current.hits == 0


def test_precision_is_drawn_with_its_band_only_where_it_was_measured(qtbot: QtBot) -> None:
    chart = DialChart()
    qtbot.addWidget(chart)
    chart.resize(340, 196)
    chart.show_values([DialValue(1, "1", 10), DialValue(2, "2", 5)], 1)
    plain = chart.grab().toImage()
    known = [DialValue(1, "1", 10, 0.5, 0.3, 0.7), DialValue(2, "2", 5, 0.9, 0.8, 1.0)]
    chart.show_values(known, 1)
    assert chart.grab().toImage() != plain
    assert chart.current == known[0]


def test_examples_are_written_in_the_whole_text_and_run_at_once(page: RulesPage, qtbot: QtBot) -> None:
    editor: EditorCard = page.board.editor
    assert "没有自带的例子" in editor.cases.note.text() or editor.cases.failed is None
    editor.show_whole(True)
    editor.whole.moveCursor(QTextCursor.MoveOperation.End)
    editor.whole.insertPlainText(
        "  cases:\n    - {expect: wrong, record: {用户状态: 正常用电客户, 运行容量: 9, 合同容量: 1}}\n"
        "    - {expect: right, record: {用户状态: 正常用电客户, 运行容量: 9, 合同容量: 1}}\n"
    )
    qtbot.waitUntil(lambda: editor.cases.failed == 1, timeout=PATIENCE)
    assert "1 条用例不通过" in page.drafts.publish.text()
    editor.show_whole(False)
    assert editor.in_form
    assert editor.content is not None
    assert len(editor.content["cases"]) == 2
    editor.show_whole(True)
    editor.whole.setPlainText("- id: [")
    editor.show_whole(False)
    assert not editor.in_form, "what cannot be read stays in the whole text"
    assert editor.rest.said


def test_a_draft_is_published_as_a_pack_that_is_tried_first(
    page: RulesPage, desk: Desk, qtbot: QtBot, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(desk.window), "ask", lambda *_: True)
    _write_examples(page)
    qtbot.waitUntil(lambda: page.board.editor.built, timeout=PATIENCE)
    page.board.editor.set_parameter("倍数", "1.2")
    qtbot.waitUntil(page.drafts.publish.isEnabled, timeout=PATIENCE)
    page.drafts.publish.click()
    qtbot.waitUntil(lambda: page.drafts.publishing.dialog is not None, timeout=PATIENCE)
    dialog = page.drafts.publishing.dialog
    assert dialog is not None
    assert dialog.version.text() == "1.0.1"
    dialog._accept()
    assert "为什么" in dialog.message.text()
    assert dialog.result() != QDialog.DialogCode.Accepted
    dialog.note.setText("季节性负荷")
    dialog._accept()
    qtbot.waitUntil(lambda: bool(page.pack_view.report), timeout=PATIENCE)
    assert page.pack_view.report["passed"], page.pack_view.report
    assert "1.2" in page.pack_view.changes.text(), "the differences in words, before anything is in force"
    desk.window.actions_["install_pack"].trigger()
    qtbot.waitUntil(lambda: bool(page.pack_view.report.get("installed")), timeout=PATIENCE)
    qtbot.waitUntil(lambda: not page.drafts.has("R042"), timeout=PATIENCE)
    with Workspace.open(county) as workspace:
        assert load_active(workspace).pack.rule("R042").params["倍数"].value == "1.2"
        assert acts.list_acts(workspace.engine)[-1].kind == "pack.installed"


def _write_examples(page: RulesPage) -> None:
    editor = page.board.editor
    editor.show_whole(True)
    text = editor.whole.toPlainText()
    record = "用户状态: 正常用电客户, 运行容量: 9, 合同容量: 1"
    cases = (
        f"  cases:\n    - {{expect: wrong, record: {{{record}}}}}\n"
        "    - {expect: right, record: {用户状态: 正常用电客户, 运行容量: 1, 合同容量: 1}}\n"
        "    - {expect: cannot_judge, record: {用户状态: 正常用电客户, 运行容量: , 合同容量: 1}}\n"
        "    - {expect: out_of_scope, record: {用户状态: 已销户客户, 运行容量: 9, 合同容量: 1}}\n"
    )
    editor.whole.setPlainText(text + cases)
    editor.show_whole(False)


def test_a_threshold_of_another_year_is_judged_by_at_once_kept_and_taken_back(
    page: RulesPage, qtbot: QtBot, county: Path
) -> None:
    _effect(page, qtbot, 4)
    form = page.board.editor.values
    qtbot.mouseClick(form.splits["倍数"], Qt.MouseButton.LeftButton)
    rows = form.dated["倍数"].rows
    qtbot.waitUntil(lambda: rows.table.state() is QAbstractItemView.State.EditingState, timeout=PATIENCE)
    (editor,) = (one for one in rows.table.findChildren(QLineEdit) if one.isVisible())
    assert editor.height() <= rows.table.rowHeight(1), "what is written is seen whole"
    rows.table.item(1, 0).setText("1000")
    rows.table.item(1, 1).setText("2026-01-01")
    _effect(page, qtbot, 0)
    assert "2026-01-01" in page.board.editor.differences.text()
    _kept(page, qtbot)
    with Workspace.open(county) as workspace:
        draft = read_draft(workspace, "R042")
    assert draft is not None and "since: 2026-01-01" in draft.text.replace('"', "").replace("'", "")
    rows.table.item(1, 1).setText("2999-01-01")
    assert "天没有值" in rows.fault.text()
    rows.table.item(0, 2).setText("")
    _effect(page, qtbot, 4)
    for _press in range(5):
        rows.undo()
    qtbot.waitUntil(lambda: page.board.editor.differences.text() == "和现行的规则一样", timeout=PATIENCE)


def test_the_dial_turns_the_parameter_edited_last(page: RulesPage, qtbot: QtBot) -> None:
    dial, entry = page.board.dial, page.board.editor.values.entries["从未用"]
    qtbot.waitUntil(lambda: dial.chart.isVisible(), timeout=PATIENCE)
    assert dial.parameter.currentText() == "倍数"
    entry.setFocus()
    entry.selectAll()
    qtbot.keyClicks(entry, "9")
    qtbot.waitUntil(lambda: dial.parameter.currentText() == "从未用", timeout=PATIENCE)
    assert not dial.chart.isVisible(), "the curve of another parameter"
    qtbot.waitUntil(lambda: "从未用" in dial.note.text(), timeout=PATIENCE)


def test_a_wrong_value_is_told_at_its_parameter_and_nowhere_else(page: RulesPage, qtbot: QtBot) -> None:
    editor = page.board.editor
    entry = editor.values.entries["倍数"]
    entry.selectAll()
    qtbot.keyClicks(entry, "1,5")
    qtbot.waitUntil(lambda: "倍数" in editor.values.notes, timeout=PATIENCE)
    notes = editor.values.notes["倍数"]
    qtbot.waitUntil(notes.isVisible, timeout=PATIENCE)
    assert any("不全是数字" in said for said in notes.said)
    assert entry.property("wrong") is True
    assert not editor.notes[WHERE].isVisible()
    assert not editor.rest.isVisible()
    assert "1 处错误" in page.drafts.publish.text()
    entry.selectAll()
    qtbot.keyClicks(entry, "1.5")
    qtbot.waitUntil(lambda: not notes.isVisible(), timeout=PATIENCE)
    assert entry.property("wrong") is False


def test_a_value_with_which_a_condition_cannot_hold_is_told_at_the_parameter(page: RulesPage) -> None:
    told = Diagnostic("R042", WHERE, 1, 1, "不可能成立（现在 :倍数 是 -1 倍）", level=Level.WARNING)
    of_text = Diagnostic("R042", WHERE, 1, 1, "不可能成立（现在 :别的 是 2）", level=Level.WARNING)
    found = placed([told, of_text], [WHERE], ["倍数", "别的"], turned=["倍数"])
    assert found.parameters == {"倍数": [told]}
    assert found.expressions == {WHERE: [of_text]}
