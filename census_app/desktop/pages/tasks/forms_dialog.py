"""出普查表: week, folder, for whom; then the files to open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from census_app.desktop import survey_commands
from census_app.desktop.jobs import Job, JobRecord
from census_app.desktop.language import count, say
from census_app.desktop.pages.tasks.job_dialog import FORM, RESULT, JobDialog, offered_weeks
from census_app.desktop.session import Session
from census_app.desktop.theme.icons import icon
from census_app.desktop.theme.look import scaled, tokens
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.cells import KeyMark
from census_app.desktop.widgets.chips import FacetChip
from census_app.desktop.widgets.layout import row, text_label
from census_app.desktop.widgets.links import open_file

_SIZE = (640, 420)
_ROW = 32


class FormsDialog(JobDialog):
    """Each surveyor's workbook, on demand with the same form for phones."""

    def __init__(self, parent: QWidget, session: Session, people: Sequence[str], weeks: Sequence[str]) -> None:
        super().__init__(parent, session, say("action.issue_forms"), say("tasks.forms.start"), _SIZE)
        self.week = QComboBox()
        self.week.setEditable(True)
        self.week.addItems(list(dict.fromkeys([*weeks, *offered_weeks()])))
        self.surveyor = QComboBox()
        self.surveyor.addItem(say("tasks.forms.everybody"), "")
        for name in people:
            self.surveyor.addItem(name, name)
        self.folder = QLineEdit(str(self._default_folder()))
        self.week.currentTextChanged.connect(lambda _week: self.folder.setText(str(self._default_folder())))
        self.phones = FacetChip(say("tasks.forms.phones"))
        self.phones.clicked.connect(lambda: self.phones.show_text(self.phones.text(), not self.phones.chosen))
        self.files = QListWidget()
        self.files.setItemDelegate(KeyMark(self.files))
        self.files.setObjectName("framed")
        self.files.setAccessibleName(say("action.issue_forms"))
        self.files.itemActivated.connect(lambda item: open_file(Path(item.data(Qt.ItemDataRole.UserRole))))
        self.open_button = Button(say("lists.open"), primary=True)
        self.open_button.clicked.connect(lambda: open_file(Path(self.folder.text())))
        self.buttons.addWidget(self.open_button)
        self.assemble(self._form(), self.files, say("tasks.forms.text"))

    def _default_folder(self) -> Path:
        week = self.week.currentText().strip()
        return (self.session.folder or Path.home()) / "exports" / f"{say('tasks.forms.folder')}-{week}"

    def _form(self) -> QWidget:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        browse = Button(say("common.change"))
        browse.clicked.connect(self._browse)
        fields = {"week": self.week, "surveyor": self.surveyor, "out": self.folder}
        for line, (name, widget) in enumerate(fields.items()):
            grid.addWidget(text_label(say(f"tasks.forms.{name}")), line, 0)
            grid.addWidget(widget, line, 1)
            widget.setAccessibleName(say(f"tasks.forms.{name}"))
        grid.addWidget(browse, 2, 2)
        grid.addLayout(row(self.phones, None), 3, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(4, 1)
        return form

    def _browse(self) -> None:
        name = QFileDialog.getExistingDirectory(self, say("tasks.forms.out"), self.folder.text())
        if name:
            self.folder.setText(name)

    def show_step(self, step: int, text: str, role: str = "mute") -> None:
        """The folder can be opened once something is in it."""
        super().show_step(step, text, role)
        self.open_button.setVisible(step == RESULT and self.files.count() > 0)

    def job(self) -> Job | None:
        """Forms for the week, in the folder."""
        workspace, out = self.session.folder, self.folder.text().strip()
        if workspace is None or not out:
            self.show_step(FORM, say("tasks.forms.no_folder"), "mid")
            return None
        who = str(self.surveyor.currentData() or "")
        week = self.week.currentText().strip()
        return survey_commands.forms(workspace, week, Path(out), who, phones=self.phones.chosen)

    def show_result(self, record: JobRecord) -> None:
        """The files that were written, and what has nobody yet."""
        self.files.clear()
        made = list(record.result.get("forms") or ())
        for form in made:
            told = say("tasks.forms.line", tasks=count(int(form["tasks"])), items=count(int(form["items"])))
            for path in filter(None, (form.get("file"), form.get("phone_file"))):
                self._add(Path(str(path)), told)
        words = say("tasks.forms.done", files=count(len(made))) if made else say("tasks.forms.nothing")
        if unassigned := int(record.result.get("unassigned") or 0):
            words += "  " + say("tasks.forms.unassigned", number=count(unassigned))
        self.show_step(RESULT, words, "ok" if made else "mid")

    def _add(self, path: Path, told: str) -> None:
        item = QListWidgetItem(f"{path.name}    {told}")
        item.setData(Qt.ItemDataRole.UserRole, str(path))
        item.setToolTip(str(path))
        item.setIcon(icon("file", tokens()["accent"]))
        item.setSizeHint(QSize(0, scaled(_ROW)))
        self.files.addItem(item)
