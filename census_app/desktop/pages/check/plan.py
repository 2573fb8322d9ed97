"""Before the start: trial or official and what follows from each, what is covered, what will not be judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from census_app.desktop.core_words import worded
from census_app.desktop.language import count, say
from census_app.desktop.pages.check.acts import refusal_text
from census_app.desktop.pages.check.reads import read_plan
from census_app.desktop.pages.importing.coverage import coverage_card
from census_app.desktop.pages.importing.names import FieldNames
from census_app.desktop.reads import Reader
from census_app.desktop.session import WorkspaceFacts
from census_app.desktop.turns import Turns
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.layout import Card, ElidedLabel, row, rule_line, scrolling, text_label, titled
from census_app.desktop.widgets.states import ErrorView, Skeleton

if TYPE_CHECKING:
    from census_app.workspace.runs.plan import CheckPlan


class PlanView(QStackedWidget):
    """`read` asks what a check would do now and shows it; a refusal is said in the same place."""

    def __init__(self, reader: Reader, button: Callable[..., ActionButton]) -> None:
        super().__init__()
        self._reader, self._button = reader, button
        self._asked: tuple[WorkspaceFacts, FieldNames] | None = None
        self._turns = Turns(self)
        self.skeleton, self.error, self.cards = Skeleton(), ErrorView(), QWidget()
        for part in (self.skeleton, self.error, self.cards):
            self.addWidget(part)
        self.error.retry.clicked.connect(self._again)

    def read(self, facts: WorkspaceFacts, names: FieldNames) -> None:
        """The plan for the open workspace is on its way; one shown already stays until then."""
        self._asked = facts, names
        if self.currentWidget() is not self.cards:
            self.setCurrentWidget(self.skeleton)
        self._reader.ask("plan", lambda: read_plan(facts.folder), self._show, self._refused)

    def _again(self) -> None:
        if self._asked is not None:
            self.read(*self._asked)

    def _refused(self, error: Exception) -> None:
        self._turns.drop()
        self.error.show_error(say("check.plan.failed"), refusal_text(error))
        self.setCurrentWidget(self.error)

    def _show(self, plan: CheckPlan) -> None:
        if self._asked is None:
            return
        facts, names = self._asked
        official = self._button("start_check", primary=not plan.checked)
        cards: list[QWidget] = []
        steps = [lambda: cards.append(_choice(plan, official, self._button("start_trial")))]
        if plan.notes or any(table.absent for table in plan.tables):
            steps.append(lambda: cards.append(_missing(plan)))
        steps.append(lambda: cards.append(coverage_card(facts.coverage, names)))
        self._turns.take(*steps, lambda: self._stand(_in_column(cards)))

    def _stand(self, cards: QWidget) -> None:
        old, self.cards = self.cards, cards
        self.addWidget(cards)
        self.setCurrentWidget(cards)
        self.removeWidget(old)
        QTimer.singleShot(0, old, old.deleteLater)


def _in_column(cards: Sequence[QWidget]) -> QWidget:
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    return scrolling(inside)


def _choice(plan: CheckPlan, official: ActionButton, trial: ActionButton) -> Card:
    card = Card()
    what = say("check.plan.what", date=plan.data_date, rules=plan.rules, pack=plan.pack)
    card.body.addLayout(titled(say("check.plan.title"), what))
    card.body.addWidget(text_label(_readiness(plan), "mute-body", wrap=True))
    if plan.checked:
        card.body.addWidget(text_label(say("check.plan.checked", run=plan.previous), "mute-body", wrap=True))
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    follows = say("check.plan.official_after", run=plan.previous) if plan.previous else say("check.plan.official_first")
    for column, (name, button, text) in enumerate(
        (("official", official, follows), ("trial", trial, say("check.plan.trial_text")))
    ):
        grid.addWidget(text_label(say(f"check.plan.{name}"), "strong"), 0, column)
        grid.addWidget(text_label(text, "mute", wrap=True), 1, column)
        grid.addLayout(row(button, None), 2, column)
        grid.setColumnStretch(column, 1)
    if plan.refusal:
        official.setVisible(False)
        grid.addWidget(text_label(say("check.plan.refused", reason=plan.refusal), "mid", wrap=True), 2, 0)
    card.body.addLayout(grid)
    return card


def _readiness(plan: CheckPlan) -> str:
    """How many rules can be judged how far, in the words of the import."""
    from census_app.checking.readiness import Judging

    found = plan.outlook.readiness
    numbers = [
        say(f"import.outlook.{judging.value}", number=len(found.of(judging)))
        for judging in Judging
        if found.of(judging)
    ]
    worst = "、".join(".".join(map(worded, plan.outlook.names_of(one))) for one in found.blockers[:3])
    lacks = say("check.plan.lacks", names=worded(worst), number=len(found.blockers)) if worst else ""
    return "  ·  ".join(filter(None, (*numbers, lacks)))


def _missing(plan: CheckPlan) -> Card:
    card = Card()
    absent = [table for table in plan.tables if table.absent]
    note = say("check.plan.missing_note", tables=len(absent), rules=len(plan.hindered))
    card.body.addLayout(titled(say("check.plan.missing"), note))
    for note in plan.notes:
        card.body.addWidget(text_label(note, "mid", wrap=True))
    if absent:
        card.body.addWidget(rule_line())
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(2, 1)
    for line, table in enumerate(sorted(absent, key=lambda one: -len(one.rules))):
        grid.addWidget(text_label(worded(table.name)), line, 0)
        grid.addWidget(text_label(say("check.plan.stops", number=count(len(table.rules))), "mid"), line, 1)
        grid.addWidget(ElidedLabel("  ".join(table.rules), "mute"), line, 2)
    card.body.addLayout(grid)
    return card
