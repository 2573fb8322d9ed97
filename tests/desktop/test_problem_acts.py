"""What is done from the problem list on a real workspace: words on many, the way back, giving out, export."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from census_app.desktop.jobs import JobState
from census_app.desktop.pages.problems.page import ProblemPage
from census_app.desktop.pages.tasks.job_dialog import RESULT
from census_app.desktop.tables.problem_query import ProblemQuery
from census_app.survey.corrections.proposing import ProposedValue, propose_correction
from census_app.workspace.precision.acts import judge_problems
from census_app.workspace.precision.settings import Outcome
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk
from tests.unit.survey.review.field import numbers


def _open(desk: Desk, qtbot: QtBot, county: Path) -> ProblemPage:
    desk.open(qtbot, county, "problems")
    shown = desk.window.page("problems")
    assert isinstance(shown, ProblemPage)
    qtbot.waitUntil(lambda: bool(shown.panel.record) and not shown.flow.busy, timeout=PATIENCE)
    return shown


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, county: Path) -> ProblemPage:
    return _open(desk, qtbot, county)


def _states(folder: Path) -> dict[str, str]:
    with Workspace.open(folder) as workspace:
        return dict(problem_rows(workspace).rows(["problem_no", "state"]))


def _words(page: ProblemPage) -> str:
    return " ".join(label.text() for label in page.panel.findChildren(QLabel) if label.isVisibleTo(page))


def _judged_elsewhere(county: Path) -> None:
    """Another program says of an open problem that it is none."""
    with Workspace.open(county) as workspace:
        number = next(no for no, state in problem_rows(workspace).rows(["problem_no", "state"]) if state == "new")
        judge_problems(workspace, [number], Outcome.REFUTED, "别处核实过")


def test_the_list_follows_what_another_program_did(page: ProblemPage, desk: Desk, qtbot: QtBot, county: Path) -> None:
    before = page.flow.file
    _judged_elsewhere(county)
    qtbot.waitUntil(lambda: page.flow.file != before and not page.flow.busy, timeout=PATIENCE)
    assert page.flow.file == desk.session.facts.states


def test_chosen_rows_stay_until_they_are_let_go(page: ProblemPage, desk: Desk, qtbot: QtBot, county: Path) -> None:
    before, left = page.flow.file, desk.session.counts["problems"]
    desk.window.actions_["choose_all"].trigger()
    number = page.chosen.number
    _judged_elsewhere(county)
    qtbot.waitUntil(lambda: desk.session.counts["problems"] != left, timeout=PATIENCE)
    qtbot.wait(50)
    assert (page.flow.file, page.chosen.number) == (before, number)
    assert page.back()
    qtbot.waitUntil(lambda: page.flow.file != before and not page.flow.busy, timeout=PATIENCE)


def test_all_of_the_view_are_false_alarms_and_then_not(
    page: ProblemPage, desk: Desk, qtbot: QtBot, county: Path
) -> None:
    before = _states(county)
    number = page.model.rowCount()
    assert number > 1
    desk.window.actions_["choose_all"].trigger()
    desk.window.actions_["refute_problems"].trigger()
    dialog = page.doing.dialog
    assert dialog is not None
    assert str(number) in dialog.windowTitle()
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.isVisible(), "without a reason nothing happens"
    qtbot.keyClicks(dialog.field, "IMG_0412")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: list(_states(county).values()).count("exempted") >= number, timeout=PATIENCE)
    qtbot.waitUntil(lambda: page.board.stack.currentWidget() is page.board.empty, timeout=PATIENCE)
    desk.window.actions_["undo_problems"].trigger()
    qtbot.waitUntil(lambda: _states(county) == before, timeout=PATIENCE)
    qtbot.waitUntil(lambda: page.model.rowCount() == number, timeout=PATIENCE)


def test_a_confirmation_needs_no_reason_and_a_refusal_is_said(
    page: ProblemPage, desk: Desk, qtbot: QtBot, county: Path
) -> None:
    desk.window.actions_["confirm_problems"].trigger()
    dialog = page.doing.dialog
    assert dialog is not None
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: desk.window._toast.isVisible() and "属实" in desk.window._toast._label.text(), timeout=PATIENCE
    )
    page.doing.judge(page.chosen.stretches, "refuted", "  ")
    qtbot.waitUntil(lambda: "必须写明理由" in desk.window._toast._label.text(), timeout=PATIENCE)


def test_a_word_over_what_was_said_meanwhile_is_told(page: ProblemPage, desk: Desk, qtbot: QtBot, county: Path) -> None:
    desk.window.actions_["refute_problems"].trigger()
    number = str(page.panel.record["problem_no"])
    with Workspace.open(county) as workspace:
        judge_problems(workspace, [number], Outcome.CONFIRMED, "", actor="李芳")
    dialog = page.doing.dialog
    assert dialog is not None
    qtbot.keyClicks(dialog.field, "IMG_0412")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "李芳 此前判的相反" in desk.window._toast._label.text(), timeout=PATIENCE)


def test_who_did_what_when_follows_beside_the_problem(page: ProblemPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "发现" in _words(page) and "站 - 线" in _words(page), timeout=PATIENCE)
    assert "→ 新发现" in _words(page)


def test_d_gives_out_only_what_is_chosen(page: ProblemPage, desk: Desk, qtbot: QtBot, county: Path) -> None:
    chosen = page.panel.record["problem_no"]
    desk.window.actions_["dispatch_problems"].trigger()
    qtbot.waitUntil(lambda: page.doing.giving.dialog is not None, timeout=PATIENCE)
    dialog = page.doing.giving.dialog
    assert dialog is not None
    assert "1 条" in dialog.message.text()
    dialog.week.setCurrentText("2026-W48")
    dialog.start()
    qtbot.waitUntil(lambda: dialog.record is not None and not dialog.record.running, timeout=PATIENCE)
    assert dialog.stack.currentIndex() == RESULT, dialog.message.text()
    result = dialog.record.result if dialog.record else {}
    assert result["tasks"] == 1
    dialog._give()
    qtbot.waitUntil(lambda: _states(county)[chosen] == "assigned", timeout=PATIENCE)
    others = {number: state for number, state in _states(county).items() if number != chosen}
    assert "assigned" not in others.values()


def test_the_view_is_exported_as_it_stands(page: ProblemPage, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page.ask(ProblemQuery(sort="customer", descending=True, live=False))
    qtbot.waitUntil(lambda: not page.flow.busy, timeout=PATIENCE)
    shown = [str(page.model.index(row, 2).data()) for row in range(page.model.rowCount())]
    target = tmp_path / "清单.xlsx"
    page.doing.export.write(target)
    jobs = desk.session.jobs
    qtbot.waitUntil(lambda: bool(jobs.records) and not jobs.records[-1].running, timeout=PATIENCE)
    assert jobs.records[-1].state is JobState.DONE, jobs.records[-1].details
    sheet = openpyxl.load_workbook(target).worksheets[0]
    heading, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    place = heading.index("户号")
    assert [str(row[place]) for row in rows] == shown


def test_the_weeks_come_from_the_kept_runs(page: ProblemPage, qtbot: QtBot) -> None:
    strip = page.board.strip
    qtbot.waitUntil(lambda: "%" in strip.figures["completion"].accessibleName(), timeout=PATIENCE)
    told = [one.note for one in strip.bars._weeks]
    assert len(told) == 12
    assert "没有正式校验" in told[0]
    assert "第一次校验，4 条" in told[-2]
    assert "2026-W47：新增与反弹 1，已证实 1" in told[-1]


@pytest.mark.parametrize("own", [False, True])
def test_the_answer_stands_above_the_keys_that_decide_it(
    desk: Desk, qtbot: QtBot, county: Path, monkeypatch: pytest.MonkeyPatch, own: bool
) -> None:
    with Workspace.open(county) as workspace:
        number = numbers(workspace)["4"]
        with monkeypatch.context() as patch:
            if not own:
                patch.setattr("census_app.survey.review.reviewer.current_actor", lambda: "张志强")
            wanted = [ProposedValue("customer", "4", "run_cap", "90")]
            propose_correction(workspace, number, wanted, "铭牌照片 3", today=date(2026, 11, 20))
    page = _open(desk, qtbot, county)
    page.ask(ProblemQuery(words=number))
    qtbot.waitUntil(lambda: page.board.answer.isVisible(), timeout=PATIENCE)
    assert "档案 130 ｜ 答复 90" in page.board.answer.text() and "依据 铭牌照片 3" in page.board.answer.text()
    if own:
        assert "自己做的不能自己审" in page.board.answer.text()
        assert not desk.window.actions_["accept_answer"].isEnabled()
        return
    qtbot.keyClick(page.table, Qt.Key.Key_A)
    # a core value two people must see: one look is not enough, which is said in both places
    qtbot.waitUntil(lambda: "初审和二审要两个人" in page.board.answer.text(), timeout=PATIENCE)
    assert not desk.window.actions_["accept_answer"].isEnabled()
    toast = desk.window._toast
    assert toast is not None and "还要另一名审核员再看一次" in toast._label.text()
    desk.window.actions_["undo_problems"].trigger()
    qtbot.waitUntil(desk.window.actions_["accept_answer"].isEnabled, timeout=PATIENCE)
    assert _states(county)[number] == "in_review" and "两个人" not in page.board.answer.text()
