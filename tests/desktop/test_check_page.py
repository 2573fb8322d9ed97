"""The check page on a real county: before, while and after a run; two runs compared; a run taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop import commands
from census_app.desktop.jobs import JobState
from census_app.desktop.pages.check.counts import CHANGES
from census_app.desktop.pages.check.found import FoundCard
from census_app.desktop.pages.check.page import CheckPage
from census_app.desktop.pages.check.void_dialog import VoidDialog
from census_app.workspace.runs import sweeping
from tests.desktop.conftest import PATIENCE, Desk

FIRST, SECOND = "20261109-001", "20261116-002"


def _words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def _idle(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: desk.session.jobs.current is None, timeout=PATIENCE)


def _rows(qtbot: QtBot, card: FoundCard, rows: int) -> list[list[str]]:
    qtbot.waitUntil(lambda: card.model.rowCount() == rows, timeout=PATIENCE)
    columns = range(card.model.columnCount())
    return [[str(card.model.index(line, place).data()) for place in columns] for line in range(rows)]


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, county: Path) -> CheckPage:
    desk.open(qtbot, county)
    desk.window.actions_["go_check"].trigger()
    shown = desk.window.page("check")
    assert isinstance(shown, CheckPage)
    qtbot.waitUntil(lambda: bool(shown.runs), timeout=PATIENCE)
    qtbot.waitUntil(lambda: "下一次校验" in _words(shown.plan), timeout=PATIENCE)
    return shown


def _look_at(page: CheckPage, qtbot: QtBot, run: str) -> None:
    page.list.list.setCurrentRow(page.list._runs.index(run))
    qtbot.waitUntil(lambda: page.run._detail is not None and page.run._detail.run == run, timeout=PATIENCE)


def test_without_a_snapshot_it_says_what_to_do(desk: Desk) -> None:
    desk.window.go("check")
    shown = desk.window.page("check")
    assert isinstance(shown, CheckPage)
    assert shown.stack.currentWidget() is shown.nothing
    assert not desk.window.actions_["start_trial"].isEnabled()


def test_before_the_start_it_tells_what_follows_and_what_is_missing(page: CheckPage) -> None:
    words = _words(page.plan)
    for said in ("下一次校验", SECOND, "试算", "快照覆盖", "用电客户"):
        assert said in words
    assert [page.list.list.item(line).data(Qt.ItemDataRole.AccessibleTextRole).split()[0] for line in range(3)] == [
        "下一次校验", SECOND, FIRST,
    ]  # fmt: skip


def test_a_run_is_opened_by_key_and_its_rules_lead_to_their_findings(page: CheckPage, desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["next_run"].trigger()
    assert page.stack.currentWidget() is page.run
    qtbot.waitUntil(lambda: page.run._detail is not None, timeout=PATIENCE)
    assert "probe 1.0.0" in page.run.facts.text()
    table = page.run.table
    assert table is not None
    table.setCurrentIndex(table.model().index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    rows = _rows(qtbot, page.run.found, 4)
    assert {row[1] for row in rows} == {"R042"}
    assert sorted(row[3] for row in rows) == ["2", "3", "4", "6"]
    QAbstractItemModelTester(page.run.found.model)
    assert page.help_topic() is not None
    page.run.found.table.setCurrentIndex(page.run.found.model.index(0, 0))
    qtbot.keyClick(page.run.found.table, Qt.Key.Key_Return)
    assert desk.window.current == "customer"


def test_two_runs_are_compared_and_every_number_opens_its_rows(
    page: CheckPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    _look_at(page, qtbot, SECOND)
    desk.window.actions_["compare_runs"].trigger()
    compare = page.further.compare
    qtbot.waitUntil(lambda: compare.stack.currentWidget() is compare.whole, timeout=PATIENCE)
    assert (compare.before_run, compare.after) == (FIRST, SECOND)
    assert [compare.chips[name].text() for name in ("", *CHANGES)] == [
        "全部 5",
        "新增 1",
        "消失 1",
        "仍在 3",
        "值有变 0",
    ]
    assert _rows(qtbot, compare.found, 1)[0][4] == "4"
    compare.chips["gone"].click()
    qtbot.waitUntil(lambda: compare.found.query.change == "gone")
    qtbot.waitUntil(lambda: compare.found.model.index(0, 4).data() == "1", timeout=PATIENCE)
    compare.chips[""].click()
    _rows(qtbot, compare.found, 5)
    units = compare.units
    line = next(line for line in range(units.model.rowCount()) if units.model.row(line)[0] == "0302")  # type: ignore[index]
    units.table.setCurrentIndex(units.model.index(line, 0))
    qtbot.keyClick(units.table, Qt.Key.Key_Return)
    assert _rows(qtbot, compare.found, 1)[0][4] == "6"
    target = tmp_path / "比较.csv"
    assert desk.window.actions_["save_comparison"].isEnabled()
    desk.session.jobs.start(commands.save_comparison(page.session.folder or tmp_path, FIRST, SECOND, target))
    _idle(desk, qtbot)
    assert len(target.read_text(encoding="utf-8-sig").splitlines()) == 6
    desk.window.actions_["back"].trigger()
    assert page.stack.currentWidget() is page.run


def test_a_trial_stands_apart_and_moves_nothing(page: CheckPage, desk: Desk, qtbot: QtBot) -> None:
    before = desk.session.facts
    assert before is not None
    desk.window.actions_["start_trial"].trigger()
    assert page.stack.currentWidget() is page.running
    _idle(desk, qtbot)
    record = desk.session.jobs.records[-1]
    assert record.state is JobState.DONE
    assert {one["name"] for one in record.found} == {"用电客户"}
    assert (record.found[0]["wrong"], record.found[0]["rows"]) == (4, 6)
    qtbot.waitUntil(lambda: page.runs is not None and len(page.runs) == 3, timeout=PATIENCE)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.run, timeout=PATIENCE)
    assert "试算" in page.run.remarks.text()
    after = desk.session.facts
    assert after is not None
    assert (after.run, after.findings) == (before.run, before.findings)


def test_a_run_is_taken_back_only_with_its_consequences_and_a_reason(page: CheckPage, desk: Desk, qtbot: QtBot) -> None:
    _look_at(page, qtbot, SECOND)
    desk.window.actions_["void_run"].trigger()
    dialog = page.findChildren(VoidDialog)[0]
    dialog.reason.setText("导错了文件")
    assert not dialog.yes.isEnabled(), "the consequences are not known yet"
    _idle(desk, qtbot)
    assert "1 条问题不再存在" in dialog.effect.text()
    dialog.reason.setText("  ")
    assert not dialog.yes.isEnabled()
    dialog.reason.setText("导错了文件")
    qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    _idle(desk, qtbot)
    qtbot.waitUntil(lambda: bool(page.runs) and page.runs[0].voided, timeout=PATIENCE)  # type: ignore[index]
    qtbot.waitUntil(lambda: "导错了文件" in page.run.remarks.text(), timeout=PATIENCE)
    qtbot.waitUntil(lambda: desk.session.facts is not None and desk.session.facts.run == FIRST, timeout=PATIENCE)
    assert not desk.window.actions_["void_run"].isEnabled()


def test_the_slow_rules_are_named_and_esc_leads_back(page: CheckPage, desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["profile_rules"].trigger()
    _idle(desk, qtbot)
    assert page.stack.currentWidget() is page.further.profile
    assert page.further.profile.model.index(0, 0).data() == "R042"
    assert not page.further.profile.grab().isNull()
    desk.window.actions_["back"].trigger()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.plan, timeout=PATIENCE)


def test_a_cancelled_check_leaves_no_run(page: CheckPage, desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["start_check"].trigger()
    assert page.stack.currentWidget() is page.running
    desk.window.actions_["cancel_job"].trigger()
    _idle(desk, qtbot)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.plan, timeout=PATIENCE)
    assert page.runs is not None
    assert len(page.runs) == 2


def test_a_rule_that_sweeps_over_a_unit_is_doubted_where_its_run_is_looked_at(
    page: CheckPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    _look_at(page, qtbot, FIRST)
    assert "几乎全错" not in page.run.remarks.text()
    strict = sweeping._Limits(least_judged=1, share=0.01)
    monkeypatch.setattr(sweeping, "_limits", lambda: strict)
    _look_at(page, qtbot, SECOND)
    assert "几乎全错多半是导出的毛病" in page.run.remarks.text() and page.run.remarks.isVisibleTo(page)
