"""One run: what it was made of, every rule's counts, and the findings of the rule that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.pages.check.found import FoundCard
from census_app.desktop.pages.check.reads import RunDetail, RunLine
from census_app.desktop.pages.check.rules import RuleCounts, RuleTable
from census_app.desktop.pages.check.run_list import run_word
from census_app.desktop.reads import Reader
from census_app.desktop.tables.found_rows import FoundQuery
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.layout import Card, clear_layout, row, text_label


class RunView(QWidget):
    """`show_line` says at once what the list knows; `show_detail` adds what had to be read."""

    rule_chosen = Signal(str)

    def __init__(self, reader: Reader, buttons: list[QWidget], refused: Callable[[Exception], object]) -> None:
        super().__init__()
        self.line: RunLine | None = None
        self._detail: RunDetail | None = None
        self._title: Callable[[str, str], str] = lambda _rule, title: title
        head = Card((16, 10, 12, 10), 5)
        self.name, self.chip = text_label("", "heading"), QHBoxLayout()
        line = row(self.name, spacing=10)
        line.addLayout(self.chip)
        line.addStretch(1)
        for button in buttons:
            line.addWidget(button)
        head.body.addLayout(line)
        self.facts, self.remarks = text_label("", "mute", wrap=True), text_label("", "mid", wrap=True)
        head.body.addWidget(self.facts)
        head.body.addWidget(self.remarks)
        self.rules = Card((16, 10, 8, 8), 6)
        self.rules_note = text_label("", "mute")
        self.rules.body.addLayout(
            row(text_label(say("check.rules.title"), "heading"), self.rules_note, None, spacing=10)
        )
        self.table: RuleTable | None = None
        self.found = FoundCard(reader, refused)
        self.found.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(head)
        column.addWidget(self.rules, 55)
        column.addWidget(self.found, 45)

    def show_line(self, line: RunLine, title: Callable[[str, str], str]) -> None:
        """Another run, or the same one told again."""
        self.line, self._title, self._detail = line, title, None
        self.name.setText(say("check.run", run=line.run))
        clear_layout(self.chip)
        self.chip.addWidget(Chip(*run_word(line)))
        self.facts.setText(
            say("check.facts", date=line.data_date, as_of=line.as_of, pack=line.pack, actor=line.actor,
                at=_moment(line.created_at), found=count(line.findings))
        )  # fmt: skip
        self._say_remarks(_trial_note(line), line)
        self.found.close_file()
        self.found.hide()
        self._fill({}, {})

    def _say_remarks(self, remarks: list[str], line: RunLine) -> None:
        broken = [say("check.rules.broken", rule=rule, reason=reason) for rule, reason in line.errors.items()]
        lines = [*remarks, *line.notes, *broken]
        self.remarks.setText("\n".join(lines))
        self.remarks.setVisible(bool(lines))

    def show_detail(self, detail: RunDetail) -> None:
        """What was read of the run on show."""
        if self.line is None or detail.run != self.line.run:
            return
        self._detail = detail
        voided = [say("check.voided_note", reason=detail.void_reason)] if detail.void_reason else _trial_note(self.line)
        self._say_remarks([*voided, *detail.doubts], self.line)
        self._fill(detail.titles, detail.reasons)
        self.found.show_file(detail.findings, detail.units, compared=False)

    def _fill(self, titles: dict[str, str], reasons: dict[str, dict[str, int]]) -> None:
        if self.line is None:
            return
        entries = [
            RuleCounts(rule, self._title(rule, titles.get(rule, "")), dict(numbers), reasons.get(rule, {}))
            for rule, numbers in self.line.counts.items()
        ]
        wrong = sum(entry.numbers.get("wrong", 0) for entry in entries)
        unsure = sum(entry.numbers.get("cannot_judge", 0) for entry in entries)
        self.rules_note.setText(say("check.rules.note", rules=len(entries), wrong=count(wrong), unsure=count(unsure)))
        old, self.table = self.table, RuleTable(entries)
        self.table.clicked.connect(lambda index: self._choose(index.row()))
        self.table.activated.connect(lambda index: self._choose(index.row()))
        self.rules.body.addWidget(self.table, 1)
        if old is not None:
            old.hide()
            self.rules.body.removeWidget(old)
            QTimer.singleShot(0, old, old.deleteLater)

    def _choose(self, line: int) -> None:
        if self.table is None or self._detail is None:
            return
        entry = self.table.entry(line)
        self.found.show()
        self.found.ask(FoundQuery(rule=entry.rule_id), say("check.found_of", rule=entry.rule_id, title=entry.title))
        self.rule_chosen.emit(entry.rule_id)


def _trial_note(line: RunLine) -> list[str]:
    return [] if line.official else [say("check.trial_note", reason=line.trial_reason)]


def _moment(text: str) -> str:
    """A recorded moment in the time of this computer, to the minute."""
    try:
        return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return text
