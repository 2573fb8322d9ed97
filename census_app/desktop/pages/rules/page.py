"""规则库: the rules at the left, one in words in the middle, what is known of it in use at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from census_app.desktop import commands
from census_app.desktop.actions import PACK_STACK
from census_app.desktop.jobs import JobRecord, JobState
from census_app.desktop.language import language, say
from census_app.desktop.pages.library.topics import Topic, TopicKind
from census_app.desktop.pages.page import NARROW_PAGE, Context, Page
from census_app.desktop.pages.rules.detail import RuleDetail
from census_app.desktop.pages.rules.figures import RuleFigures
from census_app.desktop.pages.rules.history import PackLines
from census_app.desktop.pages.rules.pack import PackView
from census_app.desktop.pages.rules.pack_flow import PackFlow
from census_app.desktop.pages.rules.reads import read_library, read_rule, run_rule_cases
from census_app.desktop.pages.rules.rule_list import RuleList
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.states import ErrorView, Skeleton, StateView

if TYPE_CHECKING:
    from census_app.desktop.pages.rules.reads import LibraryView, RuleView


class RulesPage(Page):
    """Reads the packs in force when first looked at and after every change of them."""

    page_id = "rules"

    def __init__(self, context: Context) -> None:
        super().__init__(context, say("page.rules"))
        self.reader = Reader(self)
        self.library: LibraryView | None = None
        self._read_for: tuple[Path | None, str] | None = None
        self._wanted = str(context.memory.get("rule", ""))
        for name in ("choose_pack", "roll_back_pack"):
            self.tools.addWidget(self.action_button(name))
        self._build_body()
        for signal in self._job_ends():
            signal.connect(self._dialled)

    def _job_ends(self) -> tuple[SignalInstance, ...]:
        jobs = self.session.jobs
        return jobs.finished, jobs.failed, jobs.cancelled

    def _build_body(self) -> None:
        self.rules, self.detail, self.figures = RuleList(), RuleDetail(), RuleFigures()
        self.packs = PackLines()
        self.pack_view = PackView(self.action_button("install_pack", primary=True))
        self.rules.chosen.connect(self._choose)
        self.figures.dial_wanted.connect(self._turn)
        self.pack_view.left.connect(self._show_rules)
        self.pack_flow = PackFlow(self, self.context, self.pack_view)
        self.pack_flow.opened.connect(self._show_pack)
        self.pack_flow.changed.connect(self._read)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for name in ("words", "figures"):
            self.tabs.addTab(say(f"rules.tab.{name}"))
        self.tabs.currentChanged.connect(lambda _tab: self._arrange())
        self.side = QWidget()
        side = QVBoxLayout(self.side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(12)
        side.addWidget(self.figures, 1)
        side.addWidget(self.packs)
        middle = QVBoxLayout()
        middle.setSpacing(6)
        middle.addWidget(self.tabs)
        inner = QHBoxLayout()
        inner.setSpacing(12)
        inner.addWidget(self.detail, 1)
        inner.addWidget(self.side)
        middle.addLayout(inner, 1)
        self.board = QWidget()
        layout = QHBoxLayout(self.board)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.rules)
        layout.addLayout(middle, 1)
        self.skeleton, self.error = Skeleton(), ErrorView()
        self.error.retry.clicked.connect(self._read)
        opened = self.action_button("open_workspace")
        sample = self.action_button("open_sample", primary=True)
        self.nothing = StateView("rules", say("rules.none.title"), say("rules.none.text"), [opened, sample])
        self.stack = QStackedWidget()
        for widget in (self.nothing, self.board, self.pack_view, self.skeleton, self.error):
            self.stack.addWidget(widget)
        self.column.addWidget(self.stack, 1)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the page."""
        return {
            "find_rule": self._focus_field,
            "next_rule": partial(self.rules.step, 1),
            "previous_rule": partial(self.rules.step, -1),
            "run_cases": self._run_cases,
            "choose_pack": self.pack_flow.choose,
            "install_pack": self.pack_flow.install,
            "roll_back_pack": self.pack_flow.roll_back,
        }

    def refresh(self) -> None:
        """Another workspace or run: read again, when the page is looked at."""
        if self.session.folder is None:
            self.library = self._read_for = None
            self.session.flag(PACK_STACK, False)
            self.subtitle.setText(say("rules.subtitle.none"))
            self.stack.setCurrentWidget(self.nothing)
        elif self.isVisible():
            self.activate()

    def activate(self) -> None:
        """Read on first look; the list takes the keys."""
        facts = self.session.facts
        key = (self.session.folder, facts.run if facts else "")
        if self.session.folder is not None and self._read_for != key:
            self._read_for = key
            self._read()
        self._arrange()
        self.rules.view.setFocus()

    def show_rule(self, rule_id: str) -> None:
        """Look at one rule, now or as soon as they are read."""
        self._wanted = rule_id
        if self.library is not None:
            self.rules.field.clear()
            self.rules.only = "all"
            self.rules.show_rules(list(self.library.rules), rule_id)

    def _read(self) -> None:
        folder = self.session.folder
        if folder is None:
            return
        if self.library is None:
            self.stack.setCurrentWidget(self.skeleton)
        code = language().code
        self.reader.ask("library", lambda: read_library(folder, code), self._show, self._refused)

    def _refused(self, error: Exception) -> None:
        text = f"{getattr(error, 'message', error)}\n{getattr(error, 'advice', '')}".strip()
        self.error.show_error(say("rules.failed"), text)
        self.stack.setCurrentWidget(self.error)

    def _show(self, library: LibraryView) -> None:
        self.library = library
        hits = sum(line.hits or 0 for line in library.rules)
        self.subtitle.setText(say("rules.subtitle.full", pack=library.label, rules=len(library.rules), hits=hits))
        self.session.flag(PACK_STACK, library.can_roll_back)
        self.packs.show_library(library)
        self.rules.show_rules(list(library.rules), self._wanted)
        if self.stack.currentWidget() is not self.pack_view:
            self.stack.setCurrentWidget(self.board)

    def _choose(self, rule_id: str) -> None:
        self._wanted = self.context.memory["rule"] = rule_id
        if self.library is not None and rule_id:
            ground = self.library.ground
            self.reader.forget("cases")
            self.reader.ask("rule", lambda: read_rule(ground, rule_id), self._show_rule, self._refused)

    def _show_rule(self, view: RuleView) -> None:
        self.detail.show_rule(view)
        self.figures.show_rule(view, self.library.run if self.library else "")
        if view.entry.cases:
            self._run_cases()

    def _run_cases(self) -> None:
        if self.library is None or self.detail.view is None:
            return
        ground, rule_id = self.library.ground, self.detail.view.entry.id

        def show(outcomes: Any) -> None:
            if self.detail.view is not None and self.detail.view.entry.id == rule_id:
                self.detail.show_cases(outcomes)

        failed = self.detail.show_cases_failed
        self.reader.ask("cases", lambda: run_rule_cases(ground, rule_id), show, lambda error: failed(str(error)))

    def _turn(self, rule_id: str, parameter: str) -> None:
        folder = self.session.folder
        if folder is not None and self.session.jobs.start(commands.dial(folder, rule_id, parameter)) is None:
            self.figures.show_dial_failed(say("job.busy"))

    def _dialled(self, record: JobRecord) -> None:
        if record.job.kind != commands.DIAL or record.running:
            return
        if record.state is JobState.DONE:
            self.figures.show_dial(record.result)
        else:
            self.figures.show_dial_failed(record.message or say("rules.dial_hint"))

    def _show_pack(self) -> None:
        self.stack.setCurrentWidget(self.pack_view)

    def _show_rules(self) -> None:
        self.stack.setCurrentWidget(self.board if self.library is not None else self.nothing)
        self.rules.view.setFocus()

    def _focus_field(self) -> None:
        self.rules.field.setFocus()
        self.rules.field.selectAll()

    def drop_files(self, paths: list[str]) -> bool:
        """A dropped pack is tried; other files go to the import."""
        pack = self.pack_flow.pack_among(paths)
        if pack is None:
            return False
        self.pack_flow.try_pack(pack)
        return True

    def help_topic(self) -> Topic | None:
        """The rule looked at."""
        rule = self.rules.current()
        return Topic(TopicKind.RULE, rule) if rule else None

    def back(self) -> bool:
        """Esc leaves the pack, then the field."""
        if self.stack.currentWidget() is self.pack_view:
            self._show_rules()
            return True
        if self.rules.field.hasFocus() or self.rules.field.text():
            self.rules.field.clear()
            self.rules.view.setFocus()
            return True
        return False

    def _arrange(self) -> None:
        narrow = self.width() < NARROW_PAGE
        second = narrow and self.tabs.currentIndex() == 1
        self.tabs.setVisible(narrow)
        self.detail.setVisible(not second)
        self.side.setVisible(not narrow or second)
        self.side.setMaximumWidth(16777215 if narrow else 372)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The narrow form: the figures are a tab."""
        super().resizeEvent(event)
        self._arrange()

    def close_page(self) -> None:
        """The worker ends and nobody listens."""
        for signal in self._job_ends():
            signal.disconnect(self._dialled)
        self.pack_flow.close()
        self.reader.close()
