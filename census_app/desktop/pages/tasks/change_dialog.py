"""改派: to whom, on which day, with which deadline; or the program decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, set_role, text_label

_WIDTH = 480


class ChangeDialog(QDialog):
    """Accepted when at least one thing changes and the dates are dates; all empty means 由程序分派."""

    def __init__(self, parent: QWidget, tasks: int, people: Sequence[str]) -> None:
        super().__init__(parent)
        title = say("tasks.change.title", number=tasks)
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        self.surveyor = QComboBox()
        self.surveyor.setEditable(True)
        self.surveyor.addItem("")
        self.surveyor.addItems(list(people))
        self.day, self.due, self.reason = QLineEdit(), QLineEdit(), QLineEdit()
        for field in (self.day, self.due):
            field.setPlaceholderText(date.today().isoformat())
        self.message = text_label(say("tasks.change.text"), "mute", wrap=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        fields = {"surveyor": self.surveyor, "day": self.day, "due": self.due, "reason": self.reason}
        for line, (name, widget) in enumerate(fields.items()):
            grid.addWidget(text_label(say(f"tasks.change.{name}")), line, 0)
            grid.addWidget(widget, line, 1)
        grid.setColumnStretch(1, 1)
        accept = Button(say("action.reassign_tasks"), "Enter", primary=True)
        close = Button(say("common.close"), "Esc")
        accept.setDefault(True)
        accept.clicked.connect(self._accept)
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(text_label(title, "heading"))
        column.addWidget(self.message)
        column.addLayout(grid)
        column.addLayout(row(None, close, accept))

    def values(self) -> dict[str, str]:
        """What was entered."""
        return {
            "surveyor": self.surveyor.currentText().strip(),
            "day": self.day.text().strip(),
            "due": self.due.text().strip(),
            "reason": self.reason.text().strip(),
        }

    def _accept(self) -> None:
        for field in (self.day, self.due):
            text = field.text().strip()
            if text and not _is_day(text):
                self.message.setText(say("tasks.change.no_day", text=text[:20]))
                set_role(self.message, "high")
                field.setFocus()
                return
        self.accept()


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
