"""属实 or 误报 for many problems at once: how many, what follows from it, and why."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.pages.problems.acting import CONFIRMED
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, set_role, text_label

_WIDTH = 480


class ReasonDialog(QDialog):
    """Accepted with a reason; only a confirmation may go without."""

    def __init__(self, parent: QWidget, outcome: str, number: int) -> None:
        super().__init__(parent)
        self._optional = outcome == CONFIRMED
        title = say(f"problems.doing.ask.{outcome}", number=count(number))
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        self.message = text_label(say(f"problems.doing.follows.{outcome}"), "mute-body", wrap=True)
        self.field = QLineEdit()
        self.field.setPlaceholderText(say("problems.doing.reason"))
        accept = Button(say(f"problems.doing.word.{outcome}"), "Enter", primary=True)
        close = Button(say("common.close"), "Esc")
        accept.setDefault(True)
        accept.clicked.connect(self._accept)
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(text_label(title, "heading"))
        column.addWidget(self.message)
        column.addWidget(self.field)
        column.addLayout(row(None, close, accept))
        self.field.setFocus()

    @property
    def text(self) -> str:
        """What was written."""
        return self.field.text().strip()

    def _accept(self) -> None:
        if self.text or self._optional:
            self.accept()
            return
        self.message.setText(say("problems.doing.needs_reason"))
        set_role(self.message, "high")
        self.field.setFocus()
