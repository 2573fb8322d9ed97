"""经验库与帮助: experiences at the left, the page of an experience, a rule or a field at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from census_app.desktop.conditions import ENTRY, ENTRY_ASIDE, ENTRY_LIVE, ENTRY_OFFER, HELP_TRAIL
from census_app.desktop.language import count, say
from census_app.desktop.pages.library.acts import EntryActs
from census_app.desktop.pages.library.ground import HelpGround, read_ground
from census_app.desktop.pages.library.reader import HelpReader
from census_app.desktop.pages.library.reads import read_page, search, vote
from census_app.desktop.pages.library.results import ResultList
from census_app.desktop.pages.library.topics import HelpPage, Topic, TopicKind
from census_app.desktop.pages.page import Context, Page
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.chips import FacetChip
from census_app.desktop.widgets.layout import Card, FlowLayout, text_label
from census_app.desktop.widgets.split import Split
from census_app.desktop.widgets.states import ErrorView, Skeleton, StateView

if TYPE_CHECKING:
    from census_app.workspace.library.search import SearchResult

_TYPING_MILLISECONDS = 250
_LIST = 400
_KINDS = ("", "case", "answer", "question")


class LibraryPage(Page):
    """`show_topic` opens a page of help; Alt+Left goes back along the pages read."""

    page_id = "library"

    def __init__(self, context: Context) -> None:
        super().__init__(context, say("page.library"))
        self.reader = Reader(self)
        self.ground: HelpGround | None = None
        self._read_for: Path | None = None
        self._wanted: Topic | None = context.memory.get("topic")
        self._trail: list[Topic] = []
        self.kind, self.every = "", False
        self.acts = EntryActs(self, context, self.reader)
        self.acts.changed.connect(self._entry_changed)
        self.field = QLineEdit()
        self.field.setPlaceholderText(say("library.find"))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MILLISECONDS)
        self._typing.timeout.connect(self._search)
        self.field.textEdited.connect(lambda _text: self._typing.start())
        self.field.returnPressed.connect(self._entered)
        for name in ("help_back", "take_entries", "export_entries"):
            self.tools.addWidget(self.action_button(name))
        self.tools.addWidget(self.action_button("write_entry", primary=True))
        self._build_body()

    def _build_body(self) -> None:
        self.chips = {kind: FacetChip(say(f"library.kind.{kind or 'all'}"), chosen=not kind) for kind in _KINDS}
        for kind, chip in self.chips.items():
            chip.clicked.connect(partial(self._narrow, kind))
        self.aside = FacetChip(say("library.aside"))
        self.aside.clicked.connect(self._turn_aside)
        self.results, self.pane = ResultList(), HelpReader(self._entry_buttons)
        self.results.chosen.connect(lambda entry: self.show_topic(Topic(TopicKind.ENTRY, entry)))
        self.pane.opened.connect(self.show_topic)
        self.pane.voted.connect(self._vote)
        self.pane.settled.connect(lambda theirs, county: self._settle(theirs=theirs, county=county))
        self.none = text_label("", "mute-body", wrap=True)
        side = Card((10, 12, 6, 8), 8)
        side.body.addWidget(self.field)
        chips = FlowLayout(6)
        for chip in (*self.chips.values(), self.aside):
            chips.addWidget(chip)
        side.body.addLayout(chips)
        side.body.addWidget(self.none)
        side.body.addWidget(self.results, 1)
        self.board = Split(self.pane, side, _LIST, "entries", left=True)
        opened, sample = self.action_button("open_workspace"), self.action_button("open_sample", primary=True)
        self.nothing = StateView("library", say("library.nothing.title"), say("library.nothing.text"), [opened, sample])
        self.skeleton, self.error = Skeleton(), ErrorView()
        self.error.retry.clicked.connect(self._open)
        self.stack = QStackedWidget()
        for widget in (self.nothing, self.board, self.skeleton, self.error):
            self.stack.addWidget(widget)
        holder = QVBoxLayout()
        holder.addWidget(self.stack)
        self.column.addLayout(holder, 1)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the page."""
        return {
            "find_entry": self._focus_field,
            "next_entry": partial(self.results.step, 1),
            "previous_entry": partial(self.results.step, -1),
            "help_back": self._go_back,
            "write_entry": self.acts.write,
            "edit_entry": lambda: self.acts.edit(self._entry()),
            "retire_entry": lambda: self.acts.retire(self._entry()),
            "publish_entry": lambda: self.acts.publish(self._entry()),
            "settle_ours": lambda: self._settle(theirs=False),
            "settle_theirs": lambda: self._settle(theirs=True),
            "vote_helpful": lambda: self._vote("helpful"),
            "vote_unhelpful": lambda: self._vote("unhelpful"),
            "take_entries": self.acts.take,
            "export_entries": self.acts.export,
        }

    def _entry_buttons(self) -> list[QWidget]:
        return [self.action_button(name) for name in ("edit_entry", "publish_entry", "retire_entry")]

    def _entry(self) -> str:
        """The experience that is read; empty when something else is."""
        topic = self.pane.topic()
        return topic.value if topic.kind == TopicKind.ENTRY else ""

    def _settle(self, *, theirs: bool, county: str = "") -> None:
        """The first wording that waits, unless a county is named."""
        offers = self.pane.page.offers if self.pane.page is not None else ()
        if offers:
            self.acts.settle(self._entry(), theirs=theirs, county=county or offers[0].county)

    def _entry_changed(self, entry: str) -> None:
        """The list says what it says now, and the entry is read again."""
        self._search()
        if entry:
            self.show_topic(Topic(TopicKind.ENTRY, entry))

    def _turn_aside(self) -> None:
        self.every = not self.every
        self.aside.show_text(self.aside.text(), self.every)
        self._search()

    def refresh(self) -> None:
        """Another workspace: other rules and experiences."""
        if self.session.folder is None:
            self.ground = self._read_for = None
            self.subtitle.setText(say("library.subtitle.none"))
            self.stack.setCurrentWidget(self.nothing)
        elif self.isVisible():
            self.activate()

    def activate(self) -> None:
        """Read on first look."""
        if self.session.folder is not None and self._read_for != self.session.folder:
            self._open()
        self.results.setFocus()

    def _open(self) -> None:
        folder = self.session.folder
        if folder is None:
            return
        self._read_for = folder
        self.stack.setCurrentWidget(self.skeleton)
        self.reader.ask("ground", lambda: read_ground(folder), self._opened, self._failed)

    def _opened(self, ground: HelpGround) -> None:
        self.ground = ground
        self.stack.setCurrentWidget(self.board)
        self._search()
        if self._wanted is not None:
            self.show_topic(self._wanted)

    def _failed(self, error: Exception) -> None:
        text = f"{getattr(error, 'message', error)}\n{getattr(error, 'advice', '')}".strip()
        self._read_for = None
        self.error.show_error(say("library.failed"), text)
        self.stack.setCurrentWidget(self.error)

    def _narrow(self, kind: str) -> None:
        self.kind = kind
        for name, chip in self.chips.items():
            chip.show_text(chip.text(), name == kind)
        self._search()

    def _entered(self) -> None:
        self._typing.stop()
        self._search()
        self.results.setFocus()

    def _search(self) -> None:
        folder, words, kind, every = self.session.folder, self.field.text().strip(), self.kind, self.every
        if folder is not None and self.ground is not None:
            self.reader.ask("search", lambda: search(folder, words, kind, every=every), self._found, self._failed)

    def _found(self, result: SearchResult) -> None:
        self.subtitle.setText(say("library.subtitle.full", total=count(result.total)))
        self.none.setText("" if result.found else say("library.none_found"))
        self.none.setVisible(not result.found)
        first = self._wanted is None or bool(self.field.text().strip())
        self.results.show_result(result, read=first)
        if not first:
            self.results.mark(self._entry())

    def show_topic(self, topic: Topic) -> None:
        """A page of help, now or as soon as the workspace is read; words are searched for."""
        if topic.kind == TopicKind.WORDS:
            self.field.setText(topic.value)
            self._search()
            return
        if self.pane.page is not None and self.pane.page.topic != topic:
            self._trail.append(self.pane.page.topic)
        self._show(topic)

    def _show(self, topic: Topic) -> None:
        self._wanted = self.context.memory["topic"] = topic
        self.session.flag(HELP_TRAIL, bool(self._trail))
        ground = self.ground
        if ground is not None:
            self.reader.ask("page", lambda: read_page(ground, topic), self._show_page, self._no_page)

    def _show_page(self, page: HelpPage) -> None:
        entry = page.topic.kind == TopicKind.ENTRY
        self.session.flag(ENTRY, entry)
        self.session.flag(ENTRY_LIVE, page.status == "published")
        self.session.flag(ENTRY_ASIDE, page.status in ("draft", "retired"))
        self.session.flag(ENTRY_OFFER, bool(page.offers))
        self.results.mark(page.topic.value if entry else "")
        self.pane.show_page(page)

    def _no_page(self, error: Exception) -> None:
        self.pane.show_words(str(getattr(error, "message", error)), str(getattr(error, "advice", "") or ""))

    def _go_back(self) -> None:
        if self._trail:
            self._show(self._trail.pop())

    def _vote(self, voice: str) -> None:
        folder, topic = self.session.folder, self.pane.topic()
        voter = self.session.preferences.text("reviewer", "")
        if folder is not None and topic.kind == TopicKind.ENTRY:
            work = partial(vote, folder, topic.value, voice, voter)
            self.reader.ask("vote", work, lambda _done: self._show(topic), self._refused)

    def _refused(self, error: Exception) -> None:
        advice = str(getattr(error, "advice", "") or "")
        self.context.shell.toast(f"{getattr(error, 'message', error)}  {advice}".strip())

    def _focus_field(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def back(self) -> bool:
        """Esc leaves the field, then goes back along the pages, then to where one came from."""
        if self.field.hasFocus():
            self.results.setFocus()
            return True
        return self.context.shell.leave_help()

    def close_page(self) -> None:
        """The worker ends."""
        self.reader.close()
