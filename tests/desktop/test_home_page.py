"""The board of the week on a real workspace: every number leads to the rows behind it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.language import say
from census_app.desktop.pages.home.board import HomeBoard
from census_app.desktop.pages.home.queue import queue_texts
from census_app.desktop.pages.home.units import line_name
from census_app.desktop.pages.problems.page import ProblemPage
from census_app.desktop.pages.start.page import StartPage
from census_app.desktop.theme.look import advance
from census_app.desktop.widgets.heat_grid import GridCell, GridRow, HeatGrid
from census_app.desktop.widgets.rate_chart import RateChart, RateValue
from census_app.reporting.week_board.model import HeatRow, Queue
from tests.desktop.conftest import PATIENCE, Desk


def _words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


@pytest.fixture
def board(desk: Desk, qtbot: QtBot, county: Path) -> HomeBoard:
    desk.open(qtbot, county)
    desk.window.go("start")
    page = desk.window.page("start")
    assert isinstance(page, StartPage)
    qtbot.waitUntil(lambda: bool(page.board.queue.cells), timeout=PATIENCE)
    return page.board


def _problems(desk: Desk, qtbot: QtBot, rows: int) -> ProblemPage:
    page = desk.window.page("problems")
    assert isinstance(page, ProblemPage)
    assert desk.window.current == "problems"
    qtbot.waitUntil(lambda: page.flow._busy is False and page.model.rowCount() == rows, timeout=PATIENCE)
    return page


def test_the_board_says_what_it_shows(board: HomeBoard) -> None:
    for said in ("2026-11-16", "probe 1.0.0", "6 户", "未关闭问题"):
        assert said in board.subtitle.text()
    told = [cell.accessibleName() for cell in board.queue.cells]
    assert [name.split()[0] for name in told] == ["待复核", "退回", "已逾期", "申诉待定", "待下发", "本次新增"]
    assert told[5].startswith("本次新增 1")
    assert board.board is not None
    weeks = {point.week: (point.right, point.customers) for point in board.board.rates if point.right is not None}
    assert weeks == {"2026-W46": (2, 6), "2026-W47": (2, 4)}


def test_a_total_is_the_sum_of_what_stands_beside_it(board: HomeBoard) -> None:
    assert board.board is not None
    assert sum(row.total for row in board.board.heat) == board.board.queue.outstanding


def test_the_queue_opens_the_rows_behind_its_numbers(board: HomeBoard, desk: Desk, qtbot: QtBot) -> None:
    first = next(place for place, cell in enumerate(board.queue.cells) if cell.accessibleName().split()[1] != "0")
    qtbot.waitUntil(lambda: board.queue.cells[first].hasFocus())
    for _ in range(5 - first):
        qtbot.keyClick(desk.window.focusWidget(), Qt.Key.Key_Right)
    qtbot.keyClick(board.queue.cells[5], Qt.Key.Key_Return)
    page = _problems(desk, qtbot, 1)
    assert page.flow.query.new
    desk.window.go("start")
    qtbot.waitUntil(lambda: board.queue.cells[first].hasFocus())


def test_enter_starts_the_first_queue_in_which_something_waits(board: HomeBoard, desk: Desk, qtbot: QtBot) -> None:
    assert board.board is not None
    assert (board.board.queue.in_review, board.board.queue.returned) == (0, 0)
    qtbot.waitUntil(lambda: desk.window.focusWidget() in board.queue.cells)
    cell = board.queue.cells[board.queue._first]
    assert cell.hasFocus()
    assert not cell.grab().isNull()
    assert cell.accessibleName().startswith("已逾期")
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    assert desk.window.current == "rectify"


def test_nothing_waiting_is_said_in_the_first_cell(board: HomeBoard, qtbot: QtBot) -> None:
    assert board.board is not None
    texts = queue_texts(replace(board.board, queue=Queue()))
    assert texts[0].note == "今天没有等你的事"
    board.queue.show_queue(texts)
    board.queue.start()
    qtbot.waitUntil(lambda: board.queue.cells[0].hasFocus())


def test_the_units_rank_with_how_much_was_judged_and_a_line_opens_its_problems(
    board: HomeBoard, desk: Desk, qtbot: QtBot
) -> None:
    desk.window.actions_["switch_units"].trigger()
    assert board.units.face == "rank"
    model = board.units.model
    lines = [[model.index(line, place).data() for place in range(model.columnCount())] for line in range(2)]
    assert [line[:7] for line in lines] == [
        ["柳河供电所", "不排", "50.0%", "1 / 2", "+25.0", "100%", "1"],
        ["0302", "不排", "50.0%", "1 / 2", "0", "100%", "1"],
    ]
    board.units.ranks.setCurrentIndex(model.index(0, 0))
    qtbot.keyClick(board.units.ranks, Qt.Key.Key_Return)
    page = _problems(desk, qtbot, 1)
    assert page.flow.query.chosen["unit"] == {"0301"}


def test_one_filled_button_is_the_next_act(board: HomeBoard) -> None:
    assert board.board is not None
    filled = {name for name, tool in board.next.items() if tool._primary}
    assert filled == {"export_lists" if board.board.queue.unsent else "go_reports"}
    board._show_next(board.board, unchecked=True)
    assert {name for name, tool in board.next.items() if tool._primary} == {"start_check"}


def test_a_cell_of_the_grid_opens_its_problems(board: HomeBoard, desk: Desk, qtbot: QtBot) -> None:
    assert board.board is not None
    place = next(
        (line, column)
        for line, row in enumerate(board.board.heat)
        for column, cell in enumerate(row.cells)
        if cell.problems
    )
    number = board.board.heat[place[0]].cells[place[1]].problems
    board.heat.opened.emit(*place)
    page = _problems(desk, qtbot, number)
    assert page.flow.query.chosen["rule_id"] == {"R042"}


def test_names_of_rules_need_little_room_more_than_their_bars(board: HomeBoard, desk: Desk, qtbot: QtBot) -> None:
    bars = board.news._bars
    assert bars and all(bar.isVisible() for bar in bars)
    desk.window.resize(1000, 700)
    qtbot.waitUntil(lambda: not any(bar.isVisible() for bar in bars))
    desk.window.resize(1500, 900)
    qtbot.waitUntil(lambda: all(bar.isVisible() for bar in bars))


def test_freshness_names_what_nobody_delivered(board: HomeBoard) -> None:
    words = _words(board.fresh)
    assert "用电客户" in words
    assert "变电站" in words
    assert "未导入" in words


def test_the_news_leads_to_the_new_problems_of_its_rule(board: HomeBoard, desk: Desk, qtbot: QtBot) -> None:
    assert "运行容量大于合同容量" in _words(board.news)
    board.open_rule("R042")
    _problems(desk, qtbot, 1)


def test_before_the_first_run_the_three_steps_stand_there(desk: Desk) -> None:
    page = desk.window.page("start")
    assert isinstance(page, StartPage)
    assert page.stack.currentWidget() is page.steps_view


def test_a_board_that_cannot_be_read_says_so(
    board: HomeBoard, qtbot: QtBot, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_folder: Path) -> None:
        raise OSError("盘没了")

    monkeypatch.setattr("census_app.desktop.pages.home.board.read_board", broken)
    board.reread()
    qtbot.waitUntil(lambda: board.stack.currentWidget() is board.error, timeout=PATIENCE)
    assert "盘没了" in _words(board.error)
    monkeypatch.undo()
    board.error.retry.click()
    qtbot.waitUntil(lambda: board.stack.currentWidget() is board.whole, timeout=PATIENCE)


def test_the_grid_is_walked_by_keys(qtbot: QtBot) -> None:
    grid = HeatGrid()
    qtbot.addWidget(grid)
    cells = (GridCell(1, 0.1), GridCell(2, 0.2, known=False), GridCell(3, 1.0, outlined=True))
    grid.show_grid(["甲", "乙", "丙"], [GridRow("1", "一所", cells, 6), GridRow("2", "二所", cells, 6)])
    grid.resize(700, 160)
    opened: list[tuple[int, int]] = []
    grid.opened.connect(lambda line, column: opened.append((line, column)))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Enter):
        qtbot.keyClick(grid, key)
    assert opened == [(1, 1), (0, 0)]
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid._box(1, 2).center().toPoint())
    assert opened[-1] == (1, 2)
    assert not grid.grab().isNull()


def test_long_names_of_units_give_way_to_what_cells_say(qtbot: QtBot) -> None:
    grid = HeatGrid()
    qtbot.addWidget(grid)
    cells = tuple(GridCell(0, 0.0, known=bool(place % 3)) for place in range(13))
    grid.show_grid(["客户"] * 13, [GridRow("1", "青澜县城关镇中心供电所", cells, 0)])
    grid.resize(712, 60)
    assert grid._box(0, 0).width() >= advance(say("home.unjudged"), "secondary") + 2
    grid.resize(1200, 60)
    assert grid._name_at(grid._box(0, 0).center() - QPointF(80, 0)) == "青澜县城关镇中心供电所", "whole on hover"
    assert grid._name == 124, "where there is room, names have it"


@pytest.mark.parametrize("rates", [[], [None], [0.5], [None, 1.0, 0.0], [0.97, 0.971, None, 0.97]])
def test_a_rate_is_drawn_whatever_is_known(qtbot: QtBot, rates: list[float | None]) -> None:
    chart = RateChart()
    qtbot.addWidget(chart)
    chart.resize(400, 200)
    chart.show_values([RateValue(str(place), rate, changed=place == 1) for place, rate in enumerate(rates)])
    low, high = chart._span()
    assert 0.0 <= low < high <= 1.0
    assert all(low <= rate <= high for rate in rates if rate is not None)
    assert not chart.grab().isNull()


def test_on_a_small_screen_the_note_stands_under_the_chart_and_not_on_it(
    board: HomeBoard, desk: Desk, qtbot: QtBot
) -> None:
    desk.window.resize(911, 512)
    chart, note = board.rate, board.rate_note
    # what the board still reads may lay it out once more
    qtbot.waitUntil(lambda: chart.geometry().bottom() < note.geometry().top(), timeout=PATIENCE)
    qtbot.waitUntil(lambda: note.height() >= note.heightForWidth(note.width()), timeout=PATIENCE)


def test_problems_of_no_known_unit_are_not_called_those_of_other_units() -> None:
    assert line_name(HeatRow("", "", 0, (), ("",)), 0) == "未归属"
    assert line_name(HeatRow("", "", 9, (), ("", "1302")), 2) == "其余 2 个单位"
    assert line_name(HeatRow("1302", "", 9, (), ("1302",)), 0) == "1302"
