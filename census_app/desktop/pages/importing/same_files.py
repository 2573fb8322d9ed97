"""Files that came before, byte for byte: said once, with the offer to leave them out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from census_app.desktop.language import say
from census_app.desktop.pages.importing.preview import TableGuess
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import text_label


class SameFiles(QFrame):
    """Hidden while every file is a new one; `skip_asked` leaves the known ones out."""

    skip_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.text = text_label("", wrap=True)
        self.skip = Button(say("import.same.skip"))
        self.skip.clicked.connect(self.skip_asked)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 8, 12, 8)
        line.addWidget(self.text, 1)
        line.addWidget(self.skip)

    def show_tables(self, tables: Sequence[TableGuess]) -> None:
        """The tables whose very file came before."""
        self.setVisible(bool(tables))
        if tables:
            newest = max(table.delivered for table in tables if table.delivered is not None)
            names = "、".join(dict.fromkeys(table.file for table in tables))
            date, moment = newest
            self.text.setText(say("import.same.text", files=names, at=moment[:10], date=date))
