"""How the weight of the candidate looked at adds up, and what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from census_app.desktop.core_words import worded
from census_app.desktop.language import say
from census_app.desktop.weight_words import reckoned_words
from census_app.desktop.widgets.layout import Card, row, scrolling, text_label
from census_app.desktop.widgets.waterfall import Waterfall, WaterfallLine

if TYPE_CHECKING:
    from census_app.workspace.linking.queue import QueuedPair


class WeightCard(Card):
    """The sum line by line, the steps from it to the share below; `reveal` stands beside the title."""

    def __init__(self, reveal: QWidget) -> None:
        super().__init__((16, 12, 12, 10), 6)
        self.title, self.note = text_label("", "heading"), text_label("", "mute", wrap=True)
        self.waterfall = Waterfall(26)
        self.body.addLayout(row(self.title, None, reveal))
        self.body.addWidget(scrolling(self.waterfall), 1)
        self.body.addWidget(self.note)

    def show_pair(self, number: int, pair: QueuedPair) -> None:
        """The candidate of this number."""
        found = pair.explanation
        self.title.setText(say("match.weight", number=number))
        lines = [WaterfallLine(say("customer.prior"), say("match.prior"), found.prior)]
        for line in found.lines:
            said = "，".join(line.said) if line.level else line.lacking
            lines.append(WaterfallLine(worded(line.name), worded(said), line.bits if line.level else None))
        lines.append(WaterfallLine(say("customer.total"), worded(found.alone_told), found.total, total=True))
        self.waterfall.show_lines(lines)
        others = say("match.seen_before") if pair.reviewers else ""
        self.note.setText(f"{reckoned_words(found, pair.share.words())}  {others}".strip())
