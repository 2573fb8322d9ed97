"""Which workspace the import goes to, and a way to choose another before the first one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from census_app.desktop.frame.places import first_folder, free_folder
from census_app.desktop.language import say
from census_app.desktop.session import Session
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.layout import ElidedLabel


class TargetLine(QWidget):
    """One line; the proposed folder is made when the import starts."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._chosen: Path | None = None
        self._text = ElidedLabel("", "mute")
        self._change = LinkButton(say("common.change"))
        self._change.clicked.connect(self._choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._change)
        self._say()

    def folder(self) -> Path:
        """The open workspace, else the chosen or the proposed one."""
        return self._session.folder or self._chosen or free_folder(first_folder() / say("workspace.default"))

    def choose(self, folder: Path) -> None:
        """Propose another folder."""
        self._chosen = folder
        self.refresh()

    def refresh(self) -> None:
        """Say where the data will go; an open workspace needs no words here."""
        self.setVisible(self._session.folder is None)
        self._say()

    def _say(self) -> None:
        self._text.setText(say("import.target", folder=self.folder()))

    def _choose(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, say("action.new_workspace"), str(self.folder()))
        if name:
            self.choose(Path(name))
