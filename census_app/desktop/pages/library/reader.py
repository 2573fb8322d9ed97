"""The reading pane: one page of help, its links at the end."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.library.offers import OfferView
from census_app.desktop.pages.library.topics import HelpPage, Topic, TopicKind
from census_app.desktop.widgets.buttons import Button, LinkButton
from census_app.desktop.widgets.layout import Card, FlowLayout, clear_layout, rule_line, scrolling, text_label

_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse
_WIDEST = 760


class HelpReader(Card):
    """`opened(topic)` follows a link, `voted(voice)` says what a reader thinks, `settled(theirs, county)` which of two
    wordings counts; `tools` are shown below an experience."""

    opened = Signal(object)
    voted = Signal(str)
    settled = Signal(bool, str)

    def __init__(self, tools: Callable[[], list[QWidget]]) -> None:
        super().__init__((0, 0, 0, 0))
        self.page: HelpPage | None = None
        self.links: list[LinkButton] = []
        self.offers: list[OfferView] = []
        self._tools = tools
        inside = QWidget()
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(24, 18, 24, 18)
        text = QWidget()
        text.setMaximumWidth(_WIDEST)
        self._column = QVBoxLayout(text)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        outer.addWidget(text)
        outer.addStretch(1)
        self.area = scrolling(inside)
        self.body.addWidget(self.area)
        self.show_words("", say("library.choose"))

    def show_words(self, title: str, text: str) -> None:
        """No page: why, and what to do."""
        self.page, self.links, self.offers = None, [], []
        clear_layout(self._column)
        if title:
            self._column.addWidget(text_label(title, "heading", wrap=True))
        self._column.addWidget(text_label(text, "mute-body", wrap=True))

    def show_page(self, page: HelpPage) -> None:
        """Another page."""
        self.page, self.links, self.offers = page, [], []
        clear_layout(self._column)
        self._column.addWidget(text_label(page.title, "title", wrap=True))
        self._column.addWidget(text_label(page.note, "mute", wrap=True))
        for section in page.sections:
            if section.heading:
                self._column.addSpacing(6)
                self._column.addWidget(text_label(section.heading, "strong"))
            for line in section.lines:
                words = text_label(line, "code" if section.code else "", wrap=True)
                words.setTextInteractionFlags(_SELECTABLE)
                self._column.addWidget(words)
        if page.links:
            self._column.addSpacing(4)
            self._column.addWidget(rule_line())
        for link in page.links:
            button = LinkButton(link.text)
            button.clicked.connect(lambda _checked=False, topic=link.topic: self.opened.emit(topic))
            self._column.addWidget(button)
            self.links.append(button)
        for offer in page.offers:
            view = OfferView(offer)
            view.settled.connect(self.settled)
            self._column.addWidget(view)
            self.offers.append(view)
        if page.votes is not None:
            self._votes(*page.votes)
        self.area.verticalScrollBar().setValue(0)

    def _votes(self, helpful: int, unhelpful: int) -> None:
        self._column.addSpacing(8)
        yes, no = (
            Button(say("library.helpful", number=helpful), "+"),
            Button(say("library.unhelpful", number=unhelpful), "-"),
        )
        yes.clicked.connect(lambda: self.voted.emit("helpful"))
        no.clicked.connect(lambda: self.voted.emit("unhelpful"))
        tools = FlowLayout()
        for button in (yes, no, *self._tools()):
            tools.addWidget(button)
        self._column.addLayout(tools)

    def topic(self) -> Topic:
        """What is read; an empty search when nothing is."""
        return self.page.topic if self.page is not None else Topic(TopicKind.WORDS, "")
