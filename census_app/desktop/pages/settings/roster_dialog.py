"""导入名册: the file and what goes with it, then what it would change, then the import itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QWidget

from census_app.desktop import keeping_commands
from census_app.desktop.jobs import Job, JobRecord
from census_app.desktop.keeping_commands import ROSTER_PREVIEW, RosterWanted
from census_app.desktop.language import count, say
from census_app.desktop.pages.settings.roster_result import RosterResult
from census_app.desktop.pages.tasks.job_dialog import FORM, RESULT, JobDialog
from census_app.desktop.session import Session
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.chips import FacetChip
from census_app.desktop.widgets.layout import row, text_label
from census_app.desktop.widgets.links import open_file

_SIZE = (880, 560)


class RosterDialog(JobDialog):
    """Nothing is written before the second button; wrong cells are named and marked in a copy of the roster."""

    def __init__(self, parent: QWidget, session: Session, enabled: bool, path: str = "") -> None:
        super().__init__(parent, session, say("action.import_roster"), say("settings.roster.look"), _SIZE)
        self.setAcceptDrops(True)
        self.file = QLineEdit(path)
        self.file.setPlaceholderText(say("settings.roster.file_hint"))
        proposed = (session.folder or Path.home()) / "exports"
        self.codes = QLineEdit(str(proposed / say("settings.roster.codes_name", day=date.today().isoformat())))
        self.complete = FacetChip(say("settings.roster.complete"))
        self.write_codes = FacetChip(say("settings.roster.write_codes"), chosen=True)
        self.enable = FacetChip(say("settings.roster.enable"), chosen=not enabled)
        self.enable.setVisible(not enabled)
        for chip in (self.complete, self.write_codes, self.enable):
            chip.clicked.connect(lambda _checked=False, one=chip: one.show_text(one.text(), not one.chosen))
        self.outcome = RosterResult()
        self.take_button = Button(say("settings.roster.take"), "Enter", primary=True)
        self.take_button.clicked.connect(self.take)
        self.again_button = Button(say("settings.roster.again"))
        self.again_button.clicked.connect(lambda: self.show_step(FORM, say("settings.roster.text")))
        self.open_button = Button(say("settings.roster.open"))
        self.open_button.clicked.connect(self.open_written)
        for button in (self.open_button, self.again_button, self.take_button):
            self.buttons.addWidget(button)
        self._written = ""
        self.assemble(self._form(), self.outcome, say("settings.roster.text"))

    def _form(self) -> QWidget:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(14)
        browse, elsewhere = Button(say("settings.roster.choose")), Button(say("common.change"))
        browse.clicked.connect(self._browse)
        elsewhere.clicked.connect(self._browse_codes)
        for line, (name, field, button) in enumerate((("file", self.file, browse), ("codes", self.codes, elsewhere))):
            grid.addWidget(text_label(say(f"settings.roster.{name}")), line, 0)
            grid.addWidget(field, line, 1)
            field.setAccessibleName(say(f"settings.roster.{name}"))
            grid.addWidget(button, line, 2)
        notes = {self.write_codes: "write_codes_note", self.enable: "enable_note", self.complete: "complete_note"}
        for line, (chip, note) in enumerate(notes.items(), start=2):
            grid.addLayout(row(chip, text_label(say(f"settings.roster.{note}"), "mute"), None), line, 1, 1, 2)
        grid.addWidget(text_label(say("settings.roster.columns"), "mute", wrap=True), 5, 0, 1, 3)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(6, 1)
        return form

    def _browse(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, say("settings.roster.choose"), self.file.text(), say("settings.roster.filter")
        )
        if name:
            self.file.setText(name)

    def _browse_codes(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, say("settings.people.codes_title"), self.codes.text(), say("settings.people.codes_filter")
        )
        if name:
            self.codes.setText(name)

    def wanted(self) -> RosterWanted:
        """What the form says."""
        codes = self.codes.text().strip() if self.write_codes.chosen else ""
        file = Path(self.file.text().strip())
        return RosterWanted(file, self.complete.chosen, codes, self.enable.chosen)

    def job(self) -> Job | None:
        """The preview."""
        workspace = self.session.folder
        if workspace is None or not self.file.text().strip():
            self.show_step(FORM, say("settings.roster.no_file"), "mid")
            self.file.setFocus()
            return None
        return keeping_commands.roster(workspace, self.wanted(), preview=True)

    def take(self) -> None:
        """The roster of the preview comes in."""
        if (workspace := self.session.folder) is not None:
            self.run_job(keeping_commands.roster(workspace, self.wanted(), preview=False))

    def show_step(self, step: int, text: str, role: str = "mute") -> None:
        """Each step has its own buttons."""
        super().show_step(step, text, role)
        self._written = ""
        for button in (self.take_button, self.again_button, self.open_button):
            button.setVisible(False)

    def show_result(self, record: JobRecord) -> None:
        """What would change, or what did."""
        result, preview = record.result, record.job.kind == ROSTER_PREVIEW
        self.outcome.show_result(result)
        if result.get("fault_count"):
            self._show_faults(result)
        elif preview:
            empty = not any(int(result[one][kind]) for one in ("people", "units") for kind in ("new", "changed"))
            nothing = empty and not int(result["people"]["left"])
            words = "nothing" if nothing else "would"
            self.show_step(RESULT, say(f"settings.roster.{words}", rows=count(int(result["rows"]))))
            self.take_button.setVisible(True)
            self.again_button.setVisible(True)
            self.take_button.setFocus()
        else:
            self._show_taken(result)

    def _show_faults(self, result: dict[str, Any]) -> None:
        told = say("settings.roster.faults", number=count(int(result["fault_count"])))
        self.show_step(RESULT, told, "high")
        self.again_button.setVisible(True)
        self._offer(str(result.get("marked") or ""), "open_marked")

    def _show_taken(self, result: dict[str, Any]) -> None:
        told = [say("settings.roster.taken" if result["act"] else "settings.roster.same", act=result["act"])]
        if issued := int(result["codes_issued"]):
            told.append(say("settings.roster.codes_done", number=count(issued), file=result["codes"]))
        told += [say("settings.roster.enabled")] if result["enabled"] else []
        self.show_step(RESULT, "  ".join(told), "ok")
        self._offer(str(result["codes"]) if int(result["codes_issued"]) else "", "open_codes")
        self.session.reload_asked.emit()

    def _offer(self, path: str, words: str) -> None:
        self._written = path
        self.open_button.setText(say(f"settings.roster.{words}"))
        self.open_button.updateGeometry()
        self.open_button.setVisible(bool(path))

    def open_written(self) -> None:
        """The first codes, or the copy in which wrong cells are marked."""
        if self._written:
            open_file(Path(self._written))

    def cancelled_words(self) -> str:
        """What is true after a cancel."""
        return say("settings.roster.cancelled")

    def take_files(self, paths: list[str]) -> None:
        """The first file is the roster."""
        self.file.setText(paths[0])
