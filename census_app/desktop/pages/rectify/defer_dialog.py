"""批准暂缓: until when and why."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QLineEdit, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.widgets.question import QuestionDialog

_USUAL_DAYS = 14


class DeferDialog(QuestionDialog):
    """Accepted with a reason; the core says how long is too long."""

    def __init__(self, parent: QWidget, problems: int) -> None:
        title = say("rectify.defer.title", number=count(problems))
        super().__init__(parent, title, say("rectify.defer.text"), say("action.defer_problems"))
        later = date.today() + timedelta(days=_USUAL_DAYS)
        self.until = QDateEdit(QDate(later.year, later.month, later.day))
        self.until.setDisplayFormat("yyyy-MM-dd")
        self.until.setCalendarPopup(True)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(say("rectify.defer.hint"))
        self.ask(say("rectify.defer.until"), self.until)
        self.ask(say("rectify.defer.reason"), self.reason)
        self.reason.setFocus()

    @property
    def day(self) -> date:
        """The last day they may wait."""
        chosen = self.until.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def fault(self) -> tuple[str, QWidget | None]:
        """No reason."""
        return ("", None) if self.reason.text().strip() else (say("rectify.defer.no_reason"), self.reason)
