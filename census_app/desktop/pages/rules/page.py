"""规则库: the rules at the left, one read or written in the middle, what is known of it at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QStackedWidget

from census_app.desktop import commands
from census_app.desktop.conditions import PACK_STACK, RULE, RULES_OURS
from census_app.desktop.jobs import JobRecord, JobState
from census_app.desktop.language import language, say
from census_app.desktop.pages.library.topics import Topic, TopicKind
from census_app.desktop.pages.page import Context, Page
from census_app.desktop.pages.rules.draft_flow import DraftFlow
from census_app.desktop.pages.rules.history import library_words
from census_app.desktop.pages.rules.pack import PackView
from census_app.desktop.pages.rules.pack_flow import PackFlow
from census_app.desktop.pages.rules.reads import (
    drop_published_drafts,
    read_library,
    read_rule,
    run_rule_cases,
    what_moved,
)
from census_app.desktop.pages.rules.workbench import Workbench
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
        self._build_body()
        for signal in self._job_ends():
            signal.connect(self._dialled)
        self.session.stale.connect(self._stale)

    def _job_ends(self) -> tuple[SignalInstance, ...]:
        jobs = self.session.jobs
        return jobs.finished, jobs.failed, jobs.cancelled

    def _build_body(self) -> None:
        self.stack = QStackedWidget()
        self.board = Workbench(self, self.complete)
        self.rules, self.detail, self.figures = self.board.rules, self.board.detail, self.board.figures
        self.tabs, self.side, self.packs = self.board.tabs, self.board.side, self.board.packs
        self.pack_view = PackView(self.action_button("install_pack", primary=True))
        self.rules.chosen.connect(self._choose)
        self.figures.dial_wanted.connect(self._turn)
        self.pack_view.left.connect(self._show_rules)
        self.pack_flow = PackFlow(self, self.context, self.pack_view)
        self.pack_flow.opened.connect(lambda: self.stack.setCurrentWidget(self.pack_view))
        self.pack_flow.changed.connect(self._packs_changed)
        self.drafts = DraftFlow(self, self.context, self.board, self.pack_flow)
        self.drafts.left.connect(self._read_again)
        for button in self.drafts.header:
            self.tools.addWidget(button)
        self.skeleton, self.error = Skeleton(), ErrorView()
        self.error.retry.clicked.connect(self._read)
        opened = self.action_button("open_workspace")
        sample = self.action_button("open_sample", primary=True)
        self.nothing = StateView("rules", say("rules.none.title"), say("rules.none.text"), [opened, sample])
        for widget in (self.nothing, self.board, self.pack_view, self.skeleton, self.error):
            self.stack.addWidget(widget)
        self.stack.currentChanged.connect(
            lambda _place: self.drafts.show_tools(self.stack.currentWidget() is not self.pack_view)
        )
        self.column.addWidget(self.stack, 1)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the page."""
        return {
            "find_rule": self._focus_field,
            "next_rule": partial(self.rules.step, 1),
            "previous_rule": partial(self.rules.step, -1),
            "run_cases": self._run_cases,
            "edit_rule": self._edit,
            "choose_pack": self.pack_flow.choose,
            "install_pack": self.pack_flow.install,
            "roll_back_pack": self.pack_flow.roll_back,
            **self.drafts.handlers(),
        }

    def refresh(self) -> None:
        """Another workspace or run: read again, when the page is looked at."""
        if self.session.folder != (self._read_for or (None,))[0]:
            self.drafts.leave()
        if self.session.folder is None:
            self.library = self._read_for = None
            for condition in (PACK_STACK, RULE, RULES_OURS):
                self.session.flag(condition, False)
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
        else:
            self._look_again()
        self.board.arrange()
        self.rules.view.setFocus()

    def show_rule(self, rule_id: str) -> None:
        """Look at one rule, now or as soon as they are read."""
        self._wanted = rule_id
        if self.library is not None:
            self.rules.field.clear()
            self.rules.only = "all"
            self.rules.show_rules(list(self.library.rules), rule_id)

    def _stale(self, kinds: frozenset[str]) -> None:
        """Something was done elsewhere."""
        if "acts" in kinds and self.isVisible():
            self._look_again()

    def _look_again(self) -> None:
        """Read again if other packs are in force, or if people found out more about the rules."""
        if self.library is not None:
            ground = self.library.ground
            self.reader.ask("moved", lambda: what_moved(ground), self._moved, lambda _error: None)

    def _moved(self, moved: tuple[bool, bool]) -> None:
        packs, judged = moved
        if packs:
            self._packs_changed()
        elif judged:
            self._read()

    def _packs_changed(self) -> None:
        """Other rules are in force: drafts that say the same are done."""
        self.drafts.leave()
        folder = self.session.folder
        if folder is not None:
            self.reader.ask(
                "published", lambda: drop_published_drafts(folder), lambda _gone: self._read(), self._refused
            )

    def _read_again(self, rule_id: str) -> None:
        """A draft came or went: only a rule that is not in force changes the list itself."""
        self._wanted = rule_id
        library = self.library
        if library is None or all(rule.id != rule_id for rule in library.ground.loaded.pack.rules):
            self._read()
        elif rule_id == self.rules.current():
            self._choose(rule_id)

    def _read(self) -> None:
        folder = self.session.folder
        if folder is None:
            return
        if self.library is None:
            self.subtitle.setText(say("rules.subtitle.reading"))
            self.stack.setCurrentWidget(self.skeleton)
        code = language().code
        self.reader.ask("library", lambda: read_library(folder, code), self._show, self._refused)

    def _refused(self, error: Exception) -> None:
        text = f"{getattr(error, 'message', error)}\n{getattr(error, 'advice', '')}".strip()
        self.error.show_error(say("rules.failed"), text)
        self.stack.setCurrentWidget(self.error)

    def _show(self, library: LibraryView) -> None:
        self.library = library
        self.drafts.show_library(library)
        self.subtitle.setText(library_words(library))
        self.session.flag(PACK_STACK, library.can_roll_back)
        self.session.flag(RULE, bool(library.rules))
        self.session.flag(RULES_OURS, not library.ground.owner)
        self.packs.show_library(library)
        self.rules.show_rules(list(library.rules), self._wanted)
        self._choose(self.rules.current())
        if self.stack.currentWidget() is not self.pack_view:
            self.stack.setCurrentWidget(self.board)

    def _choose(self, rule_id: str) -> None:
        if self.library is None or not rule_id:
            return
        if rule_id == self.drafts.rule_id:
            return
        self._wanted = self.context.memory["rule"] = rule_id
        ground = self.library.ground
        self.reader.forget("cases")
        if self.drafts.has(rule_id):
            self.reader.forget("rule")
            self.drafts.open(rule_id)
            return
        self.drafts.leave()
        self.reader.ask("rule", lambda: read_rule(ground, rule_id), self._show_rule, self._refused)

    def _show_rule(self, view: RuleView) -> None:
        if self.drafts.rule_id:
            return
        self.drafts.show_reading()
        self.detail.show_rule(view)
        self.figures.show_rule(view, self.library.run if self.library else "")
        if view.entry.cases:
            self._run_cases()

    def _edit(self) -> None:
        rule_id = self.rules.current()
        if self.library is not None and rule_id:
            if rule_id == self.drafts.rule_id:
                self.board.editor.focus_first()
            else:
                self.reader.forget("rule")
                self.drafts.open(rule_id, take_keys=True)

    def _run_cases(self) -> None:
        if self.drafts.rule_id:
            self.drafts.drafting.run_cases()
            return
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
        """Esc leaves the pack, then the text being written, then the field."""
        if self.stack.currentWidget() is self.pack_view:
            self._show_rules()
            return True
        if self.drafts.back():
            self.rules.view.setFocus()
            return True
        if self.rules.field.hasFocus() or self.rules.field.text():
            self.rules.field.clear()
            self.rules.view.setFocus()
            return True
        return False

    def close_page(self) -> None:
        """What was typed is kept; the workers end and nobody listens."""
        for signal in self._job_ends():
            signal.disconnect(self._dialled)
        self.session.stale.disconnect(self._stale)
        self.pack_flow.close()
        self.drafts.close()
        self.reader.close()
