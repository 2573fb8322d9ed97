"""Another county's wording beside ours, part by part; one side is chosen with a button or its key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.library.topics import OfferTold
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, rule_line, text_label

_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse


class OfferView(QWidget):
    """`settled(theirs, county)`."""

    settled = Signal(bool, str)

    def __init__(self, offer: OfferTold) -> None:
        super().__init__()
        self.offer = offer
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(8)
        column.addWidget(rule_line())
        column.addWidget(text_label(say("library.offer.title", county=offer.county), "mid"))
        column.addWidget(text_label(say("library.offer.text"), "mute", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.addWidget(text_label(say("library.offer.ours"), "strong"), 0, 1)
        grid.addWidget(text_label(f"{offer.county} · {offer.author}", "strong"), 0, 2)
        for line, (part, ours, theirs) in enumerate(offer.parts, start=1):
            name = text_label(part, "mute")
            grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
            for place, words in ((1, ours), (2, theirs)):
                told = text_label(words or "—", "", wrap=True)
                told.setTextInteractionFlags(_SELECTABLE)
                grid.addWidget(told, line, place, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        column.addLayout(grid)
        self.ours = Button(say("library.offer.keep"), "1")
        self.theirs = Button(say("library.offer.take", county=offer.county), "2")
        self.ours.clicked.connect(lambda: self.settled.emit(False, offer.county))
        self.theirs.clicked.connect(lambda: self.settled.emit(True, offer.county))
        column.addLayout(row(self.ours, self.theirs, None))
