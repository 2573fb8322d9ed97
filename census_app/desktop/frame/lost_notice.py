"""Over every page while the workspace cannot be reached: what happened, what to do, and that it mends itself."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.session import Session
from census_app.desktop.theme.look import look
from census_app.desktop.widgets.notice import Notice


class LostNotice(QWidget):
    """Follows the session; takes no room while all is well."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.notice = Notice()
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 0)
        column.addWidget(self.notice)
        session.standing_changed.connect(self.refresh)
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say it, or nothing."""
        why, folder = self._session.lost, self._session.folder
        lost = why is not None and folder is not None
        self.notice.show_words(say("lost.message", folder=folder) if lost else "", why or say("lost.advice"))
        if lost:
            look().dress_once(self)
        self.setVisible(lost)
