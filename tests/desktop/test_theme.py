"""Both looks: the same names, and text that can be read on its ground."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.theme.icons import icon_pixmap
from census_app.desktop.theme.tokens import DARK, LIGHT, load_tokens
from census_app.desktop.widgets.layout import FlowLayout
from census_app.foundation.resources import resource
from tests.desktop.conftest import Desk

PAIRS = [(tone, f"{tone}_ground") for tone in ("high", "mid", "low", "ok", "mute", "accent")] + [
    ("text", "bg"),
    ("text", "panel"),
    ("text", "selected"),
    ("mute", "bg"),
    ("mute", "panel"),
    ("mute", "selected"),
    ("high", "panel"),
    ("mid", "panel"),
    ("ok", "panel"),
    ("accent", "panel"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
]


def _luminance(colour: str) -> float:
    value = QColor(colour)
    parts = [value.redF(), value.greenF(), value.blueF()]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", [LIGHT, DARK])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(name: str, ink: str, ground: str) -> None:
    tokens = load_tokens(name)
    assert _contrast(tokens[ink], tokens[ground]) >= 4.5


def test_both_looks_name_the_same_colours() -> None:
    assert load_tokens(LIGHT).colours.keys() == load_tokens(DARK).colours.keys()


def test_every_icon_draws_something_in_its_colour(qapp: object) -> None:
    for file in sorted(resource("icons").glob("*.svg")):
        image = icon_pixmap(file.stem, "#0b7a75", 24).toImage()
        inked = [
            image.pixelColor(x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() > 200
        ]
        assert inked, file.name
        assert all(abs(pixel.red() - 0x0B) < 12 and abs(pixel.green() - 0x7A) < 12 for pixel in inked), file.name


def test_a_flow_of_items_wraps_and_knows_when_one_of_them_changed(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    flow = FlowLayout(8)
    host.setLayout(flow)
    items = [QLabel("供电所") for _ in range(3)]
    for item in items:
        item.setFixedSize(100, 20)
        flow.addWidget(item)
    assert (flow.heightForWidth(400), flow.heightForWidth(220)) == (20, 48)
    host.show()
    items[0].setFixedSize(300, 30)
    assert (flow.heightForWidth(520), flow.heightForWidth(310)) == (30, 58)
    assert flow.minimumSize().width() == 300
    items[0].hide()
    assert flow.heightForWidth(310) == 20


def test_another_look_is_worn_by_what_is_seen_at_once_and_by_the_rest_soon(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window
    window.go("problems")
    window.go("start")
    hidden, seen, before = window.page("problems"), window.page("start"), window.page("start").styleSheet()
    window.actions_["switch_theme"].trigger()
    after = seen.styleSheet()
    assert after != before and window.navigation.styleSheet() == after
    assert hidden.styleSheet() == before
    qtbot.waitUntil(lambda: hidden.styleSheet() == window.wardrobe.styleSheet() == after)
    window.actions_["switch_theme"].trigger()
    window.go("problems")
    assert hidden.styleSheet() == before, "gone to before its turn"


@pytest.mark.parametrize("action", ["command_palette", "show_keys", "show_jobs", "recent_workspaces"])
def test_what_hangs_on_the_window_itself_wears_the_look_too(desk: Desk, action: str) -> None:
    desk.window.actions_[action].trigger()
    shown = desk.window.popups.current
    assert shown is not None and shown.parentWidget() is desk.window.wardrobe
    assert desk.window.wardrobe.styleSheet() == desk.window.navigation.styleSheet() != ""
