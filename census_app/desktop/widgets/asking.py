"""A small dialog with a few fields; what the core refuses is said in it, above the field it asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, set_role, text_label
from census_app.desktop.widgets.leaving import gives_up, typed_in

_WIDTH = 480


class AskDialog(QDialog):
    """`fields`: name → (word, hint). `done(values)` is called on Enter; `refuse` keeps the dialog open and says why."""

    def __init__(self, parent: QWidget, title: str, text: str, yes: str, fields: Mapping[str, tuple[str, str]]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        self.done_with: Callable[[dict[str, str]], object] = lambda _values: self.accept()
        self.fields = {name: QLineEdit() for name in fields}
        self.message = text_label(text, "mute-body", wrap=True)
        self.yes, self.no = Button(yes, "Enter", primary=True), Button(say("common.close"), "Esc")
        self._waiting = False
        for one in (self.yes, self.no):
            one.setAutoDefault(False)
        self.yes.clicked.connect(self._asked)
        self.no.clicked.connect(self.reject)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(12)
        for name, (word, hint) in fields.items():
            self.fields[name].setPlaceholderText(hint)
            self.fields[name].setAccessibleName(word)
            self.fields[name].returnPressed.connect(self._asked)
            form.addRow(text_label(word), self.fields[name])
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(text_label(title, "heading"))
        column.addWidget(self.message)
        column.addLayout(form)
        column.addLayout(row(None, self.no, self.yes))

    def values(self) -> dict[str, str]:
        """What was entered."""
        return {name: field.text().strip() for name, field in self.fields.items()}

    def reject(self) -> None:
        """Closed without being done: asked about when something was typed."""
        if not typed_in(self) or gives_up(self):
            super().reject()

    def _asked(self) -> None:
        if not self._waiting:
            self._waiting = True
            self.done_with(self.values())

    def refuse(self, error: Exception) -> None:
        """Say why it was not done, and leave the words as they are."""
        self._waiting = False
        self.message.setText("  ".join(filter(None, (str(getattr(error, "message", error)), _advice(error)))))
        set_role(self.message, "high")
        if self.fields:
            next(iter(self.fields.values())).setFocus()


def _advice(error: Exception) -> str:
    return str(getattr(error, "advice", "") or "")
