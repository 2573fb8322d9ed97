"""Every page fits a small screen in both languages; pictures of all of them when somebody asks for them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from census_app.desktop import appearance
from census_app.desktop.language import CHINESE, ENGLISH
from census_app.desktop.pages.registry import PAGES
from census_app.desktop.theme import look as look_at
from census_app.desktop.theme.look import tokens
from census_app.desktop.turns import Turns
from tests.desktop.conftest import PATIENCE, Desk

SMALL = (1366, 768)
LARGE = (1920, 1080)
ARTEFACTS = Path(__file__).resolve().parents[2] / "artefacts"
_PAGES = [entry.id for entry in PAGES]


def _show(desk: Desk, qtbot: QtBot, name: str) -> None:
    """The page with what it reads."""
    if name == "customer":
        desk.window.open_customer("4")
    else:
        desk.window.go(name)
    page = desk.window.page(name)
    readers = [getattr(page, "reader", None), getattr(getattr(page, "board", None), "reader", None)]
    for reader in filter(None, readers):
        qtbot.waitUntil(lambda reader=reader: not reader._waiting, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not any(turns.at_work for turns in page.findChildren(Turns)), timeout=PATIENCE)
    QApplication.processEvents()


def _fits(desk: Desk, qtbot: QtBot, name: str) -> None:
    desk.window.resize(*SMALL)
    _show(desk, qtbot, name)
    least = desk.window.page(name).minimumSizeHint()
    assert least.width() <= SMALL[0] - desk.window.navigation.width(), name
    assert least.height() <= SMALL[1] - desk.window.status.height(), name
    assert (desk.window.width(), desk.window.height()) == SMALL, name
    bars = desk.window.area.horizontalScrollBar(), desk.window.area.verticalScrollBar()
    # a page takes its small form a turn after it is shown
    qtbot.waitUntil(lambda: not any(bar.maximum() for bar in bars), timeout=PATIENCE)


@pytest.mark.parametrize("code", [CHINESE, ENGLISH])
def test_every_page_fits_a_small_screen(desk: Desk, qtbot: QtBot, county: Path, code: str) -> None:
    if code == ENGLISH:
        desk.window.actions_["switch_language"].trigger()
    desk.open(qtbot, county)
    for name in _PAGES:
        _fits(desk, qtbot, name)


@pytest.mark.parametrize("code", [CHINESE, ENGLISH])
def test_every_page_fits_before_a_workspace_is_open(desk: Desk, qtbot: QtBot, code: str) -> None:
    if code == ENGLISH:
        desk.window.actions_["switch_language"].trigger()
    for name in _PAGES:
        _fits(desk, qtbot, name)


@pytest.mark.parametrize("code", [CHINESE, ENGLISH])
def test_large_text_on_a_small_screen_is_never_read_sideways(desk: Desk, qtbot: QtBot, county: Path, code: str) -> None:
    if code == ENGLISH:
        desk.window.actions_["switch_language"].trigger()
    appearance.choose_text_size(desk.session.preferences, look_at.LARGEST_PERCENT)
    try:
        desk.open(qtbot, county)
        desk.window.resize(*SMALL)
        for name in _PAGES:
            _show(desk, qtbot, name)
            page, bar = desk.window.page(name), desk.window.area.horizontalScrollBar()
            # a page takes its small form a turn after it is shown
            qtbot.waitUntil(lambda bar=bar: not bar.maximum(), timeout=PATIENCE)
            hidden = [area for area in page.findChildren(QScrollArea) if _cut_off(area)]
            assert not hidden, f"{name}: {[area.parentWidget() for area in hidden]}"
    finally:
        appearance.choose_text_size(desk.session.preferences, look_at.NORMAL_PERCENT)


def _cut_off(area: QScrollArea) -> bool:
    """It hides a part of what is in it, and there is no way to see that."""
    never = area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return area.isVisible() and never and area.horizontalScrollBar().maximum() > 0


@pytest.mark.skipif(not os.environ.get("CENSUS_SCREENSHOTS"), reason="pictures to be looked at, made on demand")
def test_pictures_of_every_page(desk: Desk, qtbot: QtBot, county: Path) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    desk.open(qtbot, county)
    for code in (CHINESE, ENGLISH):
        for name in _PAGES:
            _show(desk, qtbot, name)
            for _look in range(2):
                for size in (SMALL, LARGE):
                    desk.window.resize(*size)
                    QApplication.processEvents()
                    picture = desk.window.grab()
                    assert picture.save(str(ARTEFACTS / f"{name}_{code}_{tokens().name}_{size[0]}.png"))
                desk.window.actions_["switch_theme"].trigger()
        desk.window.actions_["switch_language"].trigger()


def test_on_a_screen_too_small_for_a_page_it_is_scrolled_to(desk: Desk, qtbot: QtBot, county: Path) -> None:
    desk.open(qtbot, county)
    _show(desk, qtbot, "match")
    _show(desk, qtbot, "customer")
    desk.window.resize(960, 520)
    QApplication.processEvents()
    assert (desk.window.width(), desk.window.height()) == (960, 520), "twice the size on a common screen"
    area, page = desk.window.area, desk.window.page("customer")
    least = page.minimumSizeHint()
    assert page.width() >= least.width() and page.height() >= least.height(), "nothing is squeezed"
    hidden = max(0, least.width() - area.viewport().width())
    assert area.horizontalScrollBar().maximum() == hidden
    for name in ("customer", "match"):
        _fits(desk, qtbot, name)
