"""The card beside a table of the settings: words until something is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from census_app.desktop.widgets.layout import Card, clear_layout, scrolling, text_label

NAME_WIDTH = 72
ROOM_FOR_CARD = 1060
"""A section narrower than this shows the card behind a tab."""
SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse


class DetailCard(Card):
    """`show_words` empties it down to a sentence; what fills it otherwise is the heirs' business."""

    def __init__(self, words: str) -> None:
        super().__init__((0, 0, 0, 0))
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(16, 14, 16, 14)
        self._column.setSpacing(8)
        self.area = scrolling(inside)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self.area)
        self.show_words(words)

    def show_words(self, words: str) -> None:
        """Nothing is chosen, or why it cannot be shown."""
        clear_layout(self._column)
        self._column.addWidget(text_label(words, "mute-body", wrap=True))
        self._column.addStretch(1)
