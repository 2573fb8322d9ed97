"""What the import asks a person for beside its questions: where to keep a mapping, which database to read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from census_app.desktop.core import write_mapping
from census_app.desktop.language import say
from census_app.desktop.pages.importing.flow import ImportFlow
from census_app.desktop.pages.importing.stamps import changed_since
from census_app.desktop.pages.page import Context
from census_app.desktop.widgets.line_dialog import LineDialog

ADDRESS_SIGN = "://"


class ImportActs:
    """Dialogs over the import page."""

    def __init__(self, parent: QWidget, context: Context, flow: ImportFlow) -> None:
        self._parent, self._context, self._flow = parent, context, flow

    def take_back(self) -> None:
        """The newest answer is taken back, and that is said."""
        if self._flow.take_back():
            self._context.shell.toast(say("import.taken_back"))

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

    def prepare(self, workspace: Path, start: Callable[[Path | None], object]) -> None:
        """`start` with the file the answers are in, None without answers; files that changed since they were
        recognised are recognised again instead, and that is said."""
        flow = self._flow
        tables = flow.answered_tables() if flow.answers or flow.tables else None
        seen = dict(flow.seen)

        def ready() -> tuple[list[str], Path | None]:
            changed = changed_since(seen)
            return changed, write_mapping(tables) if tables is not None and not changed else None

        def go_on(found: tuple[list[str], Path | None]) -> None:
            changed, mapping = found
            if not changed:
                start(mapping)
            elif flow.read_again(changed, workspace):
                names = "、".join(Path(source).name for source in changed)
                self._context.shell.toast(say("import.changed", files=names))
            else:
                self._context.shell.toast(say("job.busy"))

        self._context.session.reader.ask("mapping", ready, go_on, self.not_written)

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
