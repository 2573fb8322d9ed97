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

    def show_findings(self, findings: Sequence[Diagnostic], *, placed: bool = True) -> None:
        """What lint says; `placed`: with the line of the text above."""
        clear_layout(self._column)
        self.said = []
        errors = [one for one in findings if one.level.value == "error"]
        hints = [one for one in findings if one.level.value != "error"]
        ordered = [*errors, *hints]
        for finding in ordered[:_SHOWN]:
            place = say("rules.lint_line", line=finding.line) if placed and finding.line else ""
            self._add(f"{place}{finding.message}", finding.hint, error=finding in errors)
        if len(ordered) > _SHOWN:
            self._column.addWidget(text_label(say("rules.lint_more", number=len(ordered) - _SHOWN), "mute"))
        self.setVisible(bool(ordered))

    def show_fault(self, text: str) -> None:
        """One sentence that keeps the rule from being read at all."""
        clear_layout(self._column)
        self.said = []
        self._add(text, "", error=True)
        self.show()

    def _add(self, message: str, hint: str, *, error: bool) -> None:
        self.said.append(message)
        box = QFrame()
        box.setObjectName("alarm" if error else "hint")
        inner = QVBoxLayout(box)
        inner.setContentsMargins(12, 8, 12, 8)
        inner.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(10)
        role = "high" if error else "mid"
        chip = Chip(say("rules.lint.error" if error else "rules.lint.hint"), role)
        line.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(text_label(message, "", wrap=True), 1)
        inner.addLayout(line)
        if hint:
            inner.addWidget(text_label(hint, "mute", wrap=True))
        self._column.addWidget(box)
