"""为何 / 为何不: any rule on this customer, the verdict in one sentence, then the value of every part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.customer.step_tree import StepTree
from census_app.desktop.pages.customer.verdict import VERDICT_TONE, messages_of, verdict_sentence
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.layout import Card, clear_layout, row, text_label
from census_app.desktop.widgets.states import ErrorView, Skeleton

if TYPE_CHECKING:
    from census_app.desktop.pages.customer.reads import Asked


class WhyCard(Card):
    """`asked(rule, key)` when another record of the same rule is wanted."""

    asked = Signal(str, str)

    def __init__(self, pick: ActionButton) -> None:
        super().__init__()
        self.answer: Any = None
        self.body.addLayout(
            row(text_label(say("customer.why"), "heading"), text_label(say("customer.why_note"), "mute"), None, pick)
        )
        self._head = QVBoxLayout()
        self._head.setSpacing(6)
        self.record = QComboBox()
        self.record.activated.connect(self._other_record)
        self.tree = StepTree()
        self.nothing = text_label(say("customer.why_none"), "mute-body", wrap=True)
        self.skeleton, self.error = Skeleton(), ErrorView()
        self.stack = QStackedWidget()
        plain = QWidget()
        column = QVBoxLayout(plain)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.nothing)
        column.addStretch(1)
        for widget in (plain, self.tree, self.skeleton, self.error):
            self.stack.addWidget(widget)
        self.body.addLayout(self._head)
        self.body.addWidget(self.record)
        self.body.addWidget(self.stack, 1)
        self.show_nothing()

    def show_nothing(self) -> None:
        """No rule is asked."""
        self.answer = None
        clear_layout(self._head)
        self.record.hide()
        self.nothing.setText(say("customer.why_none"))
        self.stack.setCurrentIndex(0)

    def show_loading(self, rule_id: str) -> None:
        """A rule is being asked."""
        clear_layout(self._head)
        self._head.addWidget(text_label(say("customer.asking", rule=rule_id), "mute"))
        self.record.hide()
        self.stack.setCurrentWidget(self.skeleton)

    def show_answer(self, answer: Asked) -> None:
        """What the rule says, or why nobody can ask it here."""
        self.answer = answer
        clear_layout(self._head)
        found = answer.explanation
        line = QHBoxLayout()
        line.setSpacing(8)
        if found is not None:
            line.addWidget(Chip(say(f"customer.word.{found.verdict}"), VERDICT_TONE[found.verdict]))
        line.addWidget(text_label(f"{answer.rule_id} {answer.title}", "strong", wrap=True), 1)
        self._head.addLayout(line)
        if found is None:
            self.record.hide()
            none = say("customer.no_record", table=answer.table_name)
            self.nothing.setText(answer.why or none)
            self.stack.setCurrentIndex(0)
            return
        self._head.addWidget(
            text_label(verdict_sentence(found), "high-strong" if found.verdict == "wrong" else "", wrap=True)
        )
        for message in messages_of(found):
            self._head.addWidget(text_label(message, wrap=True))
        self.record.clear()
        self.record.addItems([f"{answer.table_name} {key}" for key in answer.keys])
        if answer.key in answer.keys:
            self.record.setCurrentIndex(answer.keys.index(answer.key))
        self.record.setVisible(len(answer.keys) > 1 and answer.key in answer.keys)
        self.tree.show_explanation(found)
        self.stack.setCurrentWidget(self.tree)

    def show_error(self, text: str) -> None:
        """The question failed."""
        clear_layout(self._head)
        self.error.show_error(say("customer.why_failed"), text)
        self.stack.setCurrentWidget(self.error)

    def _other_record(self, place: int) -> None:
        if self.answer is not None and 0 <= place < len(self.answer.keys):
            self.asked.emit(self.answer.rule_id, self.answer.keys[place])
