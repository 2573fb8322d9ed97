"""Lint under the text it means: amber is a hint, red keeps the rule from being installed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.layout import clear_layout, text_label

if TYPE_CHECKING:
    from census_app.rulebook.diagnostics import Diagnostic

_SHOWN = 4


class LintNotes(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.said: list[str] = []
        self.hide()

    def show_findings(self, findings: Sequence[Diagnostic], *, placed: bool = True, unfinished: bool = False) -> None:
        """What lint says; `placed`: with the line of the text above. `unfinished`: still being written, so no alarm."""
        clear_layout(self._column)
        self.said = []
        errors = [one for one in findings if one.level.value == "error"]
        hints = [one for one in findings if one.level.value != "error"]
        ordered = [*errors, *hints]
        for finding in ordered[:_SHOWN]:
            place = say("rules.lint_line", line=finding.line) if placed and finding.line else ""
            error = finding in errors and not unfinished
            word = "unfinished" if unfinished and finding in errors else "error" if error else "hint"
            self._add(f"{place}{finding.message}", finding.hint, word)
        if len(ordered) > _SHOWN:
            self._column.addWidget(text_label(say("rules.lint_more", number=len(ordered) - _SHOWN), "mute"))
        self.setVisible(bool(ordered))

    def show_fault(self, text: str) -> None:
        """One sentence that keeps the rule from being read at all."""
        clear_layout(self._column)
        self.said = []
        self._add(text, "", "error")
        self.show()

    def _add(self, message: str, hint: str, word: str) -> None:
        self.said.append(message)
        box = QFrame()
        box.setObjectName("alarm" if word == "error" else "hint")
        inner = QVBoxLayout(box)
        inner.setContentsMargins(12, 8, 12, 8)
        inner.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(10)
        chip = Chip(say(f"rules.lint.{word}"), "high" if word == "error" else "mid")
        line.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(text_label(message, "", wrap=True), 1)
        inner.addLayout(line)
        if hint:
            inner.addWidget(text_label(hint, "mute", wrap=True))
        self._column.addWidget(box)
