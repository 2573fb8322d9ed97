"""关联与经过: what the comparison with each source came to, how the weight adds up, and what happened."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from census_app.desktop.core_words import worded
from census_app.desktop.language import language, say
from census_app.desktop.pages.problems.columns import rule_title
from census_app.desktop.session import WorkspaceFacts
from census_app.desktop.weight_words import reckoned_words
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.layout import Card, clear_layout, row, rule_line, scrolling, text_label
from census_app.desktop.widgets.waterfall import Waterfall, WaterfallLine, signed
from census_app.workspace.log.wording import kind_words

if TYPE_CHECKING:
    from census_app.workspace.customers import CustomerSheet
    from census_app.workspace.customers.model import Happening
    from census_app.workspace.linking.explaining import ExplainedPair, ExplainedRecord, ExplainedSource

_DECISION_TONE = {"auto": "ok", "accepted": "ok", "review": "mid"}
_SHOWN_HISTORY = 12
_MOST_PAIRS = 4
_ORDER = {"linked": 0, "review": 1, "open": 2, "none": 3}


def _worth_showing(source: ExplainedSource) -> list[ExplainedPair]:
    """The pairs that were kept; where nothing was, the nearest candidate."""
    if source.verdict in ("linked", "review"):
        return [pair for pair in source.pairs if pair.decision][:_MOST_PAIRS]
    return sorted(source.pairs, key=lambda pair: -pair.explanation.total)[:1]


class LinksCard(Card):
    """One line per source, the chosen pair's weight below, the history last."""

    fields_wanted = Signal()

    def __init__(self) -> None:
        super().__init__((0, 0, 0, 0))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        self.note = text_label("", "mute")
        column.addLayout(row(text_label(say("customer.links"), "heading"), self.note, None, spacing=10))
        self.sources = QGridLayout()
        self.sources.setHorizontalSpacing(10)
        self.sources.setVerticalSpacing(6)
        self.sources.setColumnStretch(1, 1)
        column.addLayout(self.sources)
        self.pair_title = text_label("", "strong", wrap=True)
        self.waterfall = Waterfall()
        self.share = text_label("", "mute", wrap=True)
        for widget in (self.pair_title, self.waterfall, self.share):
            column.addWidget(widget)
        column.addWidget(rule_line())
        self.history_note = text_label("", "mute")
        column.addLayout(row(text_label(say("customer.history"), "heading"), self.history_note, None, spacing=10))
        self.history = QGridLayout()
        self.history.setHorizontalSpacing(10)
        self.history.setVerticalSpacing(6)
        self.history.setColumnStretch(1, 1)
        column.addLayout(self.history)
        column.addStretch(1)
        self.area = scrolling(inside)
        self.body.addWidget(self.area)
        self._shown: CustomerSheet | None = None
        self._facts: WorkspaceFacts | None = None

    def show_sheet(self, sheet: CustomerSheet, facts: WorkspaceFacts | None) -> None:
        """Another customer: its history now, its links when they are read."""
        self._shown, self._facts = sheet, facts
        self._list_history(list(sheet.history), everything=False)
        clear_layout(self.sources)
        self.note.setText(say("customer.links_loading"))
        self._show_pair(None, "")

    def _list_history(self, found: list[Happening], *, everything: bool) -> None:
        clear_layout(self.history)
        self.history_note.setText(say("customer.history_note", number=len(found)))
        for line, one in enumerate(found if everything else found[:_SHOWN_HISTORY]):
            when = text_label(one.when, "mute")
            self.history.addWidget(when, line, 0, Qt.AlignmentFlag.AlignTop)
            who = f"{one.who} " if one.who else ""
            self.history.addWidget(text_label(who + happening_words(one, self._facts), wrap=True), line, 1)
        if len(found) > _SHOWN_HISTORY and not everything:
            more = LinkButton(say("customer.history_all", number=len(found)))
            more.clicked.connect(lambda: self._list_history(found, everything=True))
            self.history.addWidget(more, _SHOWN_HISTORY, 1)

    def show_no_links(self, text: str) -> None:
        """Nothing was compared, or the links could not be read: said, never shown as none."""
        clear_layout(self.sources)
        self.note.setText("")
        self.sources.addWidget(Chip(say("customer.not_compared"), "unknown"), 0, 0, Qt.AlignmentFlag.AlignTop)
        self.sources.addWidget(text_label(text, "mute-body", wrap=True), 0, 1)
        self._show_pair(None, "")

    def show_links(self, found: ExplainedRecord) -> None:
        """One line per pair of each source."""
        clear_layout(self.sources)
        linked = sum(source.verdict == "linked" for source in found.sources)
        self.note.setText(say("customer.links_note", sources=len(found.sources), linked=linked))
        line = 0
        first: tuple[ExplainedPair | None, str] = (None, "")
        for source in sorted(found.sources, key=lambda one: _ORDER.get(one.verdict, len(_ORDER))):
            self.sources.addWidget(text_label(worded(source.name), "mute"), line, 0, Qt.AlignmentFlag.AlignTop)
            shown = _worth_showing(source)
            for pair in shown:
                self._pair_line(line, worded(source.name), pair)
                first = first if first[0] is not None else (pair, worded(source.name))
                line += 1
            if not shown:
                self._nothing_line(line, source)
                line += 1
        self._show_pair(*first)

    def _nothing_line(self, line: int, source: ExplainedSource) -> None:
        self.sources.addWidget(text_label(source.why or "—", "mute", wrap=True), line, 1, 1, 2)
        if source.verdict:
            chip = Chip(say(f"customer.link.{source.verdict}"), "mute")
        else:
            chip = Chip(say("customer.not_compared"), "unknown")
        self.sources.addWidget(chip, line, 3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)

    def _pair_line(self, line: int, source: str, pair: ExplainedPair) -> None:
        link = LinkButton(pair.right_key)
        link.clicked.connect(lambda _checked=False: self._show_pair(pair, source))
        tone = "high" if pair.forbidden else _DECISION_TONE.get(pair.decision, "mute")
        self.sources.addWidget(link, line, 1)
        bits = text_label(signed(pair.explanation.total))
        self.sources.addWidget(bits, line, 2, Qt.AlignmentFlag.AlignRight)
        self.sources.addWidget(Chip(worded(pair.outcome), tone), line, 3, Qt.AlignmentFlag.AlignRight)

    def _show_pair(self, pair: ExplainedPair | None, source: str) -> None:
        for widget in (self.pair_title, self.waterfall, self.share):
            widget.setVisible(pair is not None)
        if pair is None:
            return
        self.pair_title.setText(say("customer.waterfall", source=source, record=pair.right_key))
        lines = [WaterfallLine(say("customer.prior"), "", pair.explanation.prior)]
        for part in pair.explanation.lines:
            said = "，".join(part.said) if part.level else part.lacking
            lines.append(WaterfallLine(worded(part.name), worded(said), part.bits if part.level else None))
        found = pair.explanation
        lines.append(WaterfallLine(say("customer.total"), worded(found.alone_told), found.total, total=True))
        self.waterfall.show_lines(lines)
        reckoned = "" if pair.overruled else reckoned_words(found, pair.share.words())
        said = worded(pair.said or (pair.outcome if pair.forbidden else ""))
        self.share.setText("\n".join(filter(None, (reckoned, said))))


def happening_words(one: Happening, facts: WorkspaceFacts | None) -> str:
    """What happened, in the language in force."""
    if one.kind == "value.changed":
        name, old, new = json.loads(one.what)
        empty = say("evidence.empty")
        return say("customer.happened.value", field=name, old=old or empty, new=new or empty)
    what = f"{one.rule} {rule_title(facts, one.rule)} {one.number}" if _titled(facts, one.rule) else one.what
    key = f"customer.happened.{one.kind}"
    if language().has(key):
        return f"{say(key)} {what}".strip()
    return f"{kind_words(one.kind, language().code)} {what}".strip()


def _titled(facts: WorkspaceFacts | None, rule_id: str) -> bool:
    """Whether the rules in force have this one; of another, the problem's own words are all there is."""
    return facts is not None and rule_id in facts.rules
