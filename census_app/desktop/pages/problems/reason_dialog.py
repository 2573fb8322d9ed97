"""属实 or 误报 for many problems at once: how many, what follows from it, and why."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.pages.problems.acting import CONFIRMED
from census_app.desktop.widgets.question import QuestionDialog


class ReasonDialog(QuestionDialog):
    """Accepted with a reason; only a confirmation may go without."""

    def __init__(self, parent: QWidget, outcome: str, number: int) -> None:
        title = say(f"problems.doing.ask.{outcome}", number=count(number))
        follows = say(f"problems.doing.follows.{outcome}")
        super().__init__(parent, title, follows, say(f"problems.doing.word.{outcome}"))
        self._optional = outcome == CONFIRMED
        self.field = QLineEdit()
        self.field.setPlaceholderText(say("problems.doing.reason"))
        self.field.setAccessibleName(say("problems.doing.reason"))
        self.place(self.field)
        self.field.setFocus()

    @property
    def text(self) -> str:
        """What was written."""
        return self.field.text().strip()

    def fault(self) -> tuple[str, QWidget | None]:
        """No reason where one is needed."""
        return ("", None) if self.text or self._optional else (say("problems.doing.needs_reason"), self.field)
