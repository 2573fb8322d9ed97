"""The left card: which report, of when, into which folder; the job; the files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QListWidget, QListWidgetItem, QWidget

from census_app.desktop import survey_commands
from census_app.desktop.core_words import worded
from census_app.desktop.frame.status import step_text
from census_app.desktop.jobs import Job, JobRecord
from census_app.desktop.language import count, label, say
from census_app.desktop.pages.reports.reads import ReportKind
from census_app.desktop.theme.icons import icon
from census_app.desktop.theme.look import scaled, tokens
from census_app.desktop.widgets.bars import ProgressLine
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.cells import KeyMark
from census_app.desktop.widgets.layout import Card, clear_layout, row, set_role, text_label
from census_app.desktop.widgets.links import open_file
from census_app.desktop.widgets.options import Option

WIDTH = 372
_ROW, _FIRST = 30, "bulletin"


class ReportMaker(Card):
    """Remembers the kind that was chosen; `job` is what it asks for."""

    def __init__(self, make: QWidget, cancel: Button, chosen: str) -> None:
        super().__init__((14, 12, 14, 12), 8)
        # in large text half as much wider: the rest of the page has to grow too
        self.setFixedWidth((WIDTH + scaled(WIDTH)) // 2)
        self.kinds: tuple[ReportKind, ...] = ()
        self.chosen = chosen or _FIRST
        self._workspace = Path()
        self._options = Card((0, 0, 0, 0), 4)
        self._options.setObjectName("")
        self.period = QComboBox()
        self.period.setEditable(True)
        self.period_word = text_label("")
        self.folder = QLineEdit()
        self.folder.setAccessibleName(say("reports.out"))
        self.folder.textChanged.connect(self.folder.setToolTip)
        browse = Button(say("common.change"))
        browse.clicked.connect(self._browse)
        self.message = text_label(say("reports.text"), "mute", wrap=True)
        self.line = ProgressLine(120)
        self.cancel = cancel
        self.files = QListWidget()
        self.files.setItemDelegate(KeyMark(self.files))
        self.files.setAccessibleName(say("reports.make"))
        self.files.itemActivated.connect(lambda item: open_file(Path(item.data(Qt.ItemDataRole.UserRole))))
        self.body.addWidget(text_label(say("reports.make"), "heading"))
        self.body.addWidget(self._options)
        period = row(self.period_word)
        period.addWidget(self.period, 1)
        out = row(text_label(say("reports.out")))
        out.addWidget(self.folder, 1)
        out.addWidget(browse)
        self.body.addLayout(period)
        self.body.addLayout(out)
        self.body.addLayout(row(make, cancel, self.line, None))
        self.body.addWidget(self.message)
        self.body.addWidget(self.files, 1)
        self._running(running=False)

    def show_kinds(self, kinds: tuple[ReportKind, ...], workspace: Path) -> None:
        """What can be made in this workspace."""
        if workspace != self._workspace:
            self._workspace = workspace
            self.folder.setText(str(default_folder(workspace)))
            self.files.clear()
        self.kinds = kinds
        self.choose(self.chosen)

    def choose(self, kind: str) -> None:
        """Another report; the periods offered are its own."""
        self.chosen = kind
        clear_layout(self._options.body)
        for key, one in enumerate(self.kinds, start=1):
            option = Option(str(key), label("report_kind", one.id), worded(one.says), one.id == kind)
            option.clicked.connect(partial(self._pick, one.id))
            self._options.body.addWidget(option)
        found = self._kind()
        if found is None:
            return
        self.period_word.setText(say(f"reports.period.{found.asked_by}"))
        self.period.setAccessibleName(self.period_word.text())
        kept = self.period.currentText()
        self.period.clear()
        self.period.addItems(list(found.periods))
        if kept in found.periods:
            self.period.setCurrentText(kept)

    def choose_place(self, place: int) -> None:
        """The report at this place, counted from 0."""
        if place < len(self.kinds):
            self.choose(self.kinds[place].id)

    def _pick(self, kind: str, _checked: bool = False) -> None:
        self.choose(kind)

    def _kind(self) -> ReportKind | None:
        return next((one for one in self.kinds if one.id == self.chosen), None)

    def _browse(self) -> None:
        name = QFileDialog.getExistingDirectory(self, say("reports.out"), self.folder.text())
        if name:
            self.folder.setText(name)

    def job(self) -> Job | None:
        """The report that is asked for; None, with a sentence, when something is missing."""
        kind, period, out = self._kind(), self.period.currentText().strip(), self.folder.text().strip()
        if kind is None or not period or not out:
            self.say(say("reports.no_period"), "mid")
            return None
        return survey_commands.report(self._workspace, kind.id, kind.asked_by, period, Path(out))

    def say(self, text: str, role: str = "mute") -> None:
        """One sentence below the button."""
        self.message.setText(text)
        set_role(self.message, role)

    def _running(self, *, running: bool) -> None:
        self.line.setVisible(running)
        self.cancel.setVisible(running)

    def show_step(self, record: JobRecord) -> None:
        """The job goes on."""
        self._running(running=True)
        self.line.show_step(record.done, record.total)
        self.say(step_text(record) if record.text else say("reports.running"))

    def show_end(self, text: str, role: str) -> None:
        """The job ended without files."""
        self._running(running=False)
        self.say(text, role)

    def show_files(self, record: JobRecord) -> None:
        """The job is done: its files, to be opened."""
        result = record.result
        self.files.clear()
        for name in result.get("files") or ():
            path = Path(str(name))
            item = QListWidgetItem(path.name)
            item.setData(Qt.ItemDataRole.UserRole, str(path))
            item.setToolTip(str(path))
            item.setIcon(icon("file", tokens()["accent"]))
            item.setSizeHint(QSize(0, scaled(_ROW)))
            self.files.addItem(item)
        told = {"kind": label("report_kind", str(result.get("report"))), "period": str(result.get("period"))}
        self.show_end(say("reports.done", **told, codes=count(int(result.get("codes") or 0))), "ok")
        if self.files.count():
            self.files.setCurrentRow(0)
            self.files.setFocus()


def default_folder(workspace: Path) -> Path:
    """Where reports go unless somebody says otherwise."""
    return workspace / "exports" / say("reports.folder")
