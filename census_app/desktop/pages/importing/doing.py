"""What the import asks a person for beside its questions: where to keep a mapping, which database to read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from census_app.desktop.core import write_mapping
from census_app.desktop.language import say
from census_app.desktop.pages.importing.flow import ImportFlow
from census_app.desktop.pages.page import Context
from census_app.desktop.widgets.line_dialog import LineDialog

ADDRESS_SIGN = "://"


class ImportActs:
    """Dialogs over the import page."""

    def __init__(self, parent: QWidget, context: Context, flow: ImportFlow) -> None:
        self._parent, self._context, self._flow = parent, context, flow

    def remember_mapping(self) -> None:
        """Ask where to, and write the answers given so far."""
        name, _ = QFileDialog.getSaveFileName(
            self._parent, say("action.save_mapping"), say("import.mapping_file"), "*.yaml"
        )
        if not name:
            return
        tables = self._flow.answered_tables()

        def saved(path: Path) -> None:
            self._context.shell.toast(say("import.mapping_saved", file=path))

        self._context.session.reader.ask("mapping", lambda: write_mapping(tables, Path(name)), saved, self.not_written)

    def not_written(self, error: Exception) -> None:
        """The mapping could not be written."""
        self._context.shell.toast(str(error))

    def ask_address(self, take: Callable[[list[str]], object]) -> None:
        """Ask for a database's address and recognise its tables; what is no address stays to be corrected."""
        address, yes = LineDialog.ask_for(
            self._parent, say("action.read_database"), say("import.database"), "sqlite:///", _no_address
        )
        if yes:
            take([address])


def _no_address(text: str) -> str:
    return "" if ADDRESS_SIGN in text and not text.endswith(ADDRESS_SIGN) else say("import.no_database")
