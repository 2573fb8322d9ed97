"""The tasks by unit and person and as a board of 台区, and what is done to them besides giving them out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from math import hypot
from pathlib import Path
from typing import Any, Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.pages.tasks import batch_dialog
from census_app.desktop.pages.tasks.batch_dialog import BatchDialog
from census_app.desktop.pages.tasks.page import TaskPage
from census_app.desktop.pages.tasks.sign_dialog import SignDialog
from census_app.desktop.pages.tasks.split_dialog import SplitDialog
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.area_layout import FreeCells, lay_out, neighbour
from census_app.desktop.widgets.area_map import AreaMap, AreaTile
from census_app.desktop.widgets.line_dialog import LineDialog
from census_app.desktop.widgets.load_tree import LoadModel
from census_app.desktop.widgets.photo_viewer import PhotoViewer
from census_app.survey.dispatch.dispatching import dispatch
from census_app.survey.dispatch.request import DispatchRequest
from census_app.survey.photos.viewing import photos_of_tasks
from census_app.survey.tasks.listing import TaskFilter, list_tasks
from census_app.survey.tasks.load import Load, LoadNode
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk
from tests.desktop.test_task_page import RULES
from tests.unit.survey import field
from tests.unit.survey.results import issuing
from tests.unit.workspace.county import deliver
from tests.unit.workspace.in_force import put_in_force
from tests.unit.workspace.probe import write_pack

SECOND = """
- id: R044
  version: 1
  title: {zh: 运行容量不是整百}
  category: 供电电源与受电设备
  severity: important
  table: 用电客户
  wrong:
    - id: 不整
      when: 用户编号 = 'C06'
      accuses: [运行容量]
      says: {zh: "运行容量 {运行容量}"}
  remedy: {zh: 核对}
  source: {kind: engineering}
