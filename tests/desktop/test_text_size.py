"""Text size: live in the open window, within its limits, remembered, and the frame grows with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from census_app.desktop import appearance
from census_app.desktop.core import read_field_names
from census_app.desktop.frame.toast import Toast
from census_app.desktop.language import CHINESE, ENGLISH, label, language
from census_app.desktop.main import build_window
from census_app.desktop.pages.importing.coverage import coverage_card
from census_app.desktop.pages.problems.page import ProblemPage
from census_app.desktop.preferences import Preferences
from census_app.desktop.theme.look import (
    LARGEST_PERCENT,
    NORMAL_PERCENT,
    SMALLEST_PERCENT,
    advance,
    look,
    scaled,
    sized_font,
)
from census_app.desktop.widgets.chips import SEVERITY_TONE, chip_width
from census_app.desktop.widgets.heat_grid import _start_of
from census_app.desktop.widgets.rate_chart import RateChart
from tests.desktop.conftest import PATIENCE, Desk


@pytest.fixture(autouse=True)
def normal_size() -> Iterator[None]:
    yield
    look().scale(NORMAL_PERCENT)


def test_texts_and_what_holds_them_grow_together(desk: Desk, qtbot: QtBot) -> None:
    before = (sized_font("body").pixelSize(), desk.window.navigation.width(), desk.window.status.height())
    desk.window.go("problems")
    for _press in range(2):
        desk.window.actions_["larger_text"].trigger()
    assert look().percent == 125
    assert desk.window.current == "problems"
    after = (sized_font("body").pixelSize(), desk.window.navigation.width(), desk.window.status.height())
    assert after == tuple(round(number * 1.25) for number in before)
    assert QApplication.font().pixelSize() == after[0]


def test_what_is_on_screen_while_the_size_changes_grows_too(desk: Desk) -> None:
    """Qt hands a new font down later than the size is told of: the sentence over the page stayed small."""
    normal = sized_font("body").pixelSize()
    desk.window.actions_["larger_text"].trigger()
    toast = desk.window.findChildren(Toast)[-1]
    shown = [desk.window.pages["start"], *toast.findChildren(QLabel), *toast.findChildren(QPushButton)]
    assert {part.font().pixelSize() for part in shown} == {sized_font("body").pixelSize()}
    assert sized_font("body").pixelSize() > normal


def test_what_is_said_of_the_size_stands_at_the_bottom_middle(desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["larger_text"].trigger()
    toast = desk.window.findChildren(Toast)[-1]
    assert abs(toast.geometry().center().x() - desk.window.width() // 2) <= 1
    assert desk.window.height() - toast.geometry().bottom() < 60


def test_the_smallest_and_the_largest_size_stay(desk: Desk) -> None:
    for _press in range(8):
        desk.window.actions_["larger_text"].trigger()
    assert look().percent == LARGEST_PERCENT
    for _press in range(8):
        desk.window.actions_["smaller_text"].trigger()
    assert look().percent == SMALLEST_PERCENT
    desk.window.actions_["normal_text"].trigger()
    assert (look().percent, scaled(34)) == (NORMAL_PERCENT, 34)


def test_the_size_is_remembered(desk: Desk, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    desk.window.actions_["larger_text"].trigger()
    desk.session.preferences.flush()
    look().scale(NORMAL_PERCENT)
    other, _controller = build_window(qapp, Preferences(tmp_path / "window.ini"))
    qtbot.addWidget(other)
    assert look().percent == 110
    other.close()


@pytest.mark.parametrize("kept", ["viel", "-5", "99999", ""])
def test_a_size_that_is_none_does_no_harm(qapp: QApplication, tmp_path: Path, kept: str) -> None:
    preferences = Preferences(tmp_path / "window.ini")
    preferences.remember("text_size", kept)
    preferences.remember("theme", kept)
    appearance.restore(qapp, preferences)
    assert SMALLEST_PERCENT <= look().percent <= LARGEST_PERCENT


def test_columns_of_chips_and_headings_grow_once_not_twice(desk: Desk, qtbot: QtBot, county: Path) -> None:
    desk.open(qtbot, county, "problems")
    for _press in range(4):
        desk.window.actions_["larger_text"].trigger()
    assert look().percent == 150
    page = desk.window.page("problems")
    assert isinstance(page, ProblemPage)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0, timeout=PATIENCE)
    place = next(at for at, column in enumerate(page.model.columns) if column.id == "severity")
    longest = max(chip_width(label("severity", name)) for name in SEVERITY_TONE)
    assert longest <= page.table.columnWidth(place) <= longest + 30


def test_figures_beside_a_chart_have_their_room(desk: Desk, qtbot: QtBot) -> None:
    chart = RateChart()
    qtbot.addWidget(chart)
    chart.resize(500, 200)
    for percent in (NORMAL_PERCENT, LARGEST_PERCENT):
        look().scale(percent)
        area = chart._area()
        assert area.left() - 8 >= advance("100.0%", "secondary")
        assert chart.width() - area.right() >= advance("100.0%", "card_title", bold=True)


def test_what_is_covered_fits_beside_the_runs_at_the_largest_size(qtbot: QtBot) -> None:
    """A long name of a table pushed the end of every line over the edge, where nothing scrolls."""
    entry = {"completeness": "partial", "data_date": "2026-11-25", "units": ["1"] * 16, "rows": 63_680}
    entry |= {"inherited_units": ["1"], "inherited": True}
    language().switch(ENGLISH)
    look().scale(LARGEST_PERCENT)
    card = coverage_card(dict.fromkeys(read_field_names().tables, entry), read_field_names())
    qtbot.addWidget(card)
    look().dress(card)
    language().switch(CHINESE)
    assert card.minimumSizeHint().width() <= 690, "what a window of 1366 leaves"


def test_headings_of_narrow_columns_keep_their_first_letters(qapp: QApplication) -> None:
    metrics = QFontMetrics(sized_font("secondary"))
    room = metrics.horizontalAdvance("Cu")
    assert _start_of("Customers", metrics, room) == "Cu"
    assert _start_of("Bill", metrics, 500) == "Bill"
    assert _start_of("Customers of the county", metrics, metrics.horizontalAdvance("Customers…")).endswith("…")
