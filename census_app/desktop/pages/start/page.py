"""The first page: three steps, the sample county and the workspaces opened lately; with a run the board instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from census_app.desktop import commands
from census_app.desktop.action_spec import key_text
from census_app.desktop.frame.places import place_text
from census_app.desktop.frame.status import step_text
from census_app.desktop.language import count, say
from census_app.desktop.pages.page import Context, Page
from census_app.desktop.pages.start.step import StepCard
from census_app.desktop.turns import Turns
from census_app.desktop.widgets.bars import ProgressLine
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.layout import Card, clear_layout, row, text_label
from census_app.desktop.widgets.notice import Notice
from census_app.desktop.widgets.stacks import LookedAtStack
from census_app.desktop.widgets.states import StateView

if TYPE_CHECKING:
    from census_app.desktop.pages.home.board import HomeBoard

_WIDTH = 960
_RECENT_SHOWN = 3


class StartPage(Page):
    """Only the next step has a filled button; later steps say what unlocks them."""

    page_id = "start"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps_view = QWidget()
        middle = QWidget()
        middle.setMaximumWidth(_WIDTH)
        middle.setMinimumWidth(760)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addStretch(2)
        self.notice = Notice()
        column.addWidget(self.notice)
        column.addWidget(text_label(say("start.title"), "title"))
        column.addWidget(text_label(say("start.text"), "mute-body", wrap=True))
        column.addSpacing(6)
        column.addLayout(self._steps())
        column.addWidget(self._sample())
        column.addSpacing(6)
        column.addLayout(self._links())
        column.addStretch(3)
        line = row(None, middle, None)
        line.setStretchFactor(middle, 1000)
        self.steps_view.setLayout(line)
        self._board: HomeBoard | None = None
        self._turns = Turns(self)
        self._show_steps()
        self.stack = LookedAtStack()
        self._nothing_yet = QWidget()
        self.opening = StateView("folder", "", "")
        self.stack.addWidget(self.steps_view)
        self.stack.addWidget(self.opening)
        self.stack.addWidget(self._nothing_yet)
        self.column.addWidget(self.stack)
        self.session.jobs.changed.connect(self._follow_sample)
        self.session.jobs.progress.connect(self._follow_sample)
        self._follow_sample()
        self.refresh()

    @property
    def board(self) -> HomeBoard:
        """What a workspace with a run shows; made when it is first needed, so that a start without one stays light."""
        if self._board is None:
            from census_app.desktop.pages.home.board import HomeBoard

            self._board = HomeBoard(self.context, self.action_button)
            self.stack.addWidget(self._board)
        return self._board

    def later_parts(self) -> Sequence[Callable[[], QWidget]]:
        """The board."""
        return (lambda: self.board,)

    def _steps(self) -> QHBoxLayout:
        buttons = {
            "import": self.action_button("open_files", primary=True),
            "check": self.action_button("start_check", primary=True),
            "lists": self.action_button("export_lists", primary=True),
        }
        self.steps = {name: StepCard(number, name, button) for number, (name, button) in enumerate(buttons.items(), 1)}
        layout = QHBoxLayout()
        layout.setSpacing(12)
        for card in self.steps.values():
            layout.addWidget(card, 1)
        return layout

    def _sample(self) -> Card:
        card = Card((20, 14, 20, 14))
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(text_label(say("sample.title"), "heading"))
        self.sample_text, self.sample_line = text_label(say("sample.text"), "mute-body", wrap=True), ProgressLine(320)
        words.addWidget(self.sample_text)
        words.addWidget(self.sample_line)
        line = QHBoxLayout()
        line.addLayout(words, 1)
        line.addSpacing(16)
        line.addWidget(self.action_button("open_sample"), 0, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(line)
        return card

    def _follow_sample(self, _record: object = None) -> None:
        """While the sample county is made its card says how far it is."""
        current = self.session.jobs.current
        making = current is not None and current.job.kind == commands.DEMO
        self.sample_line.setVisible(making)
        if making and current is not None:
            self.sample_text.setText(say("sample.making", step=step_text(current)))
            self.sample_line.show_step(current.done, current.total)
        else:
            self.sample_text.setText(say("sample.text"))

    def _links(self) -> QHBoxLayout:
        self._recent = QVBoxLayout()
        self._recent.setSpacing(3)
        layout = QHBoxLayout()
        layout.setSpacing(40)
        layout.addLayout(self._recent)
        layout.addStretch(1)
        return layout

    def refresh(self) -> None:
        """The board once there is a run; before it which step is next, and what the done ones brought; while the first
        workspace is being read, that: three steps would say it is empty."""
        if self.session.facts is None and (folder := self.session.opening) is not None:
            self.opening.say(place_text(None, folder), say("start.opening", folder=folder))
            self.stack.setCurrentWidget(self.opening)
            return
        has_run = self.session.facts is not None and self.session.facts.states is not None
        looked_at = has_run and not self.session.notice[0]
        if looked_at and self._board is None:
            # made in a turn of its own: opening a workspace or building the page has enough to do in this one
            self.stack.setCurrentWidget(self._nothing_yet)
            self._turns.take(lambda: self.board, self._look_at_board)
            return
        self.stack.setCurrentWidget(self.board if looked_at else self.steps_view)
        if self._board is not None:
            self._board.refresh()
        self.notice.show_words(*self.session.notice)
        self._show_steps()
        self._show_recent()

    def _look_at_board(self) -> None:
        self.refresh()
        if self.isVisible():
            self.activate()

    def _show_steps(self) -> None:
        facts = self.session.facts
        imported = bool(facts and facts.data_date)
        checked = bool(facts and facts.states)
        done = {}
        if facts and imported:
            done["import"] = say("start.done.import", date=facts.data_date, customers=count(facts.customers))
        if facts and checked:
            done["check"] = say("start.done.check", run=facts.run_date, findings=count(facts.findings))
        following = "lists" if checked and facts and not facts.unchecked else "check" if imported else "import"
        for name, card in self.steps.items():
            card.show_state(name == following, done.get(name, ""))

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the board."""
        return {"switch_units": lambda: self.board.units.switch_face()}

    def activate(self) -> None:
        """The queue takes the keys."""
        super().activate()
        if self.stack.currentWidget() is self._board:
            self.board.reread()
            self.board.take_keys()

    def close_page(self) -> None:
        """The board's worker ends, the page listens no more."""
        self.session.jobs.changed.disconnect(self._follow_sample)
        self.session.jobs.progress.disconnect(self._follow_sample)
        if self._board is not None:
            self._board.close_board()

    def _show_recent(self) -> None:
        clear_layout(self._recent)
        spec = self.context.actions.specs["open_workspace"]
        self._recent.addWidget(text_label(say("start.recent"), "strong"))
        open_other = LinkButton(f"{say('start.open_other')}  {key_text(spec)}")
        open_other.clicked.connect(self.context.actions["open_workspace"].trigger)
        line = [open_other]
        for folder in self.session.preferences.recent()[:_RECENT_SHOWN]:
            link = LinkButton(folder.name if folder.name != "workspace" else f"{folder.parent.name}/{folder.name}")
            link.setToolTip(str(folder))
            link.clicked.connect(lambda _checked=False, path=folder: self.context.shell.open_folder(path))
            line.append(link)
        self._recent.addLayout(row(*line, None, spacing=20))
