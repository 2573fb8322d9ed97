"""One person beside the list: where they are, what they may do, what was done to the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel

from census_app.desktop.core_words import worded
from census_app.desktop.language import label, say
from census_app.desktop.pages.settings.detail_card import NAME_WIDTH, SELECTABLE, DetailCard
from census_app.desktop.pages.settings.tones import SIGN_IN_TONES
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.layout import clear_layout, row, rule_line, text_label

if TYPE_CHECKING:
    from census_app.workspace.people.showing import PermissionRow, PersonRow

WIDTH = 340


class PersonDetail(DetailCard):
    """`show_person` fills it; without a person it says what to do."""

    def __init__(self) -> None:
        super().__init__(say("settings.people.choose"))

    def show_words(self, words: str) -> None:
        """Nothing is chosen, or why it cannot be shown."""
        self.shown = ""
        super().show_words(words)

    def show_person(self, person: PersonRow, table: list[PermissionRow]) -> None:
        """Everything known of one person."""
        self.shown = person.account
        clear_layout(self._column)
        state = person.sign_in if person.here else "left" if person.valid_to else "coming"
        chip = Chip(label("sign_in", state), SIGN_IN_TONES[state])
        self._column.addLayout(row(chip, None, text_label(person.account, "mute")))
        self._column.addWidget(_said(person.name or person.account, "heading"))
        self._facts(person)
        self._rights(person, table)
        self._column.addWidget(rule_line())
        self._column.addWidget(text_label(say("settings.people.history"), "strong"))
        for line in reversed(person.history):
            self._column.addWidget(_said(worded(line), "mute"))
        if not person.history:
            self._column.addWidget(text_label(say("settings.people.no_history"), "mute-body"))
        self._column.addStretch(1)
        self.area.verticalScrollBar().setValue(0)

    def _facts(self, person: PersonRow) -> None:
        day = [person.valid_from or say("settings.people.always"), person.valid_to or say("settings.people.always")]
        facts = {
            "unit": f"{person.unit_name}（{person.unit}）",
            "valid": " – ".join(day) if person.valid_from or person.valid_to else "",
            "substitute": person.substitute,
            "stands_in": "、".join(person.stands_in_for),
        }
        for name, text in facts.items():
            if text:
                self._column.addLayout(_pair(say(f"settings.people.fact.{name}"), text))

    def _rights(self, person: PersonRow, table: list[PermissionRow]) -> None:
        self._column.addWidget(rule_line())
        self._column.addWidget(text_label(say("settings.people.may"), "strong"))
        for role, unit in person.roles:
            where = "" if unit == person.unit else say("settings.people.over", unit=unit)
            rights = "、".join(label("permission", one.permission) for one in table if role in one.roles)
            self._column.addWidget(_said(f"{label('role', role)}{where}", "accent"))
            self._column.addWidget(_said(rights, "mute"))
        if not person.roles:
            self._column.addWidget(text_label(say("settings.people.no_role"), "mute-body", wrap=True))


def _said(text: str, role: str = "") -> QLabel:
    made = text_label(text, role, wrap=True)
    made.setTextInteractionFlags(SELECTABLE)
    return made


def _pair(name: str, text: str) -> QHBoxLayout:
    words = text_label(name, "mute")
    words.setFixedWidth(NAME_WIDTH)
    layout = row(words)
    layout.addWidget(_said(text), 1)
    return layout
