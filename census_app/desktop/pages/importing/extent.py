"""What the files hold of their tables: said by a person before the import, else judged against the last one."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.importing.flow import ImportFlow
from census_app.desktop.session import Session
from census_app.desktop.widgets.layout import text_label

ANSWERS = ("", "complete", "partial", "changes")


class ExtentLine(QWidget):
    """One line; hidden while there is no workspace, for then there is nothing to hold the files against."""

    def __init__(self, session: Session, flow: ImportFlow) -> None:
        super().__init__()
        self._session, self._flow = session, flow
        self.choice = QComboBox()
        self.choice.setAccessibleName(say("import.extent.title"))
        for answer in ANSWERS:
            self.choice.addItem(say(f"import.extent.{answer or 'compared'}"), answer)
        self.choice.activated.connect(lambda place: flow.say_extent(ANSWERS[place]))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(text_label(say("import.extent.title"), "mute"))
        layout.addWidget(self.choice)
        layout.addStretch(1)
        flow.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        self.setVisible(self._session.folder is not None)
        self.choice.setCurrentIndex(ANSWERS.index(self._flow.extent))
