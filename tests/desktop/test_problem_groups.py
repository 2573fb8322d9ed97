"""Groups, chosen stretches and saved filters of the problem list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from census_app.desktop.pages.problems.page import ProblemPage
from census_app.desktop.tables.grouped_rows import Group, GroupedRows, length, merged
from census_app.desktop.tables.paged_model import Heading, ListedRows
from census_app.desktop.tables.problem_query import SHOWN, ProblemQuery
from census_app.desktop.tables.problem_source import Beside
from census_app.desktop.tables.problem_view import ProblemView
from tests.desktop.conftest import PATIENCE, Desk
from tests.desktop.states_file import write_states
from tests.desktop.test_problem_page import _facts

_NUMBER = SHOWN.index("problem_no")


class Slice(ListedRows):
    """Rows 0 … as a slice would give them."""


def _grouped(sizes: list[int], opened: set[int]) -> GroupedRows:
    rows = Slice([(number,) for number in range(sum(sizes))])
    groups = GroupedRows(rows, [Group(str(place), "", size) for place, size in enumerate(sizes)])  # type: ignore[arg-type]
    for group in opened:
        groups.turn(group % len(sizes), opened=True)
    return groups


@settings(max_examples=60, deadline=None)
@given(sizes=st.lists(st.integers(1, 7), min_size=1, max_size=8), opened=st.sets(st.integers(0, 20)), data=st.data())
def test_what_is_shown_is_every_heading_and_the_rows_of_open_groups(
    sizes: list[int], opened: set[int], data: st.DataObject
) -> None:
    groups = _grouped(sizes, opened)
    plain: list[tuple[int, ...]] = []
    stands_for: list[set[int]] = []
    at = 0
    for place, size in enumerate(sizes):
        inside = set(range(at, at + size))
        plain.append(Heading((str(place), "", size, groups.is_open(place))))
        stands_for.append(inside)
        if groups.is_open(place):
            plain += [(number,) for number in sorted(inside)]
            stands_for += [{number} for number in sorted(inside)]
        at += size
    assert groups.rows == len(plain)
    start, count = data.draw(st.integers(0, len(plain))), data.draw(st.integers(0, 30))
    assert groups.fetch(start, count) == plain[start : start + count]
    first = data.draw(st.integers(0, len(plain) - 1))
    last = data.draw(st.integers(first, len(plain) - 1))
    found = groups.stretches([(first, last)])
    chosen = {number for low, high in found for number in range(low, high + 1)}
    assert chosen == set().union(*stands_for[first : last + 1])
    assert length(found) == len(chosen)


def test_stretches_that_touch_become_one() -> None:
    assert merged([(5, 6), (0, 2), (3, 4), (9, 9)]) == [(0, 6), (9, 9)]


@pytest.fixture
def view(tmp_path: Path) -> Iterator[ProblemView]:
    shown = ProblemView(write_states(tmp_path / "states.parquet", 600), "2026-11-25")
    shown.load(Beside({"R012": "客户身份"}, {"P000003": "张凯"}))
    yield shown
    shown.close()


def test_groups_count_what_they_hold(view: ProblemView) -> None:
    plain = view.make(ProblemQuery()).fetch(0, 600)
    for group, at in (("rule_id", SHOWN.index("rule_id")), ("unit", SHOWN.index("unit_name"))):
        found = view.make_groups(ProblemQuery(group=group))
        held = Counter(str(row[at] or "") for row in plain)
        assert sorted(held.values()) == sorted(one.number for one in found.groups)
        found.turn(0, opened=True)
        rows = found.fetch(1, found.groups[0].number)
        assert len({row[at] for row in rows}) == 1


def test_a_person_and_a_category_narrow_the_list(view: ProblemView) -> None:
    with_person = view.make(ProblemQuery(live=False, chosen={"person": frozenset({"张凯"})}))
    assert [row[_NUMBER] for row in with_person.fetch(0, 9)] == ["P000003"]
    kind = ProblemQuery(live=False, chosen={"category": frozenset({"客户身份"})})
    assert {row[1] for row in view.make(kind).fetch(0, 600)} == {"R012"}
    counts = view.facets(ProblemQuery(live=False))
    assert counts.values["person"]["张凯"] == 1
    assert counts.values["category"]["客户身份"] == view.make(kind).rows


def test_numbers_of_stretches_come_in_the_order_of_the_view(view: ProblemView) -> None:
    made = view.make(ProblemQuery(sort="customer", descending=True))
    rows = [row[_NUMBER] for row in made.fetch(0, made.rows)]
    assert view.numbers(made, [(2, 3), (10, 10)]) == [rows[2], rows[3], rows[10]]
    assert view.settle(made).fetch(0, made.rows) == [*made.fetch(0, made.rows)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.builds(
        ProblemQuery,
        chosen=st.dictionaries(st.sampled_from(["unit", "person"]), st.frozensets(st.text(max_size=3)), max_size=2),
        live=st.booleans(),
        look=st.booleans(),
        words=st.text(max_size=5),
        sort=st.sampled_from(["", "risk", "message"]),
        group=st.sampled_from(["", "cause", "unit"]),
    )
)
def test_a_saved_query_comes_back(query: ProblemQuery) -> None:
    kept = {name: values for name, values in query.chosen.items() if values}
    assert ProblemQuery.from_json(query.as_json()) == replace(query, chosen=kept)


def test_a_strange_saved_query_is_taken_as_far_as_it_is_understood() -> None:
    found = ProblemQuery.from_json({"chosen": {"unit": ["1"], "nonsense": ["2"]}, "sort": "drop", "group": 3})
    assert found == ProblemQuery({"unit": frozenset({"1"})})


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, tmp_path: Path) -> ProblemPage:
    desk.session.show(_facts(tmp_path))
    desk.window.go("problems")
    shown = desk.window.page("problems")
    assert isinstance(shown, ProblemPage)
    qtbot.waitUntil(lambda: bool(shown.panel.record) and not shown.flow.busy, timeout=PATIENCE)
    return shown


def test_g_groups_and_arrows_open_and_close(page: ProblemPage, qtbot: QtBot, desk: Desk) -> None:
    flat = page.model.rowCount()
    qtbot.keyClick(page.table, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: page.model.rowCount() == 6, timeout=PATIENCE)
    heading = page.model.row(0)
    assert isinstance(heading, Heading)
    assert str(heading.number) in str(page.model.index(0, 0).data())
    qtbot.keyClick(page.table, Qt.Key.Key_Right)
    assert page.model.rowCount() == 6 + heading.number
    qtbot.keyClick(page.table, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: page.panel.record.get("rule_id") == heading.key, timeout=PATIENCE)
    qtbot.keyClick(page.table, Qt.Key.Key_Left)
    assert page.model.rowCount() == 6
    assert page.table.currentIndex().row() == 0
    desk.window.actions_["group_problems"].trigger()
    qtbot.waitUntil(lambda: page.flow.query.group == "unit" and not page.flow.busy, timeout=PATIENCE)
    page.ask(ProblemQuery())
    qtbot.waitUntil(lambda: page.model.rowCount() == flat, timeout=PATIENCE)


def test_ctrl_a_is_all_of_this_view_and_says_so(page: ProblemPage, desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["choose_all"].trigger()
    assert page.chosen.all
    assert page.chosen.rows == [(0, page.model.rowCount() - 1)], "held as one stretch, not row by row"
    assert page.board.chosen.isVisible()
    desk.window.actions_["back"].trigger()
    assert page.chosen.number == 1
    assert not page.board.chosen.isVisible()
    page._select(2)
    qtbot.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert page.chosen.stretches == [(2, 3)]


def test_a_filter_is_saved_shown_again_and_thrown_away_with_a_way_back(
    page: ProblemPage, desk: Desk, qtbot: QtBot
) -> None:
    wanted = ProblemQuery(chosen={"severity": frozenset({"urgent"})}, group="rule_id")
    page.ask(wanted)
    qtbot.waitUntil(lambda: not page.flow.busy, timeout=PATIENCE)
    page.saved.save("紧急按规则")
    page.ask(ProblemQuery())
    menu = page.saved.open_menu()
    qtbot.keyClicks(menu.field, "jj")
    qtbot.keyClick(menu.field, Qt.Key.Key_Return)
    assert page.flow.query == wanted
    qtbot.waitUntil(lambda: not page.flow.busy, timeout=PATIENCE)
    menu = page.saved.open_menu()
    qtbot.keyClick(menu, Qt.Key.Key_Delete)
    assert page.saved.known == {}
    menu.close()
    qtbot.mouseClick(desk.window._toast.undo, Qt.MouseButton.LeftButton)
    assert list(page.saved.known) == ["紧急按规则"]


def test_further_conditions_are_a_key_away(page: ProblemPage, desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["add_condition"].trigger()
    ways = page.facets.ways
    assert ways is not None
    qtbot.keyClicks(ways.field, "qck")
    qtbot.keyClick(ways.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.flow.busy and 0 < page.model.rowCount() < 30, timeout=PATIENCE)
    assert page.flow.query.look
    assert page.facets.flags["look"].isVisible()


def test_f6_hides_the_figures_and_a_figure_opens_its_rows(page: ProblemPage, desk: Desk, qtbot: QtBot) -> None:
    assert page.board.strip.isVisible()
    figure = page.board.strip.figures["urgent"]
    qtbot.waitUntil(lambda: "—" not in figure.accessibleName(), timeout=PATIENCE)
    number = figure.accessibleName()
    qtbot.mouseClick(page.board.strip.figures["urgent"], Qt.MouseButton.LeftButton)
    assert page.flow.query.chosen == {"severity": frozenset({"urgent"})}
    qtbot.waitUntil(lambda: not page.flow.busy, timeout=PATIENCE)
    assert str(page.model.rowCount()) in number
    desk.window.actions_["toggle_figures"].trigger()
    assert not page.board.strip.isVisible()


def test_a_row_is_copied_with_its_number(page: ProblemPage, desk: Desk) -> None:
    desk.window.actions_["copy_row"].trigger()
    copied = QGuiApplication.clipboard().text().split("\t")
    assert copied[0] == page.panel.record["problem_no"]
    assert len(copied) == 1 + page.model.columnCount()
