"""One rule in words: what it checks, its parameters, its examples run now, what to do, where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from census_app.desktop.core_words import worded
from census_app.desktop.language import either, label, pair, say
from census_app.desktop.pack_words import clause_name, parameter_note
from census_app.desktop.pages.rules.reads import RuleView
from census_app.desktop.widgets.chips import SEVERITY_TONE, Chip
from census_app.desktop.widgets.layout import Card, FlowLayout, clear_layout, rule_line, scrolling, text_label

if TYPE_CHECKING:
    from census_app.checking.cases.run import CaseOutcome
    from census_app.reporting.rule_book import RuleEntry
    from census_app.reporting.rule_book.model import Condition

_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse
_JOINT = {"all": "rules.all_of", "any": "rules.any_of"}


class RuleDetail(Card):
    """`show_rule` fills it; `show_cases` adds what the examples gave."""

    def __init__(self) -> None:
        super().__init__((0, 0, 0, 0))
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(20, 14, 20, 16)
        self._column.setSpacing(8)
        self.area = scrolling(inside)
        self.body.addWidget(self.area)
        self.view: RuleView | None = None
        self._cases = QGridLayout()

    def show_rule(self, view: RuleView) -> None:
        """Another rule."""
        self.view = view
        entry = view.entry
        clear_layout(self._column)
        self._head(entry)
        self._checks(view)
        self._parameters(entry)
        self._examples(entry)
        self._remedy(entry)
        self._column.addStretch(1)
        self.area.verticalScrollBar().setValue(0)

    def _head(self, entry: RuleEntry) -> None:
        title = either(entry.title, entry.english)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(text_label(title, "heading", wrap=True), 1)
        line.addWidget(Chip(label("severity", entry.severity), SEVERITY_TONE.get(entry.severity, "mute")))
        line.addWidget(Chip(worded(entry.status_word), "mute"))
        self._column.addLayout(line)
        told = [f"{entry.id} v{entry.version}", say("rules.accused", table=worded(entry.table.text))]
        told += [say("rules.closes", how=worded(entry.closes_word)), say("rules.due", due=worded(entry.due))]
        if entry.requires:
            told.append(say("rules.requires", rules="、".join(link.text for link in entry.requires)))
        self._column.addWidget(text_label(" · ".join(told), "mute", wrap=True))

    def _section(self, title: str, note: str = "") -> None:
        self._column.addSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(text_label(title, "strong"))
        line.addWidget(text_label(note, "mute", wrap=True), 1)
        self._column.addLayout(line)

    def _checks(self, view: RuleView) -> None:
        entry = view.entry
        self._section(say("rules.scope"))
        if entry.together:
            self._say(entry.together)
        if entry.scope.text or entry.scope.parts:
            self._condition(entry.scope, 0)
        else:
            self._say(say("rules.every_record"))
        self._written(entry.scope_written)
        for clause in entry.clauses:
            self._section(
                say("rules.wrong_when", clause=clause_name(clause.name)) if clause.name else say("rules.wrong")
            )
            self._condition(clause.condition, 0)
            self._written(clause.written)
            if message := view.messages.get(clause.name, view.messages.get("", "")):
                self._column.addWidget(text_label(say("rules.says", message=message), "mute", wrap=True))
            if clause.accuses:
                self._chips([worded(link.text) for link in clause.accuses])

    def _condition(self, condition: Condition, depth: int) -> None:
        if not condition.parts:
            self._say(condition.text, depth, bullet=depth > 0)
            return
        self._say(say(_JOINT.get(condition.how, "rules.all_of")), depth, bullet=depth > 0)
        for part in condition.parts:
            self._condition(part, depth + 1)

    def _say(self, text: str, depth: int = 0, *, bullet: bool = False) -> None:
        words = text_label(f"·  {text}" if bullet else text, wrap=True)
        words.setContentsMargins(14 * depth, 0, 0, 0)
        words.setTextInteractionFlags(_SELECTABLE)
        self._column.addWidget(words)

    def _written(self, expression: str) -> None:
        if expression.strip():
            code = text_label(expression, "code", wrap=True)
            code.setTextInteractionFlags(_SELECTABLE)
            self._column.addWidget(code)

    def _chips(self, words: list[str]) -> None:
        holder = QWidget()
        flow = FlowLayout(6)
        holder.setLayout(flow)
        for word in words:
            flow.addWidget(Chip(word, "high"))
        self._column.addWidget(holder)

    def _parameters(self, entry: RuleEntry) -> None:
        if not entry.parameters:
            return
        self._section(say("rules.parameters"))
        grid, top = QGridLayout(), Qt.AlignmentFlag.AlignTop
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        # a long list of values and its note share what is left of the width
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for line, parameter in enumerate(entry.parameters):
            grid.addWidget(text_label(f":{parameter.name}", "accent"), line, 0, top)
            grid.addWidget(text_label("\n".join(parameter.values), wrap=True), line, 1, top)
            note = "；".join(filter(None, (*map(worded, parameter.marks), parameter_note(parameter.note))))
            grid.addWidget(text_label(note, "mute", wrap=True), line, 2, top)
        self._column.addLayout(grid)
        for said in entry.overrides:
            self._column.addWidget(text_label(said, "mid", wrap=True))

    def _examples(self, entry: RuleEntry) -> None:
        self.case_note = text_label(say("rules.cases_running") if entry.cases else say("rules.no_cases"), "mute")
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(text_label(say("rules.cases"), "strong"))
        line.addWidget(self.case_note, 1)
        self._column.addSpacing(4)
        self._column.addLayout(line)
        self._cases = QGridLayout()
        self._cases.setHorizontalSpacing(12)
        self._cases.setVerticalSpacing(6)
        for column, share in enumerate((2, 1, 1)):
            self._cases.setColumnStretch(column, share)
        if entry.cases:
            for column, name in enumerate(("difference", "expected", "got", "result")):
                self._cases.addWidget(text_label(say(f"rules.case.{name}"), "mute"), 0, column)
        for place, case in enumerate(entry.cases, start=1):
            differences = worded(case.differences)
            words = pair(case.name, differences) if case.name else differences
            self._cases.addWidget(text_label(words, wrap=True), place, 0)
            expected = " ".join(filter(None, (worded(case.verdict_word), clause_name(case.clauses))))
            self._cases.addWidget(text_label(expected, wrap=True), place, 1, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(self._cases)

    def show_cases(self, outcomes: list[CaseOutcome]) -> None:
        """What the examples gave, beside what they should give."""
        passed = sum(outcome.passed for outcome in outcomes)
        self.case_note.setText(say("rules.cases_note", number=len(outcomes), passed=passed))
        for place, outcome in enumerate(outcomes, start=1):
            got = " ".join(
                [label("rules.verdict", outcome.got.value), *(clause_name(name) for name in outcome.fired if name)]
            )
            self._cases.addWidget(
                text_label(got, "" if outcome.passed else "high-strong", wrap=True), place, 2, Qt.AlignmentFlag.AlignTop
            )
            word = say("rules.passed" if outcome.passed else "rules.failed_case")
            chip = Chip(word, "ok" if outcome.passed else "high")
            chip.setToolTip(outcome.said)
            self._cases.addWidget(chip, place, 3, Qt.AlignmentFlag.AlignTop)

    def show_cases_failed(self, text: str) -> None:
        """The examples could not be run."""
        self.case_note.setText(text)

    def _remedy(self, entry: RuleEntry) -> None:
        self._column.addSpacing(4)
        self._column.addWidget(rule_line())
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        lines = [
            ("remedy", either(entry.remedy, entry.english_remedy)), ("source", entry.source), ("note", entry.note),
            ("replaces", "、".join(link.text for link in entry.replaces)),
        ]  # fmt: skip
        for line, (name, text) in enumerate((name, text) for name, text in lines if text):
            grid.addWidget(text_label(say(f"rules.{name}"), "mute"), line, 0, Qt.AlignmentFlag.AlignTop)
            words = text_label(text, wrap=True)
            words.setTextInteractionFlags(_SELECTABLE)
            grid.addWidget(words, line, 1)
        self._column.addLayout(grid)
