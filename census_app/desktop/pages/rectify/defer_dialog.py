"""批准暂缓: until when and why."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, set_role, text_label

_WIDTH = 460
_USUAL_DAYS = 14


class DeferDialog(QDialog):
    """Accepted with a reason; the core says how long is too long."""

    def __init__(self, parent: QWidget, problems: int) -> None:
        super().__init__(parent)
        title = say("rectify.defer.title", number=count(problems))
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        later = date.today() + timedelta(days=_USUAL_DAYS)
        self.until = QDateEdit(QDate(later.year, later.month, later.day))
        self.until.setDisplayFormat("yyyy-MM-dd")
        self.until.setCalendarPopup(True)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(say("rectify.defer.hint"))
        self.message = text_label(say("rectify.defer.text"), "mute", wrap=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        grid.addWidget(text_label(say("rectify.defer.until")), 0, 0)
        grid.addWidget(self.until, 0, 1)
        grid.addWidget(text_label(say("rectify.defer.reason")), 1, 0)
        grid.addWidget(self.reason, 1, 1)
        grid.setColumnStretch(1, 1)
        accept, close = Button(say("action.defer_problems"), "Enter", primary=True), Button(say("common.close"), "Esc")
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
        self.reason.setFocus()

    @property
    def day(self) -> date:
        """The last day they may wait."""
        chosen = self.until.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def _accept(self) -> None:
        if self.reason.text().strip():
            self.accept()
            return
        self.message.setText(say("rectify.defer.no_reason"))
        set_role(self.message, "high")
        self.reason.setFocus()
