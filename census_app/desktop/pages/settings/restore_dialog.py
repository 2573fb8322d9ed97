"""从备份恢复: which backup, into which new folder; then the restored workspace opens."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QWidget

from census_app.desktop import keeping_commands
from census_app.desktop.frame.places import first_folder, free_folder
from census_app.desktop.jobs import Job, JobRecord
from census_app.desktop.language import count, say
from census_app.desktop.pages.page import Shell
from census_app.desktop.pages.settings.sizes import size_text
from census_app.desktop.pages.tasks.job_dialog import FORM, RESULT, JobDialog
from census_app.desktop.session import Session
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import text_label
from census_app.desktop.widgets.states import StateView

_SIZE = (680, 360)


class RestoreDialog(JobDialog):
    """A restore never touches an existing workspace: the folder must be new or empty."""

    def __init__(self, parent: QWidget, session: Session, shell: Shell, backup: str = "") -> None:
        super().__init__(parent, session, say("action.restore_backup"), say("settings.restore.start"), _SIZE)
        self.setAcceptDrops(True)
        self._shell = shell
        self.backup, self.target = QLineEdit(), QLineEdit()
        self.backup.textChanged.connect(lambda _text: self._propose())
        self.open_button = Button(say("settings.restore.open"), "Enter", primary=True)
        self.open_button.clicked.connect(self.open_restored)
        self.buttons.addWidget(self.open_button)
        self.done_view = StateView("tick", say("settings.restore.done"), "", tone="ok")
        self.assemble(self._form(), self.done_view, say("settings.restore.text"))
        self.backup.setText(backup)

    def _form(self) -> QWidget:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(14)
        choose, change = Button(say("settings.roster.choose")), Button(say("common.change"))
        choose.clicked.connect(self._choose)
        change.clicked.connect(self._change)
        fields = (("backup", self.backup, choose), ("target", self.target, change))
        for line, (name, field, button) in enumerate(fields):
            field.setAccessibleName(say(f"settings.restore.{name}"))
            grid.addWidget(text_label(say(f"settings.restore.{name}")), line, 0)
            grid.addWidget(field, line, 1)
            grid.addWidget(button, line, 2)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)
        return form

    def _propose(self) -> None:
        backup = Path(self.backup.text().strip())
        if backup.name:
            beside = backup.parent if backup.is_absolute() else first_folder()
            self.target.setText(str(free_folder(beside / say("settings.restore.folder", name=backup.stem))))

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, say("settings.restore.backup"), self.backup.text(), say("settings.storage.filter")
        )
        if name:
            self.backup.setText(name)

    def _change(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, say("settings.restore.target"), self.target.text())
        if name:
            self.target.setText(name)

    def show_step(self, step: int, text: str, role: str = "mute") -> None:
        """Only what was restored can be opened."""
        super().show_step(step, text, role)
        self.open_button.setVisible(step == RESULT)

    def job(self) -> Job | None:
        """The restore, once both places are said."""
        backup, target = self.backup.text().strip(), self.target.text().strip()
        if not backup or not target:
            self.show_step(FORM, say("settings.restore.missing"), "mid")
            (self.target if backup else self.backup).setFocus()
            return None
        return keeping_commands.restore(Path(backup), Path(target))

    def show_result(self, record: JobRecord) -> None:
        """What came back."""
        result = record.result
        told = {"files": count(int(result["files"])), "size": size_text(int(result["bytes"]))}
        self.done_view.say(say("settings.restore.done"), str(result["workspace"]))
        self.show_step(RESULT, say("settings.restore.told", **told), "ok")
        self.open_button.setFocus()

    def open_restored(self) -> None:
        """The restored workspace is the open one."""
        if self.record is not None:
            self._shell.open_folder(Path(str(self.record.result["workspace"])))
        self.accept()

    def cancelled_words(self) -> str:
        """What is true after a cancel."""
        return say("settings.restore.cancelled")

    def take_files(self, paths: list[str]) -> None:
        """The first file is the backup."""
        self.backup.setText(paths[0])
