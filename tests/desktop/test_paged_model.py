"""The paged model against plain lists, and under Qt's own tester."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from census_app.desktop.reads import Reader
from census_app.desktop.tables.paged_model import PAGE_ROWS, PAGES_KEPT, PLACEHOLDER, PagedColumn, PagedModel, Row

COLUMNS = [
    PagedColumn("number", "编号", lambda row: str(row[0]), raw=0, right=True),
    PagedColumn("name", "名称", lambda row: f"第{row[1]}", raw=1, elides=True),
]


class Numbers:
    """Rows 0 … length - 1; counts how often it is asked."""

    def __init__(self, length: int) -> None:
        self.length, self.asked = length, 0

    def fetch(self, start: int, count: int) -> list[Row]:
        self.asked += 1
        return [(number, number * 2) for number in range(start, min(self.length, start + count))]


def _model(length: int) -> tuple[PagedModel, Numbers]:
    model, source = PagedModel(COLUMNS), Numbers(length)
    model.show(source, length)
    return model, source


def test_qt_finds_no_fault_through_its_life(qapp: object) -> None:
    model = PagedModel(COLUMNS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show(Numbers(1000), 1000)
    model.preview(600, [(number, number) for number in range(256)])
    model.show(Numbers(600), 600)
    model.set_columns(COLUMNS)
    model.show(None, 0)
    assert tester.model() is model


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(length=st.integers(0, 3000), looks=st.lists(st.integers(-5, 3100), max_size=40))
def test_every_look_gives_the_row_of_the_source(length: int, looks: list[int], qapp: object) -> None:
    model, _source = _model(length)
    assert model.rowCount() == length
    for number in looks:
        expected = (number, number * 2) if 0 <= number < length else None
        assert model.row(number) == expected
        if expected is not None:
            index = model.index(number, 1)
            assert index.data() == f"第{number * 2}"
            assert index.data(Qt.ItemDataRole.UserRole) == number * 2


def test_memory_is_bounded_and_a_page_is_fetched_once(qapp: object) -> None:
    pages = PAGES_KEPT * 3
    model, source = _model(PAGE_ROWS * pages)
    for page in range(pages):
        assert model.row(page * PAGE_ROWS) is not None
        assert model.row(page * PAGE_ROWS + 1) is not None
    assert source.asked == pages
    assert len(model._pages) == PAGES_KEPT


def test_a_preview_shows_its_first_rows_and_placeholders_until_the_view_comes(qapp: object) -> None:
    model = PagedModel(COLUMNS)
    model.preview(700, [(number, number * 2) for number in range(PAGE_ROWS)])
    assert model.index(10, 0).data() == "10"
    assert model.index(500, 0).data() == PLACEHOLDER
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    model.show(Numbers(700), 700)
    assert model.index(500, 0).data() == "500"
    assert not resets, "the place in the list was lost"


def test_the_first_rows_of_a_view_shown_as_previewed_are_not_asked_for_again(qapp: object) -> None:
    model, source = PagedModel(COLUMNS), Numbers(700)
    model.preview(700, source.fetch(0, PAGE_ROWS))
    asked = source.asked
    model.show(source, 700, as_previewed=True)
    assert model.index(10, 0).data() == "10" and source.asked == asked
    assert model.index(500, 0).data() == "500" and source.asked == asked + 1
    other = Numbers(20)
    model.show(other, 20, as_previewed=True)
    assert model.index(10, 0).data() == "10" and other.asked == 1, "no preview of this one was shown"


def test_sorting_is_asked_for_and_not_done(qapp: object) -> None:
    model, _source = _model(10)
    asked: list[tuple[str, bool]] = []
    model.sort_asked.connect(lambda column, descending: asked.append((column, descending)))
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert asked == [("name", True)]
    assert model.row(0) == (0, 0)


def test_pages_that_take_their_time_are_read_elsewhere_and_fill_in(qtbot: QtBot) -> None:
    reader, source = Reader(), Numbers(1000)
    model = PagedModel(COLUMNS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show_asked(source, 1000, reader, source.fetch(0, PAGE_ROWS))
    assert model.index(3, 0).data() == "3", "the first page is there at once"
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    assert model.index(999, 0).data() == PLACEHOLDER and model.row(999) is None
    qtbot.waitUntil(lambda: model.row(999) == (999, 1998), timeout=60_000)
    assert changed[-1] == (15 * PAGE_ROWS, 999)
    asked = source.asked
    assert model.index(998, 1).data() == "第1996" and source.asked == asked, "a page that is there is not read again"
    model.index(70, 0).data()
    model.show_asked(Numbers(10), 10, reader, [])
    qtbot.waitUntil(lambda: model.row(9) == (9, 18), timeout=60_000)
    assert model.rowCount() == 10, "a page of the view before does not come into this one"
    reader.close()
    assert tester.model() is model
