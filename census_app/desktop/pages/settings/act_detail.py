"""One act beside the log: who, when, how it is known who it was, everything it names, its place in the chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from census_app.desktop.language import count, label, say
from census_app.desktop.pages.settings.detail_card import NAME_WIDTH, SELECTABLE, DetailCard
from census_app.desktop.widgets.layout import clear_layout, row, rule_line, text_label

if TYPE_CHECKING:
    from census_app.desktop.pages.settings.keeping_reads import ActTold

WIDTH = 300
_MOST_NAMED = 400


class ActDetail(DetailCard):
    """`show_act` fills it; without an act it says what to do."""

    def __init__(self) -> None:
        super().__init__(say("settings.log.choose"))

    def show_words(self, words: str) -> None:
        """Nothing is chosen, or why it cannot be shown."""
        self.shown = 0
        super().show_words(words)

    def show_act(self, told: ActTold) -> None:
        """Everything known of one act."""
        line = told.line
        self.shown = line.seq
        clear_layout(self._column)
        self._column.addLayout(row(text_label(say("settings.log.number", number=count(line.seq)), "mute"), None))
        self._column.addWidget(_said(line.what, "heading"))
        who = f"{line.name}（{line.actor}）" if line.name else line.actor
        facts = {
            "at": line.at,
            "who": who,
            "identity": label("identity", line.identity or "unknown"),
            "subject": line.subject,
        }
        for name, text in facts.items():
            if text:
                words = text_label(say(f"settings.log.fact.{name}"), "mute")
                words.setFixedWidth(NAME_WIDTH)
                pair = row(words)
                pair.addWidget(_said(text), 1)
                self._column.addLayout(pair)
        for detail in filter(None, line.details.split(" · ")):
            self._column.addWidget(_said(detail))
        for name, values in told.named:
            self._column.addWidget(rule_line())
            title = say(f"settings.log.named.{name}", number=count(len(values)))
            self._column.addWidget(text_label(title, "strong"))
            more = f" … +{count(len(values) - _MOST_NAMED)}" if len(values) > _MOST_NAMED else ""
            self._column.addWidget(_said("、".join(values[:_MOST_NAMED]) + more, "mute"))
        self._column.addWidget(rule_line())
        self._column.addWidget(text_label(say("settings.log.chain"), "strong"))
        self._column.addWidget(_said(say("settings.log.hash", hash=_grouped(told.hash)), "mute"))
        self._column.addWidget(_said(say("settings.log.prev", hash=_grouped(told.prev)), "mute"))
        self._column.addStretch(1)
        self.area.verticalScrollBar().setValue(0)


def _grouped(digits: str) -> str:
    """As lists print a head: its first digits in groups of four."""
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def _said(text: str, role: str = "") -> QLabel:
    made = text_label(text, role, wrap=True)
    made.setTextInteractionFlags(SELECTABLE)
    return made
