"""What hands do to tables and cards: told apart from what the program fits, kept by name, scaled, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from census_app.desktop.kept_layout import KeptLayout
from census_app.desktop.main import build_window
from census_app.desktop.pages.problems.page import ProblemPage
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.pages.settings.log import LogSection
from census_app.desktop.pages.settings.page import SettingsPage
from census_app.desktop.preferences import Preferences
from census_app.desktop.session import Session, WorkspaceFacts
from census_app.desktop.theme.look import NORMAL_PERCENT, look
from census_app.desktop.widgets.split import Split
from tests.desktop.conftest import PATIENCE, Desk
from tests.desktop.states_file import write_states

ROWS = 60


@pytest.fixture(autouse=True)
def normal_size() -> Iterator[None]:
    yield
    look().scale(NORMAL_PERCENT)


@pytest.fixture
def facts(tmp_path: Path) -> WorkspaceFacts:
    states = write_states(tmp_path / "states.parquet", ROWS)
    return WorkspaceFacts(tmp_path, data_date="2026-11-20", run="1", states=states, findings=ROWS)


def listed(session: Session, shown: object, facts: WorkspaceFacts, qtbot: QtBot) -> ProblemPage:
    session.show(facts)
    assert isinstance(shown, ProblemPage)
    qtbot.waitUntil(
        lambda: shown.model.rowCount() > 0 and not shown.flow.busy and shown.flow.query.sort in ("", "customer"),
        timeout=PATIENCE,
    )
    return shown


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, facts: WorkspaceFacts) -> ProblemPage:
    desk.window.go("problems")
    return listed(desk.session, desk.window.page("problems"), facts, qtbot)


@contextmanager
def next_start(
    desk: Desk, qapp: QApplication, qtbot: QtBot, facts: WorkspaceFacts, tmp_path: Path
) -> Iterator[ProblemPage]:
    """The page in a window of the next start."""
    desk.session.preferences.flush()
    window, controller = build_window(qapp, Preferences(tmp_path / "window.ini"))
    window.resize(1500, 900)
    window.show()
    window.go("problems")
    yield listed(window.session, window.page("problems"), facts, qtbot)
    controller.stop_job()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def place(table: ProblemTable, column: str) -> int:
    return next(at for at, one in enumerate(table._paged.columns) if one.id == column)


def width(table: ProblemTable, column: str) -> int:
    return table.columnWidth(place(table, column))


def drag(table: ProblemTable, column: str, by: int, qtbot: QtBot) -> None:
    """The right border of a heading, by mouse."""
    header = table.horizontalHeader()
    at = place(table, column)
    border = QPoint(header.sectionViewportPosition(at) + header.sectionSize(at) - 1, header.height() // 2)
    view = header.viewport()
    qtbot.mouseMove(view, border)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=border)
    qtbot.mouseMove(view, border + QPoint(by, 0))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=border + QPoint(by, 0))


def click_heading(table: ProblemTable, column: str, qtbot: QtBot) -> None:
    header, at = table.horizontalHeader(), place(table, column)
    middle = QPoint(header.sectionViewportPosition(at) + header.sectionSize(at) // 2, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)


def test_what_hands_did_is_there_at_the_next_start(
    desk: Desk, page: ProblemPage, qapp: QApplication, qtbot: QtBot, facts: WorkspaceFacts, tmp_path: Path
) -> None:
    table, card = page.table, page.panel.width()
    before = {name: width(table, name) for name in ("customer_name", "unit_name", "message")}
    drag(table, "customer_name", 50, qtbot)
    assert width(table, "customer_name") == before["customer_name"] + 50
    assert width(table, "message") == before["message"] - 50, "what stretches gives it"
    assert table.hand.widths == {"customer_name": before["customer_name"] + 50}
    click_heading(table, "customer", qtbot)
    qtbot.keyClick(page.board.split.handle(1), Qt.Key.Key_Left)
    with next_start(desk, qapp, qtbot, facts, tmp_path) as later:
        assert width(later.table, "customer_name") == before["customer_name"] + 50
        assert width(later.table, "unit_name") == before["unit_name"], "measured as ever"
        assert later.panel.width() == card + 24
        assert later.flow.query.sort == "customer"
        assert later.table.horizontalHeader().sortIndicatorSection() == place(table, "customer")
        customers = [str((later.model.row(row) or ())[2]) for row in range(ROWS // 2)]
        assert customers == sorted(customers)
    assert KeptLayout(desk.session.preferences).widths("tasks") == {}, "each table has its own"


def test_another_text_size_scales_it(desk: Desk, page: ProblemPage, qtbot: QtBot) -> None:
    before = width(page.table, "customer_name")
    drag(page.table, "customer_name", 60, qtbot)
    desk.window.actions_["larger_text"].trigger()
    larger = desk.window.page("problems")
    assert isinstance(larger, ProblemPage) and larger is not page
    assert width(larger.table, "customer_name") == round((before + 60) * 1.1)
    desk.window.actions_["normal_text"].trigger()
    normal = desk.window.page("problems")
    assert isinstance(normal, ProblemPage)
    assert width(normal.table, "customer_name") == before + 60


def test_the_menu_of_the_headings_takes_widths_back(desk: Desk, page: ProblemPage, qtbot: QtBot) -> None:
    before = width(page.table, "rule_id")
    (back,) = page.table.hand.menu().actions()
    assert (back.text(), back.isEnabled()) == ("列宽复原", False)
    for take_back in (
        lambda: page.table.hand.menu().actions()[0].trigger(),
        desk.window.actions_["fit_columns"].trigger,
    ):
        drag(page.table, "rule_id", 40, qtbot)
        assert KeptLayout(desk.session.preferences).widths("problems") == {"rule_id": before + 40}
        take_back()
        assert width(page.table, "rule_id") == before
        assert KeptLayout(desk.session.preferences).widths("problems") == {}


def test_a_wide_column_pushes_none_out(page: ProblemPage, qtbot: QtBot) -> None:
    shown = [page.table.isColumnHidden(at) for at in range(page.model.columnCount())]
    drag(page.table, "message", 400, qtbot)
    QApplication.processEvents()
    assert [page.table.isColumnHidden(at) for at in range(page.model.columnCount())] == shown
    assert page.table.horizontalScrollBar().maximum() > 0


def test_the_order_chosen_at_the_headings_holds_until_it_is_taken_back_there(
    desk: Desk, page: ProblemPage, qtbot: QtBot
) -> None:
    click_heading(page.table, "customer", qtbot)
    desk.window.actions_["clear_filters"].trigger()
    assert (page.flow.query.sort, page.flow.query.descending) == ("customer", False)
    desk.window.actions_["sort_by_risk"].trigger()
    assert page.flow.query.sort == "risk"
    desk.window.actions_["sort_by_risk"].trigger()
    assert page.flow.query.sort == "customer", "the key only puts its own order on and off"
    for _click in range(2):
        click_heading(page.table, "customer", qtbot)
    assert page.flow.query.sort == ""
    assert KeptLayout(desk.session.preferences).order("problems") == ("", False)


def test_keys_on_the_border_move_it_within_its_limits(page: ProblemPage, qtbot: QtBot) -> None:
    split, handle = page.board.split, page.board.split.handle(1)
    before = page.panel.width()
    for _press in range(2):
        qtbot.keyClick(handle, Qt.Key.Key_Left)
    page.toggle_panel()
    page.toggle_panel()
    QApplication.processEvents()
    assert page.panel.width() == before + 48
    qtbot.keyClick(handle, Qt.Key.Key_Home)
    assert (page.panel.width(), split.by_hand) == (before, None)
    for _press in range(40):
        split.widen(24)
    assert page.panel.width() == page.panel.maximumWidth()
    for _press in range(40):
        split.widen(-24)
    assert page.panel.width() == page.panel.minimumWidth()


@pytest.mark.parametrize("facts_", ["[1]", '{"problems": 7}', '{"problems": {"a": "wide", "b": -3, "c": true}}', "{"])
def test_what_cannot_be_read_was_never_set(tmp_path: Path, facts_: str) -> None:
    preferences = Preferences(tmp_path / "window.ini")
    for kind in ("columns", "orders", "cards"):
        preferences.remember(f"layout/{kind}", facts_)
    kept = KeptLayout(preferences)
    assert kept.widths("problems") == {}
    assert kept.order("problems") == ("", False)
    assert kept.card("problem") is None


def test_the_log_keeps_its_card_behind_a_tab_in_a_small_window(desk: Desk, qtbot: QtBot, county: Path) -> None:
    desk.open(qtbot, county, "settings")
    shown = desk.window.page("settings")
    assert isinstance(shown, SettingsPage)
    section = shown.show_section("log")
    assert isinstance(section, LogSection)
    qtbot.waitUntil(lambda: section.detail.shown > 0, timeout=PATIENCE)
    assert section.table.isVisible() and section.detail.isVisible()
    desk.window.resize(1366, 768)
    QApplication.processEvents()
    assert section.table.isVisible() and not section.detail.isVisible()
    section.table.setFocus()
    desk.window.actions_["settings_panel"].trigger()
    assert section.detail.isVisible() and not section.table.isVisible()
    desk.window.actions_["back"].trigger()
    assert section.table.isVisible() and section.table.hasFocus()
    qtbot.keyClick(section.table, Qt.Key.Key_Return)
    assert section.detail.isVisible()


SPLITS = {"match": "match_decision", "rules": "rules_side", "customer": "customer_links"}


def border(desk: Desk, page: str) -> Split:
    """The border of a page that has one."""
    desk.window.go(page)
    shown = desk.window.page(page)
    boards = {"rules": "board", "customer": "board", "match": "board"}
    stack = shown.stack  # type: ignore[attr-defined]
    stack.setCurrentWidget(shown.whole if page == "customer" else getattr(shown, boards[page]))  # type: ignore[attr-defined]
    QApplication.processEvents()
    return next(one for one in shown.findChildren(Split) if one.kept_as == SPLITS[page])


@pytest.mark.parametrize("page", list(SPLITS))
def test_borders_of_the_review_the_rules_and_the_customer_stay_where_a_hand_put_them(
    desk: Desk, qtbot: QtBot, page: str
) -> None:
    desk.window.resize(1920, 1080)
    split = border(desk, page)
    before = split.side.width()
    for _press in range(3):
        qtbot.keyClick(split.handle(1), Qt.Key.Key_Left)
    assert split.side.width() == before + 72
    assert KeptLayout(desk.session.preferences).card(SPLITS[page]) == before + 72
    desk.window.resize(1366, 768)
    desk.window.resize(1920, 1080)
    QApplication.processEvents()
    assert split.side.width() == before + 72, "a small window in between changes nothing"
    desk.window.actions_["switch_language"].trigger()
    later = border(desk, page)
    assert later is not split and later.side.width() == before + 72
    qtbot.keyClick(later.handle(1), Qt.Key.Key_Home)
    assert later.side.width() == before
    assert KeptLayout(desk.session.preferences).card(SPLITS[page]) is None


def test_three_columns_share_the_width_alike_until_a_hand_moves_one(desk: Desk, qtbot: QtBot) -> None:
    for width in (1640, 1920):
        desk.window.resize(width, 1000)
        outer = border(desk, "customer")
        board = desk.window.page("customer").board  # type: ignore[attr-defined]
        columns = [board.problems.width(), board.middle.width(), board.links.width()]
        assert max(columns) - min(columns) <= 2, columns
    for _press in range(60):
        qtbot.keyClick(outer.handle(1), Qt.Key.Key_Left)
    assert board.problems.isVisible() and board.problems.width() >= board.problems.minimumSizeHint().width()
    assert board.middle.width() >= 300


def test_the_list_of_the_rules_is_made_wider_by_hand(desk: Desk, qtbot: QtBot) -> None:
    border(desk, "rules")
    board = desk.window.page("rules").board  # type: ignore[attr-defined]
    before = board.rules.width()
    qtbot.keyClick(board.outer.handle(1), Qt.Key.Key_Right)
    assert board.rules.width() == before + 24
