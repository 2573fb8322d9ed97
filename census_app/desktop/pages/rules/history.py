"""The packs in force, what they found, what is wrong with them, and every move so far."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from census_app.desktop.language import say
from census_app.desktop.pages.rules.reads import LibraryView
from census_app.desktop.widgets.layout import Card, clear_layout, text_label

_SHOWN = 4


def library_words(library: LibraryView) -> str:
    """What is in force and what it found, how many of its rules should be demoted, the data a preview looks at."""
    hits = sum(line.hits or 0 for line in library.rules)
    said = say("rules.subtitle.full", pack=library.label, rules=len(library.rules), hits=hits)
    demoted, date = sum(line.demote for line in library.rules), library.ground.data_date
    said += say("rules.subtitle.demote", number=demoted) if demoted else ""
    return said + (say("rules.subtitle.data", date=date) if date else "")


class PackLines(Card):
    """A few lines; faults first."""

    def __init__(self) -> None:
        super().__init__()
        self.body.addWidget(text_label(say("rules.packs"), "heading"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self.body.addLayout(self._lines)

    def show_library(self, library: LibraryView) -> None:
        """The packs as they are now."""
        clear_layout(self._lines)
        for fault in library.faults:
            self._lines.addWidget(text_label(fault, "high", wrap=True))
        for rule in library.broken:
            self._lines.addWidget(text_label(say("rules.broken", rule=rule), "high", wrap=True))
        for pack in library.packs:
            self._lines.addWidget(text_label(pack, wrap=True))
        for move in library.history[:_SHOWN]:
            self._lines.addWidget(text_label(move, "mute", wrap=True))
        if not library.history:
            self._lines.addWidget(text_label(say("rules.no_moves"), "mute", wrap=True))
