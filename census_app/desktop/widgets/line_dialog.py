"""One line of words, or one of a few, asked for in the look of the window; what is missing is said in the dialog."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Self

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QWidget

from census_app.desktop.widgets.question import QuestionDialog

Faults = Callable[[str], str]


def needs(words: str) -> Faults:
    """Says `words` of a line nothing was written in."""
    return lambda text: "" if text else words


class LineDialog(QuestionDialog):
    """The button says what follows; `faults` gives the words that keep a line from being accepted."""

    def __init__(self, parent: QWidget, title: str, text: str, field: QLineEdit | QComboBox, faults: Faults) -> None:
        super().__init__(parent, title, text, title)
        self.field, self._faults = field, faults
        field.setAccessibleName(text)
        self.place(field)
        field.setFocus()

    @classmethod
    def ask_for(
        cls, parent: QWidget, title: str, text: str, start: str = "", faults: Faults = lambda _text: ""
    ) -> tuple[str, bool]:
        """What was written, without spaces around it, and whether it was meant; waits for the answer."""
        return cls(parent, title, text, QLineEdit(start), faults)._answer()

    @classmethod
    def choose(cls, parent: QWidget, title: str, text: str, offered: Sequence[str]) -> tuple[str, bool]:
        """The one of `offered` that was chosen, and whether it was meant; waits for the answer."""
        field = QComboBox()
        field.addItems(list(offered))
        return cls(parent, title, text, field, lambda _text: "")._answer()

    @property
    def text(self) -> str:
        """What stands there now."""
        field = self.field
        return (field.text() if isinstance(field, QLineEdit) else field.currentText()).strip()

    def fault(self) -> tuple[str, QWidget | None]:
        """What the asker has against it."""
        return self._faults(self.text), self.field

    def _answer(self: Self) -> tuple[str, bool]:
        meant = self.exec() == QDialog.DialogCode.Accepted
        self.deleteLater()
        return self.text, meant
