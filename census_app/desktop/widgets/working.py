"""A job in the middle of the page: what it does, how far it is; the rest of the window stays usable."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.widgets.bars import ProgressLine
from census_app.desktop.widgets.layout import text_label

_WIDTH = 420


class WorkingView(QWidget):
    """Text, bar, and the promise that cancelling leaves nothing behind."""

    def __init__(self) -> None:
        super().__init__()
        self._text = text_label(say("working.start"), "heading")
        self._line = ProgressLine(_WIDTH)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        for widget in (self._text, self._line, text_label(say("working.promise"), "mute")):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def show_step(self, text: str, done: int, total: int) -> None:
        """A step of the job."""
        self._text.setText(text)
        self._line.show_step(done, total)
