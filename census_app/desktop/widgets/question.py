"""A question in a dialog: what it is about, a few fields under each other, one word that answers it."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, set_role, text_label
from census_app.desktop.widgets.leaving import gives_up, typed_in

_WIDTH = 480


class QuestionDialog(QDialog):
    """Heirs add what they ask with `ask` and `place`, and say in `fault` what keeps it from being accepted."""

    def __init__(self, parent: QWidget, title: str, text: str, yes: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        self.message = text_label(text, "mute", wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(12)
        self._grid.setColumnStretch(1, 1)
        accept, close = Button(yes, "Enter", primary=True), Button(say("common.close"), "Esc")
        accept.setDefault(True)
        accept.clicked.connect(self._accept)
        close.clicked.connect(self.reject)
        self._placed = QVBoxLayout()
        self._placed.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(text_label(title, "heading"))
        column.addWidget(self.message)
        column.addLayout(self._placed, 1)
        column.addLayout(self._grid)
        column.addLayout(row(None, close, accept))

    def ask(self, word: str, field: QWidget) -> None:
        """One more field, with its word before it."""
        line = self._grid.rowCount()
        self._grid.addWidget(text_label(word), line, 0)
        self._grid.addWidget(field, line, 1)
        field.setAccessibleName(word)

    def place(self, widget: QWidget, stretch: int = 0) -> None:
        """Something over the whole width, between the words and the fields."""
        self._placed.addWidget(widget, stretch)

    def fault(self) -> tuple[str, QWidget | None]:
        """Why it cannot be accepted as it stands, and the field to go to; no words when it can."""
        return "", None

    def reject(self) -> None:
        """Closed without an answer: asked about when something was typed."""
        if not typed_in(self) or gives_up(self):
            super().reject()

    def _accept(self) -> None:
        words, field = self.fault()
        if not words:
            self.accept()
            return
        self.message.setText(words)
        set_role(self.message, "high")
        if field is not None:
            field.setFocus()
