"""改派: to whom, on which day, with which deadline; or the program decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from census_app.desktop.language import say
from census_app.desktop.widgets.question import QuestionDialog


class ChangeDialog(QuestionDialog):
    """Accepted when at least one thing changes and the dates are dates; all empty means 由程序分派."""

    def __init__(self, parent: QWidget, tasks: int, people: Sequence[str]) -> None:
        title = say("tasks.change.title", number=tasks)
        super().__init__(parent, title, say("tasks.change.text"), say("action.reassign_tasks"))
        self.surveyor = QComboBox()
        self.surveyor.setEditable(True)
        self.surveyor.addItem("")
        self.surveyor.addItems(list(people))
        self.day, self.due, self.reason = QLineEdit(), QLineEdit(), QLineEdit()
        for field in (self.day, self.due):
            field.setPlaceholderText(date.today().isoformat())
        fields = {"surveyor": self.surveyor, "day": self.day, "due": self.due, "reason": self.reason}
        for name, widget in fields.items():
            self.ask(say(f"tasks.change.{name}"), widget)

    def values(self) -> dict[str, str]:
        """What was entered."""
        return {
            "surveyor": self.surveyor.currentText().strip(),
            "day": self.day.text().strip(),
            "due": self.due.text().strip(),
            "reason": self.reason.text().strip(),
        }

    def fault(self) -> tuple[str, QWidget | None]:
        """A day that is none."""
        for field in (self.day, self.due):
            text = field.text().strip()
            if text and not _is_day(text):
                return say("tasks.change.no_day", text=text[:20]), field
        return "", None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
