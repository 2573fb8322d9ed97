"""The task page on a real county: filters, the chosen task, giving out with a preview, the way back, forms, results."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop import appearance
from census_app.desktop.pages.tasks.change_dialog import ChangeDialog
from census_app.desktop.pages.tasks.dispatch_dialog import DispatchDialog
from census_app.desktop.pages.tasks.forms_dialog import FormsDialog
from census_app.desktop.pages.tasks.job_dialog import FORM, RESULT
from census_app.desktop.pages.tasks.page import TaskPage
from census_app.desktop.pages.tasks.query import TaskQuery, TaskRow, select
from census_app.desktop.pages.tasks.take_dialog import TakeDialog
from census_app.desktop.tables.short_names import ShortNames
from census_app.desktop.theme.look import LARGEST_PERCENT, NORMAL_PERCENT
from census_app.desktop.widgets.line_dialog import LineDialog
from census_app.survey.dispatch.dispatching import dispatch
from census_app.survey.dispatch.request import DispatchRequest
from census_app.survey.tasks.listing import TaskFilter, TaskStory, list_tasks
from census_app.workspace import acts
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk
from tests.unit.survey import field
from tests.unit.survey.results import issuing
from tests.unit.workspace.county import deliver
from tests.unit.workspace.in_force import put_in_force
from tests.unit.workspace.probe import write_pack

RULES = """
- id: R043
  version: 1
  title: {zh: 容量与铭牌不符}
  category: 供电电源与受电设备
  severity: important
  table: 用电客户
  wrong:
    - id: 不符
      when: 运行容量 > 合同容量
      accuses: [受电设备.铭牌容量]
      says: {zh: "运行容量 {运行容量} 大于合同容量 {合同容量}"}
  remedy: {zh: 核对}
  source: {kind: engineering}
