"""The rule's own examples, run again while one types: what each should give beside what it gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from census_app.desktop.language import label, say
from census_app.desktop.pack_words import clause_name
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.layout import clear_layout, row, text_label

if TYPE_CHECKING:
    from census_app.checking.cases.run import CaseOutcome
    from census_app.reporting.rule_book import RuleEntry

_TOP = Qt.AlignmentFlag.AlignTop


class CaseTable(QWidget):
    """`failed` examples; None while nobody knows."""

    def __init__(self) -> None:
        super().__init__()
        self.failed: int | None = None
        self._entry: RuleEntry | None = None
        self.note = text_label("", "mute")
        self.warning = text_label("", "mid")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row(text_label(say("rules.cases"), "strong"), self.note, None, self.warning, spacing=10))
        column.addLayout(self._grid)

    def show_running(self) -> None:
        """The examples are being run; what they gave before stays in sight."""
        self.note.setText(say("rules.cases_running"))

    def show_stale(self) -> None:
        """The text is not complete: what is shown is of the last one that was."""
        self.failed = None
        self.note.setText(say("rules.cases_stale"))

    def show_failed(self, text: str) -> None:
        """They could not be run."""
        self.failed = None
        self.note.setText(text)

    def show_outcomes(self, entry: RuleEntry, outcomes: Sequence[CaseOutcome]) -> None:
        """What they gave."""
        clear_layout(self._grid)
        passed = sum(one.passed for one in outcomes)
        self.failed = len(outcomes) - passed
        self.note.setText(
            say("rules.cases_live", number=len(outcomes), passed=passed) if outcomes else say("rules.no_cases")
        )
        self.warning.setText(say("rules.cases_block") if self.failed else "")
        for column, name in enumerate(("name", "difference", "expected", "got", "result") if outcomes else ()):
            self._grid.addWidget(text_label(say(f"rules.case.{name}"), "mute"), 0, column)
        for place, (case, outcome) in enumerate(zip(entry.cases, outcomes, strict=False), start=1):
            self._grid.addWidget(
                text_label(case.name or say("rules.case_number", number=place), wrap=True), place, 0, _TOP
            )
            self._grid.addWidget(text_label(case.differences, "mute-body", wrap=True), place, 1, _TOP)
            got = _verdict(outcome.got.value, outcome.fired)
            self._grid.addWidget(text_label(_verdict(outcome.expect.value, outcome.clauses)), place, 2, _TOP)
            self._grid.addWidget(text_label(got, "" if outcome.passed else "high-strong"), place, 3, _TOP)
            word = say("rules.passed" if outcome.passed else "rules.failed_case")
            chip = Chip(word, "ok" if outcome.passed else "high")
            chip.setToolTip(outcome.said)
            self._grid.addWidget(chip, place, 4, _TOP)


def _verdict(verdict: str, clauses: Iterable[str]) -> str:
    """A verdict with the clauses that fire."""
    return " ".join([label("rules.verdict", verdict), *(clause_name(one) for one in clauses if one)])
