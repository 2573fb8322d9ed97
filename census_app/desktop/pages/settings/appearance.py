"""外观: theme, language and text size, each at once in every open window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from census_app.desktop import appearance
from census_app.desktop.language import CHINESE, ENGLISH, language, say
from census_app.desktop.pages.settings.section import Host, Section
from census_app.desktop.theme.look import look
from census_app.desktop.theme.tokens import DARK, LIGHT
from census_app.desktop.widgets.chips import SEVERITY_TONE, Chip, FacetChip
from census_app.desktop.widgets.layout import Card, FlowLayout, row, rule_line, text_label

_WIDEST = 760


class LookSection(Section):
    """Every choice is in force when it is made; nothing is saved by a button."""

    section_id = "look"
    needs_workspace = False

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.note.setText(say("settings.look.note"))
        kept = self.session.preferences
        themes = {name: say(f"settings.look.theme.{name}") for name in (LIGHT, DARK)}
        languages = {CHINESE: "中文", ENGLISH: "English"}
        sizes = {str(percent): f"{percent} %" for percent in appearance.TEXT_SIZES}
        self.themes, theme_row = _choices(themes, lambda name: appearance.choose_theme(kept, name))
        self.languages, language_row = _choices(languages, self._speak)
        self.sizes, size_row = _choices(sizes, lambda text: appearance.choose_text_size(kept, int(text)))
        card = Card((20, 16, 20, 16), 10)
        for name, choices in (("themes", theme_row), ("languages", language_row), ("sizes", size_row)):
            card.body.addWidget(text_label(say(f"settings.look.{name}"), "strong"))
            card.body.addWidget(choices)
            card.body.addWidget(text_label(say(f"settings.look.{name}_note"), "mute", wrap=True))
            card.body.addWidget(rule_line())
        card.body.addWidget(text_label(say("settings.look.sample"), "strong"))
        card.body.addWidget(text_label(say("settings.look.sample_text"), "", wrap=True))
        chips = [Chip(say(f"severity.{name}"), tone) for name, tone in SEVERITY_TONE.items()]
        card.body.addLayout(row(*chips, None))
        card.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)
        look().changed.connect(self._mark)
        self._mark()

    def _speak(self, code: str) -> None:
        """Rules and units are named in the other language too, so the workspace is read again."""
        appearance.choose_language(self.session.preferences, code)
        self.session.reload_asked.emit()

    def _mark(self) -> None:
        """The choices in force carry the accent."""
        for chips, value in (
            (self.themes, look().tokens.name),
            (self.languages, language().code),
            (self.sizes, str(look().percent)),
        ):
            for name, chip in chips.items():
                chip.show_text(chip.text(), name == value)

    def keys_here(self) -> Any:
        """The first choice."""
        return next(iter(self.themes.values()))


def _choices(words: Mapping[str, str], choose: Callable[[str], object]) -> tuple[dict[str, FacetChip], QWidget]:
    """One chip per choice, and the line they stand in."""
    holder = QWidget()
    flow = FlowLayout(8)
    chips = {}
    for name, word in words.items():
        chip = FacetChip(word)
        chip.setAccessibleName(word)
        chip.clicked.connect(lambda _checked=False, value=name: choose(value))
        flow.addWidget(chip)
        chips[name] = chip
    holder.setLayout(flow)
    return chips, holder
