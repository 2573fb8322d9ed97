"""The rectification page on a real county whose lists came back: decided by key, taken back, in conflict, late."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop import appearance
from census_app.desktop.pages.rectify.defer_dialog import DeferDialog
from census_app.desktop.pages.rectify.evidence import marked
from census_app.desktop.pages.rectify.page import RectifyPage
from census_app.desktop.pages.rectify.rows import due_words, place_of
from census_app.desktop.pages.rectify.sampling import SampleDialog
from census_app.desktop.pages.rectify.units import UnitRow
from census_app.desktop.theme.look import LARGEST_PERCENT, NORMAL_PERCENT
from census_app.desktop.widgets.line_dialog import LineDialog
from census_app.desktop.widgets.photo_viewer import PhotoViewer
from census_app.reporting.answered_lists.take import take_lists
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk
from tests.unit.reporting.answered_lists.conftest import TODAY, issued_folder
from tests.unit.reporting.answered_lists.filling import APPEAL, FIXED, RIGHT, fill

__all__ = ["issued_folder"]
LIU, QING = "0301", "0302"
A1, A3, A4, A5 = ("R042", "1"), ("R042", "3"), ("R042", "4"), ("R042", "5")


@pytest.fixture(scope="module")
def answered_blank(issued_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lists of two units back, one with a photo, one contradicted by somebody else."""
    folder = tmp_path_factory.mktemp("answered")
    shutil.copytree(issued_folder / "W", folder / "W")
    lists = {path.name.split("_")[2]: path for path in (issued_folder / "lists").glob("周清单_*.xlsx")}
    back = folder / "back"
    back.mkdir()
    Image.new("RGB", (60, 40), (90, 120, 60)).save(back / "001.jpg")
    said = {A1: {**FIXED, "佐证": "照片 001"}, A3: APPEAL}
    first = fill(lists[LIU], back / "柳河.xlsx", said)
    second = fill(lists[QING], back / "青岭.xlsx", {A4: {**RIGHT, "整改人": "李四"}, A5: {**FIXED, "整改结果": "改了"}})
    other = fill(lists[QING], back / "青岭_补.xlsx", {A4: {**FIXED, "整改人": "王五"}})
    with Workspace.open(folder / "W") as workspace:
        take_lists(workspace, [first, second], folder / "out", today=TODAY)
        take_lists(workspace, [other], folder / "out", today=TODAY)
    return folder


@pytest.fixture
def answered(answered_blank: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(answered_blank / "W", tmp_path / "W"))


def _open(desk: Desk, qtbot: QtBot, folder: Path, reviewer: str = "周审") -> RectifyPage:
    desk.session.preferences.remember("reviewer", reviewer)
    desk.open(qtbot, folder, "rectify")
    page = desk.window.page("rectify")
    assert isinstance(page, RectifyPage)
    qtbot.waitUntil(lambda: page.flow.ground is not None, timeout=PATIENCE)
    return page


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, answered: Path) -> Iterator[RectifyPage]:
    yield _open(desk, qtbot, answered)


def _words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def _press(page: RectifyPage, qtbot: QtBot, *keys: Qt.Key | str) -> None:
    for key in keys:
        if isinstance(key, str):
            qtbot.keyClicks(page.window(), key)
        else:
            qtbot.keyClick(page.window(), key)


def _written(page: RectifyPage, qtbot: QtBot) -> None:
    """Everything decided stands and was read again."""
    with qtbot.waitSignal(page.flow.read, timeout=PATIENCE):
        pass


def _states(folder: Path) -> dict[tuple[str, str], str]:
    with Workspace.open(folder) as workspace:
        rows = problem_rows(workspace).rows(["rule_id", "record_key", "state"])
    return {(str(rule), str(key)): str(state) for rule, key, state in rows}


def test_flow_queue_units_and_evidence_are_shown(page: RectifyPage) -> None:
    steps = {name: cell.accessibleName() for name, cell in page.body.strip.cells.items()}
    assert steps["in_review"] == "待复核 2 等我审的答复 2" and steps["appealed"] == "申诉 1 等我审的答复 1"
    assert "清单 2 份已发、2 份已收 · 累计 7 个问题，已证实 0" in page.subtitle.text()
    assert page.body.work.model.rowCount() == 2
    assert page.session.counts["rectify"] == 3
    assert [one.unit.name for one in page.body.units.findChildren(UnitRow)] == ["柳河供电所", "青岭供电所"]
    told = _words(page.body.evidence)
    assert "R042" in told and "档案里" in told


