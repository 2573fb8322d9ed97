"""A running check: the step, and every table as its pass is finished. Nothing counts before the run is whole."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from census_app.desktop.commands import PROFILE, TRIAL
from census_app.desktop.jobs import Job
from census_app.desktop.language import count, say
from census_app.desktop.pages.importing.grids import right_label
from census_app.desktop.widgets.bars import ProgressLine
from census_app.desktop.widgets.layout import Card, row, rule_line, scrolling, text_label

_COLUMNS = ("table", "rows", "rules", "wrong", "unsure", "seconds")
_HEAD = 2


class RunningView(QWidget):
    """`start` clears it for another run; `show_step` and `show_found` follow the job."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.line = text_label(say("working.start"), "heading"), ProgressLine(320, wide=True)
        head = Card()
        self.steps = text_label("", "mute")
        head.body.addLayout(row(self.text, None, self.steps))
        head.body.addWidget(self.line)
        self.promise = text_label("", "mute", wrap=True)
        head.body.addWidget(self.promise)
        inside = QWidget()
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(20)
        self.grid.setVerticalSpacing(7)
        self.grid.setColumnStretch(0, 1)
        self.tables = card = Card()
        card.body.addWidget(text_label(say("check.running.tables"), "heading"))
        card.body.addLayout(self.grid)
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(card)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(head)
        column.addWidget(scrolling(inside), 1)
        for place, name in enumerate(_COLUMNS):
            heading = say(f"check.running.{name}")
            self.grid.addWidget(text_label(heading, "mute") if place == 0 else right_label(heading, "mute"), 0, place)
        self.grid.addWidget(rule_line(), 1, 0, 1, len(_COLUMNS))
        self._shown = 0

    def start(self, job: Job) -> None:
        """Another job; what it leaves behind is said."""
        while self._shown:
            self._shown -= 1
            for place in range(len(_COLUMNS)):
                item = self.grid.itemAtPosition(_HEAD + self._shown, place)
                if item is not None and (widget := item.widget()) is not None:
                    self.grid.removeWidget(widget)
                    widget.deleteLater()
        kind = "profile" if job.kind == PROFILE else "trial" if TRIAL in job.arguments else "official"
        self.promise.setText(say(f"check.running.{kind}"))
        self.tables.setVisible(kind != "profile")
        self.show_step(say("working.start"), 0, 0)

    def show_step(self, text: str, done: int, total: int) -> None:
        """What is being done."""
        self.text.setText(text)
        self.steps.setText(say("check.running.steps", done=done, total=total) if total else "")
        self.line.show_step(done, total)

    def show_found(self, found: list[dict[str, Any]]) -> None:
        """Tables whose pass is finished, in the order they were."""
        for entry in found[self._shown :]:
            line = _HEAD + self._shown
            wrong = int(entry.get("wrong") or 0)
            self.grid.addWidget(text_label(str(entry.get("name") or "")), line, 0)
            for place, (text, role) in enumerate(
                (
                    (count(int(entry.get("rows") or 0)), "mute-body"),
                    (count(int(entry.get("rules") or 0)), "mute-body"),
                    (count(wrong), "strong" if wrong else "mute-body"),
                    (count(int(entry.get("cannot_judge") or 0)), "mute-body"),
                    (f"{float(entry.get('seconds') or 0):.1f}", "mute-body"),
                ),
                start=1,
            ):
                self.grid.addWidget(right_label(text, role), line, place)
            self._shown += 1
