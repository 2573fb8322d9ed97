"""What is done to people from the window: the roster in, first codes out, people enabled and disabled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.pages.page import Context
from census_app.desktop.pages.settings import people_reads
from census_app.desktop.pages.settings.roster_dialog import RosterDialog
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.asking import AskDialog
from census_app.desktop.widgets.links import open_file


class PeopleActs(QObject):
    """`changed` after something was written; refusals are said in the dialog, or as a short sentence."""

    changed = Signal()

    def __init__(self, over: QWidget, context: Context, reader: Reader) -> None:
        super().__init__(over)
        self._over, self._context, self._reader = over, context, reader
        self.enabled = False
        self.dialog: AskDialog | None = None
        self.roster: RosterDialog | None = None

    def import_roster(self, paths: Sequence[str] = ()) -> RosterDialog:
        """A roster comes in, with what it would change shown first."""
        self.roster = RosterDialog(self._over, self._context.session, self.enabled, next(iter(paths), ""))
        self.roster.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.roster.open()
        return self.roster

    def export_roster(self) -> None:
        """The roster as it stands, in a file of one's choice that then opens: corrected, it is imported again."""
        folder = self._context.session.folder
        if folder is None:
            return
        proposed = folder / "exports" / say("settings.people.roster_file", day=date.today().isoformat())
        name, _ = QFileDialog.getSaveFileName(
            self._over, say("action.export_roster"), str(proposed), say("settings.people.codes_filter")
        )
        if name:
            self._reader.ask(
                "roster", partial(people_reads.write_out, folder, Path(name)), self._written, self._refused
            )

    def _written(self, report: Any) -> None:
        people = count(report.people)
        self._context.shell.toast(say("settings.people.roster_written", people=people, file=report.file))
        open_file(Path(report.file))

    def issue_codes(self, accounts: Sequence[str]) -> None:
        """New first codes for these people, into a file of one's choice."""
        folder = self._context.session.folder
        if folder is None or not accounts:
            return
        proposed = folder / "exports" / say("settings.people.codes_file")
        name, _ = QFileDialog.getSaveFileName(
            self._over, say("settings.people.codes_title"), str(proposed), say("settings.people.codes_filter")
        )
        if name:
            work = partial(people_reads.issue_first_codes, folder, accounts, Path(name))
            self._reader.ask("codes", work, self._issued, self._refused)

    def _issued(self, report: Any) -> None:
        told = say("settings.people.codes_done", number=count(len(report.accounts)), file=report.file)
        self._context.shell.toast(told)
        self.changed.emit()

    def enable(self) -> None:
        """From then on every act needs a person; without an answer the core finds the workspace's unit."""
        self._ask("enable", "home", people_reads.enable)

    def disable(self) -> None:
        """Everybody may do everything again; a reason is needed."""
        self._ask("disable", "reason", people_reads.disable)

    def _ask(self, name: str, field: str, work: Callable[[Path, str], object]) -> None:
        title, text = say(f"settings.people.{name}.title"), say(f"settings.people.{name}.text")
        words = (say(f"settings.people.{field}"), say(f"settings.people.{field}_hint"))
        dialog = AskDialog(self._over, title, text, say(f"action.{name}_people"), {field: words})
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog

        def done(_result: Any) -> None:
            dialog.accept()
            self._context.shell.toast(say(f"settings.people.{name}.done"))
            self.changed.emit()

        def asked(values: dict[str, str]) -> None:
            if (folder := self._context.session.folder) is not None:
                self._reader.ask("enabling", partial(work, folder, values[field]), done, dialog.refuse)

        dialog.done_with = asked
        dialog.open()

    def _refused(self, error: Exception) -> None:
        advice = str(getattr(error, "advice", "") or "")
        self._context.shell.toast(f"{getattr(error, 'message', error)}  {advice}".strip())