def test_a_key_passes_the_list_moves_on_and_a_key_takes_it_back(page: RectifyPage, qtbot: QtBot) -> None:
    first = page.deciding.item
    assert first is not None and first.entry.problems[0].record_key == "1"
    _press(page, qtbot, "A")
    assert page.body.work.model.rowCount() == 1 and page.deciding.item is not first
    _written(page, qtbot)
    folder = page.session.folder
    assert folder is not None and _states(folder)[A1] == "in_review"
    # a core value two people must see: it waits for the other one, below what can be decided
    _press(page, qtbot, "J")
    assert page.deciding.item is not None and page.deciding.item.key == first.key
    assert "初审和二审要两个人" in _words(page.body.decision)
    page.flow.reviewer = "吴审"
    page.read()
    _written(page, qtbot)
    _press(page, qtbot, "A")
    _written(page, qtbot)
    assert _states(folder)[A1] == "claimed" and page.body.work.model.rowCount() == 1
    assert page.context.actions["undo_review"].isEnabled()
    qtbot.keyClick(page.window(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.body.work.model.rowCount() == 2
    _written(page, qtbot)
    assert _states(folder)[A1] == "in_review"


def test_an_empty_step_says_where_something_waits_after_all(page: RectifyPage, monkeypatch: pytest.MonkeyPatch) -> None:
    appeals = [item for item in page.flow.waiting() if place_of(item) == "appealed"]
    monkeypatch.setattr(page.flow, "waiting", lambda: appeals)
    page.body.show_queue()
    empty = page.body.work.empty
    assert page.body.work.stack.currentWidget() is empty
    assert "“申诉”里还有 1 条等你审" in _words(empty)


def test_a_return_needs_a_reason_and_digits_choose_it(page: RectifyPage, qtbot: QtBot) -> None:
    _press(page, qtbot, "R")
    assert page.deciding.choosing == "return" and "为什么退回" in _words(page.body.decision)
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert page.deciding.choosing == "" and page.body.work.model.rowCount() == 2
    _press(page, qtbot, "R", "3")
    assert page.body.work.model.rowCount() == 1
    _written(page, qtbot)
    assert page.session.folder is not None and _states(page.session.folder)[A1] == "returned"
    _press(page, qtbot, Qt.Key.Key_Right)
    assert page.step == "returned"
    qtbot.waitUntil(lambda: page.body.work.problem_model.rowCount() == 1, timeout=PATIENCE)
    qtbot.waitUntil(lambda: "退回" in _words(page.body.problem), timeout=PATIENCE)


def test_two_answers_stand_side_by_side_and_a_digit_keeps_one(page: RectifyPage, qtbot: QtBot) -> None:
    _press(page, qtbot, "J")
    item = page.deciding.item
    assert item is not None and [one.person for one in item.versions] == ["李四", "王五"]
    assert not page.context.actions["review_pass"].isEnabled()
    told = _words(page.body.decision)
    assert "2 份不同的答复" in told and "李四" in told and "王五" in told
    _press(page, qtbot, "1")
    _written(page, qtbot)
    assert page.session.folder is not None and _states(page.session.folder)[A4] == "exempted"
    assert page.body.work.model.rowCount() == 1


def test_own_work_cannot_be_decided_and_says_why(desk: Desk, qtbot: QtBot, answered: Path) -> None:
    page = _open(desk, qtbot, answered, "张三")
    assert page.deciding.item is not None and page.deciding.item.why_not == ""
    _press(page, qtbot, "J")
    assert "自己做的不能自己审" in _words(page.body.decision)
    assert not any(page.context.actions[f"review_{name}"].isEnabled() for name in ("pass", "return", "refute"))
    assert page.session.counts["rectify"] == 1


def test_an_appeal_is_upheld_and_what_the_core_refuses_comes_back_in_place(page: RectifyPage, qtbot: QtBot) -> None:
    page.context.shell.open_rectify("appealed")
    item = page.deciding.item
    assert item is not None and "申诉成立吗" in _words(page.body.decision)
    with Workspace.open(page.session.folder or Path()) as workspace:
        from census_app.survey.review.deciding import decide
        from census_app.survey.review.effects import Said
        from census_app.survey.words import ReviewDecision

        decide(workspace, [Said(item.key, ReviewDecision.REJECTED, "写不清楚")], by="别人")
    _press(page, qtbot, "A")
    assert page.body.work.model.rowCount() == 0
    _written(page, qtbot)
    assert "没有待审的" in page.deciding.trouble[0]
    assert page.session.folder is not None and _states(page.session.folder)[A3] == "returned"


def test_space_shows_the_photos_of_an_answer(page: RectifyPage, qtbot: QtBot) -> None:
    _press(page, qtbot, Qt.Key.Key_Space)
    (viewer,) = page.window().findChildren(PhotoViewer)
    qtbot.waitUntil(lambda: "没有改过" in viewer.hash.text(), timeout=PATIENCE)
    assert "第 1 张，共 1 张" in _words(viewer)
    qtbot.keyClick(viewer, Qt.Key.Key_Space)
    assert not viewer.isVisible()


def test_rows_of_lists_that_came_back_are_told_and_conflicts_decided_beside_them(
    page: RectifyPage, qtbot: QtBot
) -> None:
    _press(page, qtbot, "L")
    panel = page.body.panels.returned
    qtbot.waitUntil(lambda: panel.model.rowCount() == 3, timeout=PATIENCE)
    assert panel.line.text() == "3 行 = 冲突 1 + 未填 2"
    assert page.deciding.item is not None and page.deciding.item.entry.rivals
    assert panel.files.count() == 3
    place = next(at for at in range(3) if panel.files.itemText(at).startswith("青岭 · "))
    panel.files.setCurrentIndex(place)
    panel.files.activated.emit(place)
    qtbot.waitUntil(lambda: "拒收 1" in panel.line.text(), timeout=PATIENCE)
    panel.chips["refused"].click()
    assert panel.model.rowCount() == 1 and "看不懂" in str(panel.model.index(0, 6).data())


def test_lists_dropped_on_the_page_are_taken(
    page: RectifyPage, qtbot: QtBot, issued_folder: Path, tmp_path: Path
) -> None:
    source = next((issued_folder / "lists").glob(f"周清单_*{QING}*.xlsx"))
    answer = fill(source, tmp_path / "再报.xlsx", {A5: {**FIXED, "整改人": "李四"}})
    with qtbot.waitSignal(page.session.jobs.finished, timeout=PATIENCE):
        assert page.drop_files([str(answer)])
    _written(page, qtbot)
    assert page.body.panels.returned.file is not None and page.body.panels.returned.file.name == "再报.xlsx"
    qtbot.waitUntil(lambda: page.body.panels.returned.model.rowCount() == 3, timeout=PATIENCE)
    assert page.body.work.model.rowCount() == 3


def test_late_problems_may_wait_and_be_pressed_for_again(
    page: RectifyPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    _press(page, qtbot, "P")
    ladder = page.body.panels.ladder
    late = ladder.model.rowCount()
    assert late and page.flow.ground is not None and page.flow.ground.board.ladder.overdue == late
    _press(page, qtbot, "D")
    dialog = page.acts.dialog
    assert isinstance(dialog, DeferDialog)
    dialog._accept()
    assert dialog.isVisible() and "要写明理由" in _words(dialog)
    dialog.reason.setText("等设备到货")
    dialog._accept()
    _written(page, qtbot)
    assert page.flow.ground.board.ladder.counts()["deferred"] == 1
    ladder.choose("deferred")
    assert "暂缓到" in _words(ladder.side) and ladder.model.rowCount() == 1
    monkeypatch.setattr(LineDialog, "ask_for", lambda *_, **__: ("不能再等", True))
    page.context.actions["press_again"].trigger()
    _written(page, qtbot)
    assert page.flow.ground.board.ladder.overdue == late


def test_a_sample_of_nothing_says_why_in_its_dialog(page: RectifyPage, qtbot: QtBot) -> None:
    page.context.actions["sample_tasks"].trigger()
    dialog = page.acts.dialog
    assert isinstance(dialog, SampleDialog)
    qtbot.waitUntil(lambda: not dialog.results.isEnabled(), timeout=PATIENCE)
    dialog.plan.click()
    qtbot.waitUntil(lambda: "没有任务可抽" in _words(dialog), timeout=PATIENCE)
    dialog.fields["first_week"].setText("W1")
    dialog.draw.click()
    qtbot.waitUntil(lambda: "看不懂的周" in _words(dialog), timeout=PATIENCE)
    assert dialog.draw.isEnabled() and page.deciding.trouble == ("", "")


def test_a_unit_narrows_and_words_find(page: RectifyPage, qtbot: QtBot) -> None:
    page.body.units.chosen.emit(LIU)
    assert page.body.work.model.rowCount() == 1 and page.body.work.unit.text() == "柳河供电所"
    page.body.work.unit.click()
    assert page.body.work.model.rowCount() == 2
    _press(page, qtbot, "/")
    page.field.setText("李四")
    page.field.textEdited.emit("李四")
    assert page.body.work.model.rowCount() == 1
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.keyClick(page.window(), Qt.Key.Key_Escape)
    assert page.body.work.model.rowCount() == 2 and page.field.text() == ""


def test_a_narrow_window_puts_the_units_behind_a_tab(page: RectifyPage, qtbot: QtBot) -> None:
    page.window().resize(1366, 768)
    QApplication.processEvents()
    assert page.body.tabbed.names[-1] == "units"
    page.body.show_tab("units")
    assert page.body.units.isVisibleTo(page)
    page.window().resize(1600, 900)
    QApplication.processEvents()
    assert "units" not in page.body.tabbed.names and page.body.units.isVisibleTo(page)


def test_before_a_check_the_page_says_what_comes_first(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    Workspace.create(tmp_path / "空").close()
    desk.open(qtbot, tmp_path / "空", "rectify")
    page = desk.window.page("rectify")
    assert isinstance(page, RectifyPage)
    assert page.body.work.stack.currentWidget() is page.body.work.nothing
    assert not page.context.actions["take_answered_lists"].isEnabled()
    assert not page.drop_files(["a.xlsx"])


def test_deadlines_and_differences_in_words() -> None:
    today = date(2026, 11, 26)
    assert due_words("2026-11-20", today) == ("超 6 天", True)
    assert due_words("2026-11-26", today) == ("今日", True)
    assert due_words("2026-12-01", today) == ("12-01", False)
    assert due_words("", today) == ("—", False)
    assert marked("13800138001", "13800138000").startswith("1380013800<b")
    assert marked("<a>", "<a>") == "&lt;a&gt;"


def test_in_large_text_on_a_small_screen_what_decides_is_whole(desk: Desk, qtbot: QtBot, answered: Path) -> None:
    """Two lines of buttons, a row of the queue, and no tab that is scrolled to."""
    appearance.choose_text_size(desk.session.preferences, LARGEST_PERCENT)
    try:
        desk.window.resize(1366, 768)
        page = _open(desk, qtbot, answered)
        qtbot.waitUntil(lambda: page.deciding.item is not None, timeout=PATIENCE)
        shown = [one for one in page.body.decision.buttons.values() if one.isVisible()]
        assert shown
        qtbot.waitUntil(lambda: not desk.window.area.horizontalScrollBar().maximum(), timeout=PATIENCE)
        assert not [one.text() for one in shown if one.height() < one.sizeHint().height()]
        table = page.body.work.table
        qtbot.waitUntil(lambda: table.viewport().height() > table.rowHeight(0), timeout=PATIENCE)
    finally:
        appearance.choose_text_size(desk.session.preferences, NORMAL_PERCENT)


def test_tabs_give_up_their_keys_before_a_name_is_cut(page: RectifyPage, desk: Desk) -> None:
    tabs = page.body.tabbed.tabs
    desk.window.resize(911, 512)
    QApplication.processEvents()
    narrow = [tabs.tabText(place) for place in range(tabs.count())]
    assert tabs.sizeHint().width() <= tabs.width()
    desk.window.resize(1600, 900)
    QApplication.processEvents()
    wide = [tabs.tabText(place) for place in range(tabs.count())]
    assert wide[0].split()[-1] == "E" and narrow[0] == "依据"


def test_english_names_of_tabs_are_whole_in_large_text(desk: Desk, qtbot: QtBot, answered: Path) -> None:
    appearance.choose_text_size(desk.session.preferences, LARGEST_PERCENT)
    try:
        desk.window.actions_["switch_language"].trigger()
        desk.window.resize(1366, 768)
        tabs = _open(desk, qtbot, answered).body.tabbed.tabs
        qtbot.waitUntil(lambda: tabs.count() == 5 and tabs.sizeHint().width() <= tabs.width(), timeout=PATIENCE)
        assert not desk.window.area.horizontalScrollBar().maximum()
    finally:
        appearance.choose_text_size(desk.session.preferences, NORMAL_PERCENT)
