"""The check: what is covered before the start, progress, then every rule's counts with what it could not judge."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from census_app.desktop import commands
from census_app.desktop.actions import PROBLEMS
from census_app.desktop.core import read_field_names
from census_app.desktop.frame.status import step_text
from census_app.desktop.jobs import JobRecord
from census_app.desktop.language import count, say
from census_app.desktop.pages.check.rules import RuleCounts, RuleTable
from census_app.desktop.pages.importing.coverage import coverage_card
from census_app.desktop.pages.importing.names import FieldNames
from census_app.desktop.pages.page import Context, Page
from census_app.desktop.session import WorkspaceFacts
from census_app.desktop.widgets.layout import Card, row, text_label
from census_app.desktop.widgets.states import ErrorView, StateView
from census_app.desktop.widgets.working import WorkingView

_TABLE_HEIGHT = 400


class CheckPage(Page):
    """Official runs only; the run is all or nothing, cancel leaves none."""

    page_id = "check"

    def __init__(self, context: Context) -> None:
        super().__init__(context, say("page.check"))
        self.names: FieldNames = context.memory.get("names", FieldNames())
        self._failure: JobRecord | None = None
        self.run_button = self.action_button("start_check", primary=True)
        self.see_button = self.action_button("go_problems", primary=True)
        self.cancel = self.action_button("cancel_job")
        for button in (self.run_button, self.see_button, self.cancel):
            self.tools.addWidget(button)
        files = self.action_button("open_files", primary=True)
        self.nothing = StateView("check", say("check.none.title"), say("check.none.text"), [files])
        self.working = WorkingView()
        self.error = ErrorView()
        self.error.retry.clicked.connect(context.actions["start_check"].trigger)
        self.board: QWidget = QWidget()
        self.stack = QStackedWidget()
        for widget in (self.nothing, self.working, self.error, self.board):
            self.stack.addWidget(widget)
        self.column.addWidget(self.stack, 1)
        jobs = self.session.jobs
        jobs.progress.connect(self._progress)
        jobs.changed.connect(self.refresh)
        jobs.failed.connect(self._failed)
        self.session.reader.ask("check names", read_field_names, self._named, lambda _error: None)
        self.refresh()

    def _named(self, names: FieldNames) -> None:
        self.names = self.context.memory["names"] = names
        self.refresh()

    def _running(self) -> bool:
        current = self.session.jobs.current
        return current is not None and current.job.kind == commands.CHECK

    def refresh(self) -> None:
        """Nothing, running, failed, or the board of the last run."""
        facts, running = self.session.facts, self._running()
        checked = PROBLEMS in self.session.conditions()
        self.cancel.setVisible(running)
        self.run_button.setVisible(not running)
        self.run_button.set_primary(not checked)
        self.see_button.setVisible(checked and not running)
        self.subtitle.setText(self._subtitle(facts))
        if running:
            self._failure = None
            self.stack.setCurrentWidget(self.working)
        elif facts is None or not facts.data_date:
            self.stack.setCurrentWidget(self.nothing)
        elif self._failure is not None:
            self.stack.setCurrentWidget(self.error)
        else:
            self._show_board(facts)

    def _subtitle(self, facts: WorkspaceFacts | None) -> str:
        if facts is None or not facts.data_date:
            return say("check.subtitle.none")
        if not facts.run:
            return say("check.subtitle.first", date=facts.data_date, customers=count(facts.customers))
        return say("check.subtitle.full", date=facts.data_date, run=facts.run, pack=facts.pack)

    def _show_board(self, facts: WorkspaceFacts) -> None:
        old = self.board
        area = QScrollArea()
        area.setWidgetResizable(True)
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if facts.counts:
            column.addWidget(_rule_card(facts), 1)
        column.addWidget(coverage_card(facts.coverage, self.names))
        column.addStretch(0 if facts.counts else 1)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        self.board = area
        self.stack.addWidget(area)
        self.stack.setCurrentWidget(area)
        self.stack.removeWidget(old)
        QTimer.singleShot(0, old, old.deleteLater)

    def _progress(self, record: Any) -> None:
        if record.job.kind == commands.CHECK:
            self.working.show_step(step_text(record), record.done, record.total)

    def _failed(self, record: JobRecord) -> None:
        if record.job.kind == commands.CHECK:
            self._failure = record
            text = "\n".join(filter(None, (record.message or say("error.unknown"), record.advice)))
            self.error.show_error(say("check.failed"), text, record.details)
            self.refresh()

    def close_page(self) -> None:
        """This page no longer listens."""
        jobs = self.session.jobs
        jobs.progress.disconnect(self._progress)
        jobs.changed.disconnect(self.refresh)
        jobs.failed.disconnect(self._failed)


def _rule_card(facts: WorkspaceFacts) -> Card:
    card = Card((16, 12, 8, 8))
    counts = [
        RuleCounts(
            rule_id,
            facts.rules[rule_id].title if rule_id in facts.rules else "",
            dict(numbers),
            facts.reasons.get(rule_id, {}),
        )
        for rule_id, numbers in facts.counts.items()
    ]
    wrong = sum(entry.numbers.get("wrong", 0) for entry in counts)
    unsure = sum(entry.numbers.get("cannot_judge", 0) for entry in counts)
    note = say("check.rules.note", rules=len(counts), wrong=count(wrong), unsure=count(unsure))
    card.body.addLayout(
        row(text_label(say("check.rules.title"), "heading"), text_label(note, "mute"), None, spacing=10)
    )
    for rule_id, reason in facts.rule_errors.items():
        card.body.addWidget(text_label(say("check.rules.broken", rule=rule_id, reason=reason), "mid", wrap=True))
    table = RuleTable(counts)
    table.setMinimumHeight(_TABLE_HEIGHT)
    card.body.addWidget(table, 1)
    return card
