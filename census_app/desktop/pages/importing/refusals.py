"""Files and sheets that were not taken: the true reason and what to do about it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from census_app.desktop.language import say
from census_app.desktop.pages.importing.preview import Refusal
from census_app.desktop.widgets.layout import Card, clear_layout, text_label


def refusal_card(refusals: list[Refusal]) -> Card:
    """Files and sheets that were not taken, each with its reason and what to do."""
    card = Card()
    card.body.addWidget(text_label(say("import.refused.title", number=len(refusals)), "heading"))
    for refusal in refusals:
        where = f"{refusal.file} · {refusal.sheet}" if refusal.sheet else refusal.file
        card.body.addWidget(text_label(where, "strong", wrap=True))
        card.body.addWidget(text_label(f"{refusal.reason}  {refusal.advice}", "mute", wrap=True))
    return card


class RefusalView(Card):
    """One refused file in the place of its mapping."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        self.body.addLayout(self._column)
        self.body.addStretch(1)

    def show_refusal(self, refusal: Refusal) -> None:
        """Why it was not taken, and the way out."""
        clear_layout(self._column)
        where = f"{refusal.file} · {refusal.sheet}" if refusal.sheet else refusal.file
        self._column.addWidget(text_label(say("import.refused.one", file=where), "heading", wrap=True))
        self._column.addWidget(text_label(refusal.reason, "high", wrap=True))
        self._column.addWidget(text_label(refusal.advice, wrap=True))
