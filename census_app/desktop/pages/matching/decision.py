"""The decision: the keys again, with what follows from each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from census_app.desktop.core_words import worded
from census_app.desktop.language import say
from census_app.desktop.pages.matching.compare import MOST_CANDIDATES
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.layout import Card, clear_layout, row, text_label
from census_app.desktop.widgets.options import Option

if TYPE_CHECKING:
    from census_app.workspace.linking.queue import QueuedRecord

WIDTH = 360


class DecisionCard(Card):
    """`answered("1"…"5" | "0" | "Q" | "S")`."""

    answered = Signal(str)

    def __init__(self, undo: ActionButton) -> None:
        super().__init__()
        self.options: list[Option] = []
        self.body.addLayout(
            row(text_label(say("match.decision"), "heading"), text_label(say("match.decision_note"), "mute"), None)
        )
        area = QScrollArea()
        area.setWidgetResizable(True)
        inside = QWidget()
        inside.setObjectName("scrolled")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(8)
        area.setWidget(inside)
        area.setAccessibleName(say("common.scrolls"))
        area.viewport().setAutoFillBackground(False)
        self.body.addWidget(area, 1)
        self.last = text_label("", "mute", wrap=True)
        line = row(spacing=8)
        line.addWidget(self.last, 1)
        line.addWidget(undo)
        self.body.addLayout(line)

    def show_record(self, record: QueuedRecord, chosen: int) -> None:
        """The answers a record may get."""
        clear_layout(self._column)
        self.options = []
        for place, pair in enumerate(record.pairs[:MOST_CANDIDATES], start=1):
            text = say("match.is", number=place)
            consequence = say("match.is_then", source=worded(record.source.zh), record=pair.shown.pair.right_key)
            self._add(str(place), text, consequence, chosen=place == chosen + 1)
        self._add("0", say("match.none"), say("match.none_then"))
        later = row(spacing=8)
        for key, answer in (("Q", "unsure"), ("S", "skip")):
            later.addWidget(self._option(key, say(f"match.{answer}"), say(f"match.{answer}_then")), 1)
        self._column.addLayout(later)
        self._column.addStretch(1)

    def choose(self, chosen: int) -> None:
        """The answer that names the candidate at this place carries the accent."""
        for place, option in enumerate(self.options):
            option.choose(place == chosen)

    def _add(self, key: str, text: str, consequence: str, *, chosen: bool = False) -> None:
        self._column.addWidget(self._option(key, text, consequence, chosen=chosen))

    def _option(self, key: str, text: str, consequence: str, *, chosen: bool = False) -> Option:
        option = Option(key, text, consequence, chosen)
        option.clicked.connect(lambda _checked=False: self.answered.emit(key))
        self.options.append(option)
        return option
