"""What else can be done with packs: export, the rule book, comparison in words, signatures, keys, a new rule, the way
back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from census_app.desktop import commands
from census_app.desktop.jobs import Job, JobRecord
from census_app.desktop.language import say
from census_app.desktop.pages.page import Context
from census_app.desktop.pages.rules.keys import KeysDialog
from census_app.desktop.pages.rules.signing import SignDialog
from census_app.desktop.pages.rules.tool_reads import compare_with, verification_of
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.lines_dialog import LinesDialog

if TYPE_CHECKING:
    from census_app.desktop.pages.rules.reads import LibraryView

_MADE = (commands.PACK_EXPORT, commands.PACK_BOOK)


class PackTools(QObject):
    """A button with a menu; short work on a worker, long work as jobs."""

    def __init__(self, page: QWidget, context: Context) -> None:
        super().__init__(page)
        self._page, self._context = page, context
        self._library: LibraryView | None = None
        self.reader = Reader(self)
        self.button: ActionButton = page.action_button("pack_tools")  # type: ignore[attr-defined]
        context.session.jobs.finished.connect(self._made)
        context.session.jobs.failed.connect(self._not_made)

    def show_library(self, library: LibraryView) -> None:
        """The packs in force now."""
        self._library = library

    def menu(self) -> QMenu:
        """Everything that can be done."""
        menu = QMenu(self._page)
        for name, act in self._acts().items():
            if name.startswith("-"):
                menu.addSeparator()
            else:
                menu.addAction(say(f"rules.tools.{name}"), act)
        menu.addSeparator()
        for action in ("new_rule", "roll_back_pack"):
            menu.addAction(self._context.actions[action])
        return menu

    def _acts(self) -> dict[str, Callable[[], object]]:
        return {
            "excel": self.export_excel, "zip": self.export_zip, "book": self.print_book, "-1": lambda: None,
            "diff": self.compare, "verify": self.verify, "-2": lambda: None, "sign": self.sign, "keys": self.keys,
        }  # fmt: skip

    def open(self) -> None:
        """The menu under the button."""
        self.menu().popup(self.button.mapToGlobal(QPoint(0, self.button.height() + 4)))

    def export_excel(self) -> None:
        """The base pack in force as a workbook to edit."""
        self._export(".xlsx", say("rules.tools.excel_filter"))

    def export_zip(self) -> None:
        """The base pack in force as a zip to send."""
        self._export(".zip", say("rules.tools.zip_filter"))

    def _export(self, suffix: str, kinds: str) -> None:
        library = self._library
        if library is None:
            return
        manifest = library.ground.composed.base.manifest
        offered = str(library.ground.folder / "exports" / f"{manifest.id}-{manifest.version}{suffix}")
        name, _ = QFileDialog.getSaveFileName(self._page, say("rules.tools.save_as"), offered, kinds)
        if name:
            target = Path(name if name.lower().endswith(suffix) else f"{name}{suffix}")
            self._start(commands.export_pack(library.ground.folder, target))

    def print_book(self) -> None:
        """The rules in force as a book, in a folder."""
        folder = self._context.session.folder
        if folder is None:
            return
        name = QFileDialog.getExistingDirectory(self._page, say("rules.tools.book"), str(folder / "exports"))
        if name:
            self._start(commands.pack_book(folder, Path(name) / say("rules.tools.book_folder")))

    def _start(self, job: Job) -> None:
        if self._context.session.jobs.start(job) is None:
            self._context.shell.toast(say("job.busy"))

    def _made(self, record: JobRecord) -> None:
        if record.job.kind in _MADE:
            files = record.result.get("files") or [record.result.get("excel") or record.result.get("out") or ""]
            told = say("rules.tools.written", file=str(files[0]))
            if overrides := record.result.get("overrides"):
                told += say("rules.tools.overrides_apart", packs="、".join(overrides))
            self._context.shell.toast(told)

    def _not_made(self, record: JobRecord) -> None:
        if record.job.kind in _MADE:
            text = "  ".join(filter(None, (record.message or say("error.unknown"), record.advice)))
            self._show(record.job.title, [text])

    def compare(self) -> None:
        """Another pack beside the one in force, in words."""
        pack, library = self._choose(say("rules.tools.diff")), self._library
        if pack is not None and library is not None:
            self._ask("diff", lambda: compare_with(library.ground, pack), say("rules.tools.diff"))

    def verify(self) -> None:
        """Who signed a pack, and whether that counts here."""
        pack, folder = self._choose(say("rules.tools.verify")), self._context.session.folder
        if pack is not None and folder is not None:
            self._ask("verify", lambda: verification_of(folder, pack), say("rules.tools.verify"))

    def sign(self) -> None:
        """Answer for a pack with one's own key."""
        SignDialog(self._page, self.reader).open()

    def keys(self) -> None:
        """Whose signatures count here."""
        folder = self._context.session.folder
        if folder is not None:
            KeysDialog(self._page, folder, self.reader).open()

    def _choose(self, title: str) -> Path | None:
        name, _ = QFileDialog.getOpenFileName(self._page, title, "", say("rules.pack.filter"))
        return Path(name) if name else None

    def _ask(self, topic: str, function: Callable[[], Any], title: str) -> None:
        def failed(error: Exception) -> None:
            self._show(title, [str(getattr(error, "message", error)), str(getattr(error, "advice", ""))])

        self.reader.ask(topic, function, lambda lines: self._show(title, lines), failed)

    def _show(self, title: str, lines: list[str]) -> None:
        LinesDialog(self._page, title, lines).open()

    def close(self) -> None:
        """The worker has ended and nobody listens."""
        self._context.session.jobs.finished.disconnect(self._made)
        self._context.session.jobs.failed.disconnect(self._not_made)
        self.reader.close()
