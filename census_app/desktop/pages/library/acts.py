"""What is done to the library from the window: written, reworded, retired, settled, sent and taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from census_app.desktop import keeping_commands
from census_app.desktop.jobs import JobRecord
from census_app.desktop.language import count, say
from census_app.desktop.opened import person_at
from census_app.desktop.pages.library import entries
from census_app.desktop.pages.library.editor import EntryEditor
from census_app.desktop.pages.library.entries import EntryDraft
from census_app.desktop.pages.library.taking import TakeEntriesDialog
from census_app.desktop.pages.page import Context
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.asking import AskDialog


class EntryActs(QObject):
    """`changed(entry id)` after something was written; empty when it was not about one entry."""

    changed = Signal(str)

    def __init__(self, over: QWidget, context: Context, reader: Reader) -> None:
        super().__init__(over)
        self._over, self._context, self._reader = over, context, reader
        self.editor: EntryEditor | None = None
        self.dialog: AskDialog | None = None
        self.taking: TakeEntriesDialog | None = None
        context.session.jobs.finished.connect(self._finished)

    @property
    def _folder(self) -> Path | None:
        return self._context.session.folder

    def author(self) -> str:
        """Who writes: whoever signed in, else the name given in the window; empty leaves it to the core."""
        folder = self._folder
        if folder is not None and person_at(folder) is not None:
            return ""
        return self._context.session.preferences.text("reviewer", "")

    def write(self) -> None:
        """A new entry."""
        self._edit(EntryDraft())

    def edit(self, entry: str) -> None:
        """Another wording of an entry; the wordings before it stay."""
        if (folder := self._folder) is not None and entry:
            self._reader.ask("draft", partial(entries.read_draft, folder, entry), self._edit, self._refused)

    def _edit(self, draft: EntryDraft) -> None:
        if (folder := self._folder) is None:
            return
        self.editor = EntryEditor(self._over, self._reader, folder, draft, self.author())
        self.editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.editor.kept.connect(self._kept)
        self.editor.open()

    def _kept(self, entry: str) -> None:
        self._context.shell.toast(say("library.kept", entry=entry))
        self.changed.emit(entry)

    def retire(self, entry: str) -> None:
        """The entry is no longer found; a reason is needed, and the toast takes it back."""
        fields = {"reason": (say("library.reason"), say("library.reason_hint"))}
        dialog = self._ask("retire", fields, say("action.retire_entry"))

        def done(_nothing: Any) -> None:
            dialog.accept()
            self._context.shell.toast(say("library.retired", entry=entry), partial(self.publish, entry))
            self.changed.emit(entry)

        def asked(values: dict[str, str]) -> None:
            self._do(partial(entries.retire, entry=entry, reason=values["reason"]), done, dialog.refuse)

        dialog.done_with = asked

    def publish(self, entry: str) -> None:
        """A draft or retired entry is found again."""
        self._do(partial(entries.publish, entry=entry), lambda _done: self.changed.emit(entry), self._refused)

    def settle(self, entry: str, *, theirs: bool, county: str) -> None:
        """One of two diverging wordings counts from now on."""
        work = partial(entries.settle, entry=entry, author=self.author(), theirs=theirs, county=county)

        def done(_nothing: Any) -> None:
            self._context.shell.toast(say("library.settled_theirs" if theirs else "library.settled_ours"))
            self.changed.emit(entry)

        self._do(work, done, self._refused)

    def export(self) -> None:
        """The published entries in a file: for other counties, or for people to read."""
        folder = self._folder
        if folder is None:
            return
        target = folder / "exports" / say("library.export_file")
        fields = {
            "out": (say("library.export_out"), ""),
            "county": (say("library.export_county"), say("library.export_county_hint")),
            "rule": (say("library.export_rule"), say("library.export_rule_hint")),
        }
        dialog = self._ask("export", fields, say("action.export_entries"))
        dialog.fields["out"].setText(str(target))

        def start(values: dict[str, str]) -> None:
            job = keeping_commands.export_entries(folder, Path(values["out"]), values["county"], values["rule"])
            if self._context.session.jobs.start(job) is None:
                self._context.shell.toast(say("job.busy"))
            dialog.accept()

        dialog.done_with = start

    def take(self, paths: Sequence[str] = ()) -> None:
        """Entries of other counties come in, after a look at what becomes of them."""
        self.taking = TakeEntriesDialog(self._over, self._context.session, paths)
        self.taking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.taking.taken.connect(lambda: self.changed.emit(""))
        self.taking.looked_at.connect(self.changed.emit)
        self.taking.open()

    def _ask(self, name: str, fields: dict[str, tuple[str, str]], yes: str) -> AskDialog:
        title, text = say(f"library.{name}.title"), say(f"library.{name}.text")
        self.dialog = AskDialog(self._over, title, text, yes, fields)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.open()
        return self.dialog

    def _do(
        self, work: Callable[[Path], object], done: Callable[[Any], object], failed: Callable[[Exception], object]
    ) -> None:
        if (folder := self._folder) is not None:
            self._reader.ask("entry act", partial(work, folder), done, failed)

    def _finished(self, record: JobRecord) -> None:
        if record.job.kind == keeping_commands.EXPORT_ENTRIES:
            refused = [str(one) for one in record.result.get("refused") or ()]
            told = say("library.exported", number=count(int(record.result["entries"])), file=record.result["file"])
            left = say("library.left_out", number=len(refused), first=refused[0]) if refused else ""
            self._context.shell.toast(f"{told}  {left}".strip())

    def _refused(self, error: Exception) -> None:
        advice = str(getattr(error, "advice", "") or "")
        self._context.shell.toast(f"{getattr(error, 'message', error)}  {advice}".strip())