"""


def _words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


@pytest.fixture(scope="module")
def checked_blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tasks") / "W"
    with Workspace.create(folder) as made:
        put_in_force(made, write_pack(folder.parent / "pack", RULES))
        rows = [row | {"contract_cap": 100, "run_cap": 150} for row in field.customers("正常用电客户")]
        deliver(made, field.DATA_DATE, rows, distribution_transformer=field.TRANSFORMERS, org_unit=field.UNITS)
        run_check(made)
    return folder


@pytest.fixture(scope="module")
def given_blank(checked_blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(checked_blank, tmp_path_factory.mktemp("given") / "W"))
    with Workspace.open(folder) as workspace:
        dispatch(workspace, DispatchRequest(field.WEEK, today=field.MONDAY))
    return folder


@pytest.fixture
def checked(checked_blank: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(checked_blank, tmp_path / "W"))


@pytest.fixture
def given(given_blank: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(given_blank, tmp_path / "W"))


def _open(desk: Desk, qtbot: QtBot, folder: Path) -> TaskPage:
    desk.open(qtbot, folder, "tasks")
    page = desk.window.page("tasks")
    assert isinstance(page, TaskPage)
    qtbot.waitUntil(lambda: page.ground is not None, timeout=PATIENCE)
    return page


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, given: Path) -> Iterator[TaskPage]:
    shown = _open(desk, qtbot, given)
    qtbot.waitUntil(lambda: shown.model.rowCount() == 10 and shown.panel.story is not None, timeout=PATIENCE)
    yield shown


def _states(folder: Path) -> dict[str, str]:
    with Workspace.open(folder) as workspace:
        lines = list_tasks(workspace, TaskFilter(everything=True)).lines_of
    return {line.task.task_no: line.task.state.value for line in lines}


def test_tasks_are_shown_filtered_and_one_is_told(page: TaskPage, qtbot: QtBot) -> None:
    assert "在办 10 个任务" in page.subtitle.text()
    assert page.facets.flags["nobody"].text() == "没有人 3"
    page.facets.flags["nobody"].click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3, timeout=PATIENCE)
    qtbot.waitUntil(lambda: "没有人" in _words(page.panel), timeout=PATIENCE)
    words = _words(page.panel)
    assert "派发（第" in words and "R043 容量与铭牌不符" in words
    page.context.actions["back"].trigger()
    qtbot.waitUntil(lambda: page.model.rowCount() == 10, timeout=PATIENCE)


def test_words_and_menus_narrow_and_empty_says_how_many_there_are(page: TaskPage, qtbot: QtBot) -> None:
    page.field.setText("张志强")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: 0 < page.model.rowCount() < 10, timeout=PATIENCE)
    menu = page.facets.open_menu("kind")
    menu.chosen.emit(frozenset({"desk"}))
    menu.close()
    qtbot.waitUntil(lambda: page.board.stack.currentWidget() is page.board.empty, timeout=PATIENCE)
    assert "10" in _words(page.board.empty)
    assert not page.context.actions["recall_tasks"].isEnabled()


def test_recalling_asks_for_a_reason_and_is_taken_back_by_a_key(
    page: TaskPage, desk: Desk, qtbot: QtBot, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LineDialog, "ask_for", lambda *_, **__: ("客户已销户", True))
    number = page.chosen()[0].task_no
    qtbot.keyClick(page.table, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: page.model.rowCount() == 9, timeout=PATIENCE)
    assert _states(given)[number] == "recalled"
    assert desk.window._toast is not None
    assert "Ctrl+Z" in _words(desk.window._toast)
    qtbot.keyClick(page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.model.rowCount() == 10, timeout=PATIENCE)
    assert _states(given)[number] == "dispatched"
    assert not desk.window.actions_["undo_tasks"].isEnabled()


def test_several_tasks_go_to_somebody_else(page: TaskPage, qtbot: QtBot) -> None:
    page.table.selectAll()
    page.acts.reassign(page.chosen()[:2])
    dialog = page.acts.dialog
    assert isinstance(dialog, ChangeDialog)
    dialog.day.setText("明天")
    dialog._accept()
    assert dialog.isVisible() and "看不懂的日期" in dialog.message.text()
    dialog.day.clear()
    dialog.surveyor.setCurrentText("李芳")
    before = sum(row.surveyor_name == "李芳" for row in page.ground.rows) if page.ground else 0
    dialog._accept()

    def moved() -> bool:
        return page.ground is not None and sum(row.surveyor_name == "李芳" for row in page.ground.rows) > before

    qtbot.waitUntil(moved, timeout=PATIENCE)


def test_giving_out_is_previewed_before_anything_is_written(desk: Desk, qtbot: QtBot, checked: Path) -> None:
    page = _open(desk, qtbot, checked)
    qtbot.waitUntil(lambda: page.board.stack.currentWidget() is page.board.none, timeout=PATIENCE)
    assert not desk.window.actions_["take_results"].isEnabled()
    page.acts.dispatch()
    dialog = page.acts.dialog
    assert isinstance(dialog, DispatchDialog)
    dialog.week.setCurrentIndex(1)
    dialog.start()
    desk.window.actions_["cancel_job"].trigger()
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == FORM and "已取消" in dialog.message.text(), timeout=PATIENCE)
    dialog.start()
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == RESULT, timeout=PATIENCE)
    assert "预览，没有写入" in dialog.message.text() and dialog.people.rowCount() >= 3
    assert _states(checked) == {}
    dialog.give_button.click()
    qtbot.waitUntil(lambda: page.model.rowCount() > 0, timeout=PATIENCE)
    assert dialog.give_button.isHidden() and "预览" not in dialog.message.text()
    assert len(_states(checked)) == page.model.rowCount()
    # the list may show the tasks before the job that made them has ended
    qtbot.waitUntil(desk.window.actions_["undo_tasks"].isEnabled, timeout=PATIENCE)


def test_a_condition_nobody_understands_is_said_in_the_dialog(desk: Desk, qtbot: QtBot, checked: Path) -> None:
    page = _open(desk, qtbot, checked)
    page.acts.dispatch()
    dialog = page.acts.dialog
    assert isinstance(dialog, DispatchDialog)
    dialog.where.setText("级别 ==== 紧急")
    dialog.start()
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == FORM and dialog.record is not None, timeout=PATIENCE)
    assert dialog.message.property("role") == "high" and dialog.message.text()


def test_forms_are_written_and_listed(page: TaskPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.acts.issue_forms()
    dialog = page.acts.dialog
    assert isinstance(dialog, FormsDialog)
    assert dialog.week.currentText() == field.WEEK
    dialog.folder.setText(str(tmp_path / "表"))
    dialog.start()
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == RESULT, timeout=PATIENCE)
    names = [Path(dialog.files.item(place).data(Qt.ItemDataRole.UserRole)) for place in range(dialog.files.count())]
    assert names and all(name.is_file() for name in names)
    assert "个上门任务还没有人" in dialog.message.text()


@pytest.fixture
def issued(county: Path, tmp_path: Path) -> Path:
    """A county with two tasks on one form, which came back with one cell that cannot be taken."""
    with Workspace.open(county) as workspace:
        known: dict[str, str] = dict(problem_rows(workspace).rows(["record_key", "problem_no"]))  # type: ignore[arg-type]
        first, second = {"task_no": issuing.T1, "customer": "4"}, {"task_no": issuing.T2, "customer": "6"}
        issuing.dispatch(workspace, first, second, problems={issuing.T1: [known["4"]], issuing.T2: [known["6"]]})
        form = issuing.issue(workspace, {issuing.T1: issuing.basic("4"), issuing.T2: issuing.basic("6")})
        day = field.MONDAY.isoformat()
        book = issuing.workbook(workspace, form, {issuing.T1: day, issuing.T2: day})
    issuing.fill_well(book, form, issuing.T1)
    issuing.fill(book, form, issuing.T1, "customer.mobile", result="不一致", value="123")
    book.save(tmp_path / "张志强.xlsx")
    (tmp_path / "别的.xlsx").write_bytes(b"not a workbook")
    return county


def test_results_come_in_with_the_outcome_of_every_file_and_row(
    desk: Desk, qtbot: QtBot, issued: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("census_app.desktop.pages.tasks.take_dialog.open_file", opened.append)
    page = _open(desk, qtbot, issued)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=PATIENCE)
    assert page.drop_files([str(tmp_path / "张志强.xlsx")])
    dialog = page.acts.dialog
    assert isinstance(dialog, TakeDialog)
    page.drop_files([str(tmp_path / "张志强.xlsx"), str(tmp_path / "别的.xlsx")])
    assert dialog.given.count() == 2
    dialog.start()
    qtbot.waitUntil(lambda: dialog.rows.rowCount() > 0, timeout=PATIENCE)
    assert dialog.files.rowCount() == 2 and dialog.message.property("role") == "mid"
    lines = {dialog.files.item(place, 0).text(): place for place in range(2)}
    dialog.files.setCurrentCell(lines["别的.xlsx"], 0)
    assert not dialog.open_button.isEnabled() and dialog.rows.item(0, 1).text()
    dialog.files.setCurrentCell(lines["张志强.xlsx"], 0)
    qtbot.waitUntil(lambda: dialog.rows.rowCount() > 0 and "普查表" in dialog.rows.item(0, 1).text(), timeout=PATIENCE)
    assert dialog.rows.item(0, 0).text() == "退回"
    dialog.open_copy()
    assert opened and opened[0].is_file()
    with Workspace.open(issued) as workspace:
        assert len(acts.list_acts(workspace.engine, kinds=["results.received"])) == 1


def test_without_a_check_the_page_says_what_to_do(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    Workspace.create(tmp_path / "空").close()
    desk.open(qtbot, tmp_path / "空", "tasks")
    page = desk.window.page("tasks")
    assert isinstance(page, TaskPage)
    assert page.board.stack.currentWidget() is page.board.nothing
    assert not desk.window.actions_["dispatch_tasks"].isEnabled()
    assert not page.drop_files([str(tmp_path)])


def test_a_visit_to_no_customer_names_its_record_in_words(page: TaskPage) -> None:
    story = page.panel.story
    assert story is not None
    task = replace(story.line.task, customer="", table="business_hall", record_key="H1")
    page.panel.show_story(TaskStory(replace(story.line, task=task), [], []))
    assert "营业厅 H1" in _words(page.panel)


_ROW = TaskRow(
    "T2648-0001", "dispatched", "visit", "urgent", "C01", "C01", "0301", "柳河供电所", "li", "李芳", "2026-11-24", 1,
    "2026-11-30", 2, 1, "", "2026-W48", live=True, overdue=False, nobody=False,
)  # fmt: skip


def test_counts_are_those_of_the_other_filters() -> None:
    rows = [_ROW, _ROW._replace(unit="0302"), _ROW._replace(kind="desk"), _ROW._replace(live=False, state="recalled")]
    shown = select(rows, TaskQuery(chosen={"unit": frozenset({"0301"})}))
    assert shown.counts["unit"] == {"0301": 2, "0302": 1}
    assert shown.counts["kind"] == {"visit": 1, "desk": 1}
    assert shown.flags["live"] == 2 and shown.total == 4
    assert len(select(rows, TaskQuery(live=False)).rows) == 4


@pytest.mark.parametrize("column", ["", "state", "severity", "day", "problems", "surveyor", "due", "marks"])
def test_every_column_sorts_both_ways(column: str) -> None:
    rows = [_ROW, _ROW._replace(day="", severity="", problems=0, open_problems=0, surveyor_name="")]
    up = select(rows, TaskQuery(sort=column)).rows
    down = select(rows, replace(TaskQuery(sort=column), descending=True)).rows
    assert sorted(up) == sorted(down) == sorted(rows)


def test_units_whose_names_end_alike_are_told_apart(page: TaskPage, qtbot: QtBot) -> None:
    names = ["青岭县柳河供电所营业二班", "青岭县石桥供电所营业二班"]
    page.table.tell_names("unit_name", names)
    column = next(one for one in page.model.columns if one.id == "unit_name")
    place, metrics = page.model.columns.index(column), page.table.fontMetrics()

    def drawn(width: int) -> set[str]:
        page.table.resize(width, 300)
        page.table.fit()
        return {page.model.cut(column, name, metrics, page.table.columnWidth(place) - 18) for name in names}

    assert len(drawn(600)) == 2
    assert len(drawn(1100)) == 2
    assert drawn(1900) == set(names), "whole where the table has room"


@pytest.mark.parametrize(
    ("names", "shortest"),
    [
        (["城关供电所", "柳河供电所"], {"城关供电所", "柳河供电所"}),
        (["某县东风供电所一班", "某县红旗供电所一班", "乡"], {"…东风…一班", "…红旗…一班", "乡"}),
        (["北山区第1镇供电所一班", "北山区第12镇供电所一班"], {"…1镇…一班", "…12…一班"}),
        (["一个"], {"一个"}),
        ([], set()),
    ],
)
def test_the_shortest_names_that_differ(names: list[str], shortest: set[str]) -> None:
    assert set(ShortNames(names).shortest) == shortest


class _Characters:
    """Every character is one wide."""

    def horizontalAdvance(self, text: str, /) -> int:
        return len(text)


@pytest.mark.parametrize(
    ("room", "shown"), [(11, "城关供电所（6201）"), (10, "城关供…（6201）"), (9, "城关…（6201）"), (8, "…（6201）")]
)
def test_what_names_share_is_cut_no_further_than_it_must(room: int, shown: str) -> None:
    known = ShortNames(["城关供电所（6201）", "城关供电所（6202）"])
    assert known.fitted("城关供电所（6201）", _Characters(), room) == shown


@pytest.mark.parametrize("room", range(20, 300, 7))
def test_a_cut_name_has_its_room_and_no_more(qapp: QApplication, room: int) -> None:
    metrics = QFontMetrics(qapp.font())
    known = ShortNames(["某县东风供电所营业一班", "某县红旗供电所营业一班", "某县"])
    for name in known.names:
        assert metrics.horizontalAdvance(known.fitted(name, metrics, room)) <= max(room, metrics.horizontalAdvance("…"))


def test_where_no_task_is_open_the_others_are_one_key_away(page: TaskPage, desk: Desk, qtbot: QtBot) -> None:
    ground = page.ground
    assert ground is not None
    page.ground = replace(ground, rows=[row._replace(live=False) for row in ground.rows])
    page.ask(TaskQuery())
    qtbot.waitUntil(page.board.empty.isVisible, timeout=PATIENCE)
    assert "没有在办的任务" in _words(page.board.empty)
    assert desk.window.actions_["clear_task_filters"].isEnabled()
    desk.window.actions_["clear_task_filters"].trigger()
    qtbot.waitUntil(lambda: page.model.rowCount() == 10, timeout=PATIENCE)


def test_without_a_task_letters_are_keys_and_not_words_to_look_for(desk: Desk, qtbot: QtBot, checked: Path) -> None:
    desk.window.activateWindow()
    desk.window.go("tasks")
    page = desk.window.page("tasks")
    assert isinstance(page, TaskPage)
    assert isinstance(desk.window.focusWidget(), QWidget)
    assert not page.field.hasFocus(), "without a workspace"
    desk.open(qtbot, checked)
    qtbot.waitUntil(lambda: page.board.part is page.board.none, timeout=PATIENCE)
    focused = desk.window.focusWidget()
    qtbot.keyClick(focused, Qt.Key.Key_D)
    assert focused.isVisibleTo(page) and page.field.text() == ""


def test_what_is_chosen_in_a_dialog_is_read_whole_in_large_text(desk: Desk, qtbot: QtBot, checked: Path) -> None:
    desk.window.actions_["switch_language"].trigger()
    appearance.choose_text_size(desk.session.preferences, LARGEST_PERCENT)
    try:
        page = _open(desk, qtbot, checked)
        page.acts.dispatch()
        dialog = page.acts.dialog
        assert isinstance(dialog, DispatchDialog)
        chips = [*dialog.kinds.values(), *dialog.groups.values()]
        qtbot.waitUntil(lambda: all(chip.isVisible() for chip in chips), timeout=PATIENCE)
        assert not [chip.text() for chip in chips if chip.width() < chip.sizeHint().width()]
    finally:
        appearance.choose_text_size(desk.session.preferences, NORMAL_PERCENT)