"""


def _words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def _dialog(page: TaskPage, kind: type[Any]) -> Any:
    assert isinstance(page.acts.dialog, kind)
    return page.acts.dialog


@pytest.fixture(scope="module")
def given_out_blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("board") / "W"
    with Workspace.create(folder) as made:
        put_in_force(made, write_pack(folder.parent / "pack", RULES + SECOND))
        rows = [row | {"contract_cap": 100, "run_cap": 150} for row in field.customers("正常用电客户")]
        deliver(made, field.DATA_DATE, rows, distribution_transformer=field.TRANSFORMERS, org_unit=field.UNITS)
        run_check(made)
        dispatch(made, DispatchRequest(field.WEEK, today=field.MONDAY))
    return folder


@pytest.fixture
def given_out(given_out_blank: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(given_out_blank, tmp_path / "W"))


def _open(desk: Desk, qtbot: QtBot, folder: Path) -> TaskPage:
    desk.open(qtbot, folder, "tasks")
    page = desk.window.page("tasks")
    assert isinstance(page, TaskPage)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0 and page.panel.story is not None, timeout=PATIENCE)
    return page


class _Monday(date):
    """The day the tasks were given out: none of them is overdue yet."""

    @classmethod
    def today(cls) -> Self:
        return cls(field.MONDAY.year, field.MONDAY.month, field.MONDAY.day)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, given_out: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TaskPage]:
    monkeypatch.setattr("census_app.survey.tasks.areas.date", _Monday)
    yield _open(desk, qtbot, given_out)


def _tasks(folder: Path) -> dict[str, Any]:
    with Workspace.open(folder) as workspace:
        return {line.task.task_no: line.task for line in list_tasks(workspace, TaskFilter(everything=True)).lines_of}


def test_a_unit_or_a_person_of_the_tree_narrows_the_list(page: TaskPage, desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["task_load"].trigger()
    tree = page.board.tree
    assert page.board.shown == "load" and tree.isVisible() and not page.table.isVisible()
    names = [str(tree.nodes.index(row, 0).data()) for row in range(tree.nodes.rowCount())]
    assert names == ["柳河供电所", "石桥供电所"]
    station = tree.nodes.index(1, 0)
    assert tree.nodes.index(1, 1).data() == "3"
    nobody = tree.nodes.index(0, 0, station)
    assert nobody.data() == "没有人"
    tree.setCurrentIndex(nobody)
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.rowCount() == 3, timeout=PATIENCE)
    assert page.board.shown == "list" and page.table.hasFocus()
    assert {row.area for row in (page.ground.rows if page.ground else []) if row.nobody} == {"T3"}


def test_the_board_is_walked_by_keys_and_opens_an_area_as_a_list(page: TaskPage, desk: Desk, qtbot: QtBot) -> None:
    desk.window.resize(1500, 900)
    desk.window.actions_["task_map"].trigger()
    board = page.board.map
    qtbot.waitUntil(lambda: board.laid_out and len(board.tiles) == 3, timeout=PATIENCE)
    assert board.isVisible() and "3 个台区，2 个有坐标" in page.board.map_note.text()
    places = {tile.id: board.box(place) for place, tile in enumerate(board.tiles)}
    assert places["T2"].left() > places["T1"].left() and places["T2"].top() <= places["T1"].top(), "north-east of T1"
    assert places["T3"].top() > places["T1"].top(), "without a place it stands below"
    assert board.tiles[[tile.id for tile in board.tiles].index("T3")].tone == "mid", "nobody has it"
    seen = []
    board.looked.connect(seen.append)
    qtbot.mouseClick(board.viewport(), Qt.MouseButton.LeftButton, pos=places["T1"].center().toPoint())
    qtbot.keyClick(board, Qt.Key.Key_Down)
    assert seen == ["T1", "T3"]
    story = page.panel.story
    qtbot.waitUntil(lambda: page.panel.story is not None and page.panel.story.line.task.tg_no == "T3", timeout=PATIENCE)
    assert story is not None
    qtbot.keyClick(board, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.rowCount() == 3, timeout=PATIENCE)
    assert page.board.shown == "list" and "石桥1#" in page.facets.menus["area"].text()
    desk.window.actions_["task_map"].trigger()
    desk.window.actions_["back"].trigger()
    assert page.board.shown == "list"


def test_a_task_is_split_and_merged_again(page: TaskPage, desk: Desk, qtbot: QtBot, given_out: Path) -> None:
    number = next(task.task_no for task in _tasks(given_out).values() if task.customer == "C06")
    place = next(at for at in range(page.model.rowCount()) if number in str(page.model.row(at)))
    page._select(place)
    qtbot.waitUntil(
        lambda: page.panel.story is not None and page.panel.story.line.task.task_no == number, timeout=PATIENCE
    )
    qtbot.keyClick(page.table, Qt.Key.Key_S)
    dialog: SplitDialog = _dialog(page, SplitDialog)
    assert dialog.problems.count() == 2
    dialog._accept()
    assert "至少勾一个" in dialog.message.text()
    dialog.problems.item(1).setCheckState(Qt.CheckState.Checked)
    dialog.kind.setCurrentIndex(2)
    dialog._accept()
    qtbot.waitUntil(lambda: _tasks(given_out)[number].state.value == "split", timeout=PATIENCE)
    parts = [task for task in _tasks(given_out).values() if task.split_from == number]
    assert sorted(len(task.problems) for task in parts) == [1, 1]
    assert {task.kind.value for task in parts} == {"visit", "call"}
    numbers = [task.task_no for task in parts]
    qtbot.waitUntil(lambda: page.model.rowCount() > 0 and not desk.session.jobs.current, timeout=PATIENCE)
    _select(page, qtbot, numbers)
    _merge(page)
    qtbot.waitUntil(lambda: "merged" in {_tasks(given_out)[one].state.value for one in numbers}, timeout=PATIENCE)


def _select(page: TaskPage, qtbot: QtBot, numbers: list[str]) -> None:
    def places() -> list[int]:
        rows = ((at, page.model.row(at)) for at in range(page.model.rowCount()))
        return [at for at, row in rows if row is not None and row[0] in numbers]

    qtbot.waitUntil(lambda: len(places()) == len(numbers), timeout=PATIENCE)
    page.table.clearSelection()
    selection, model = page.table.selectionModel(), page.model
    for place in places():
        selection.select(model.index(place, 0), selection.SelectionFlag.Select | selection.SelectionFlag.Rows)


def _merge(page: TaskPage) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LineDialog, "ask_for", lambda *_, **__: ("一次办完", True))
        page.context.actions["merge_tasks"].trigger()


def test_one_task_cannot_be_merged_nor_one_problem_split(page: TaskPage, desk: Desk, qtbot: QtBot) -> None:
    page._select(0)
    page.acts.merge(page.chosen())
    assert desk.window._toast is not None and "两个以上" in _words(desk.window._toast)
    page.acts.split(None)
    assert "不在办" in _words(desk.window._toast)


def test_a_signature_is_kept_under_its_task_and_can_be_looked_at(page: TaskPage, qtbot: QtBot, given_out: Path) -> None:
    number = page.chosen()[0].task_no
    qtbot.keyClick(page.table, Qt.Key.Key_Q)
    dialog: SignDialog = _dialog(page, SignDialog)
    assert not dialog.keep_button.isEnabled()
    _stroke(qtbot, dialog.pad, (40, 60), (42, 61))
    assert not dialog.keep_button.isEnabled(), "a slip of the pen is no signature"
    _stroke(qtbot, dialog.pad, (60, 60), (200, 110), (260, 60))
    assert dialog.keep_button.isEnabled()
    dialog.keep_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=PATIENCE)
    with Workspace.open(given_out) as workspace:
        (kept,) = photos_of_tasks(workspace, [number])
    assert kept.signature and kept.file.is_file()
    qtbot.waitUntil(lambda: len(page.panel.strip.photos) == 1, timeout=PATIENCE)
    page.context.actions["task_photos"].trigger()
    viewer: PhotoViewer = _dialog(page, PhotoViewer)
    qtbot.waitUntil(lambda: "没有改过" in viewer.hash.text(), timeout=PATIENCE)
    assert "签字" in viewer.title.text()


def _stroke(qtbot: QtBot, pad: QWidget, *points: tuple[int, int]) -> None:
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[0]))
    for point in points[1:]:
        _move(pad, QPoint(*point))
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[-1]))


def _move(pad: QWidget, place: QPoint) -> None:
    """With the button held, which the test's own mouse does not say while it moves."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    button = Qt.MouseButton.LeftButton
    point = place.toPointF()
    event = QMouseEvent(
        QEvent.Type.MouseMove, point, pad.mapToGlobal(point), button, button, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(pad, event)


@pytest.fixture
def issued(county: Path) -> Path:
    """Two tasks of one 台区 on one form that asks one thing of the 台区."""
    with Workspace.open(county) as workspace:
        issuing.dispatch(workspace, {"task_no": issuing.T1, "customer": "4"}, {"task_no": issuing.T2, "customer": "6"})
        issuing.issue(
            workspace, {issuing.T1: issuing.basic("4"), issuing.T2: issuing.basic("6")}, {"T1": issuing.SHARED}
        )
    return county


def test_a_whole_area_is_answered_once(desk: Desk, qtbot: QtBot, issued: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _open(desk, qtbot, issued)
    qtbot.keyClick(page.table, Qt.Key.Key_B)
    dialog: BatchDialog = _dialog(page, BatchDialog)
    qtbot.waitUntil(lambda: len(dialog.values) == 1, timeout=PATIENCE)
    assert "变压器铭牌容量" in _words(dialog)
    dialog.results[0].setCurrentText("不一致")
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.results[0], timeout=PATIENCE)
    dialog.values[0].setText("很大")
    with monkeypatch.context() as asked:
        asked.setattr(batch_dialog, "gives_up", lambda _over: False)
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible() and dialog.values[0].text() == "很大", "what was filled in is not given up by a key"
    dialog.take_button.click()
    qtbot.waitUntil(lambda: "退回" in dialog.outcomes[0].text(), timeout=PATIENCE)
    assert "不是数" in dialog.outcomes[0].text()
    dialog.values[0].setText("250")
    dialog.take_button.click()
    qtbot.waitUntil(lambda: "用到 2 户" in dialog.outcomes[0].text(), timeout=PATIENCE)
    assert "收下 1 项" in dialog.message.text()
    dialog.values[0].clear()
    dialog.results[0].setCurrentIndex(0)
    dialog.take_button.click()
    qtbot.waitUntil(lambda: "一项也没有填" in dialog.message.text(), timeout=PATIENCE)


def test_an_area_without_a_form_says_what_to_do_first(page: TaskPage, qtbot: QtBot) -> None:
    page.acts.fill_batch("T1")
    dialog: BatchDialog = _dialog(page, BatchDialog)
    qtbot.waitUntil(lambda: "先出普查表" in dialog.message.text(), timeout=PATIENCE)
    assert not dialog.take_button.isEnabled()


def _node(name: str, *children: LoadNode, surveyor: str | None = None) -> LoadNode:
    return LoadNode(name, name, "", Load(1, 1, 1, 1), frozenset({name}), surveyor, children)


def test_the_tree_is_a_sound_model(qtbot: QtBot) -> None:
    model = LoadModel()
    tester = QAbstractItemModelTester(model)
    model.show_nodes([_node("县", _node("所", _node("人", surveyor="人")), _node("班")), _node("别处")])
    model.show_nodes([_node("县")])
    model.show_nodes([])
    assert model.rowCount() == 0 and tester.model() is model


_PLACES = some.one_of(some.none(), some.tuples(some.floats(100, 120), some.floats(20, 50)))


@settings(max_examples=60, deadline=None)
@given(some.lists(_PLACES, max_size=60), some.integers(1, 9))
def test_no_two_areas_share_a_cell_and_all_are_inside(places: list[tuple[float, float] | None], columns: int) -> None:
    cells, rows = lay_out(places, columns)
    assert len(set(cells)) == len(places)
    assert all(0 <= column < columns and row >= 0 for column, row in cells)
    for place, (_, row) in zip(places, cells, strict=True):
        assert (row < rows) == (place is not None)
    for at in range(len(cells)):
        assert 0 <= neighbour(cells, at, (0, 1)) < len(cells)


def test_directions_are_kept() -> None:
    cells, _ = lay_out([(116.0, 38.0), (116.1, 38.1), (116.0, 38.1), (116.1, 38.0)], 6)
    south_west, north_east, north_west, south_east = cells
    assert south_west[0] < south_east[0] and north_west[0] < north_east[0]
    assert north_west[1] < south_west[1] and north_east[1] < south_east[1]


@settings(max_examples=40, deadline=None)
@given(some.lists(some.tuples(some.floats(0, 4), some.floats(0, 4)), max_size=25), some.integers(1, 5))
def test_everybody_gets_the_nearest_cell_nobody_has(wanted: list[tuple[float, float]], columns: int) -> None:
    free = FreeCells(columns)
    left = {(column, row) for column in range(columns) for row in range(40)}
    for column, row in wanted:
        cell = free.take_nearest(min(column, columns - 1), row)
        nearest = min(hypot(one[0] - min(column, columns - 1), one[1] - row) for one in left)
        assert hypot(cell[0] - min(column, columns - 1), cell[1] - row) == nearest
        left.remove(cell)


def test_thousands_of_areas_are_laid_out_beside_the_window(qtbot: QtBot) -> None:
    tiles = [
        AreaTile(f"T{n}", f"{n}", "", "ok", (), (115 + n % 7, 38 + n % 11) if n % 9 else None, "") for n in range(3000)
    ]
    reader = Reader()
    board = AreaMap(reader)
    qtbot.addWidget(board)
    board.resize(1100, 650)
    board.show()
    board.show_tiles(tiles)
    assert board.tiles == (), "it is worked out elsewhere"
    qtbot.waitUntil(lambda: board.laid_out, timeout=PATIENCE)
    for number in (0, 1, 1500, 2999):
        board.look_at(number)
        assert board.tile_at(board.box(number).center().toPoint()) == number
    board.resize(500, 650)
    assert len(board.tiles) == 3000, "the board stays until the narrower one is there"
    qtbot.waitUntil(lambda: board.laid_out, timeout=PATIENCE)
    assert board.at == 2999 and max(board.box(number).right() for number in range(3000)) <= board.width()
    reader.close()
