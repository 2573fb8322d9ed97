"""比对模型: what people's decisions would teach, before it is switched on, and the versions there are."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from census_app.desktop import match_commands
from census_app.desktop.core_words import worded
from census_app.desktop.jobs import Job, JobRecord
from census_app.desktop.language import say
from census_app.desktop.pages.matching.model_words import LearnedRow, learned_rows, teachable
from census_app.desktop.pages.matching.reads import ModelLine, read_models
from census_app.desktop.pages.tasks.job_dialog import FORM, RESULT, JobDialog
from census_app.desktop.reads import Reader
from census_app.desktop.session import Session
from census_app.desktop.theme.look import scaled, sized_font
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row

_SIZE = (860, 560)
_COLUMNS = ("source", "version", "origin", "used", "since")
_MEASURES = ("measure", "before", "after")
_CELL = 20


class ModelDialog(JobDialog):
    """Versions with what may be done to them; looking writes nothing, each change is a job and an act in the log."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent, session, say("action.match_models"), say("match.models.learn"), _SIZE)
        self._reader = Reader(self)
        self.lines: list[ModelLine] = []
        self.versions = _table(say("action.match_models"), [say(f"match.models.column.{name}") for name in _COLUMNS])
        self.versions.itemSelectionChanged.connect(self._enable)
        self.preview = _table(say("match.models.learn"), [say(f"match.models.{name}") for name in _MEASURES])
        self.preview.setWordWrap(True)
        self.preview.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.use_button = Button(say("match.models.use"))
        self.export_button, self.import_button = Button(say("match.models.export")), Button(say("match.models.import"))
        self.use_button.clicked.connect(self.use)
        self.export_button.clicked.connect(self.export)
        self.import_button.clicked.connect(self.bring)
        self.back_button = Button(say("match.models.back"))
        self.back_button.clicked.connect(lambda: self.show_step(FORM, say("match.models.text")))
        self.buttons.insertWidget(1, self.back_button)
        self.teach_buttons: list[Button] = []
        self.assemble(self._form(), self.preview, say("match.models.text"))
        self._read()

    def _form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.versions, 1)
        column.addLayout(row(self.use_button, self.export_button, self.import_button, None))
        return form

    def _read(self) -> None:
        if (folder := self.session.folder) is not None:
            self._reader.ask("models", partial(read_models, folder), self._show_lines, self._refuse)

    def _refuse(self, error: Exception) -> None:
        advice = str(getattr(error, "advice", "") or "")
        self.show_step(FORM, f"{getattr(error, 'message', error)}  {advice}".strip(), "high")

    def _show_lines(self, lines: list[ModelLine]) -> None:
        chosen = self.chosen()
        self.lines = lines
        self.versions.setRowCount(len(lines))
        for place, one in enumerate(lines):
            used = say("match.models.in_use") if one.in_use else ""
            cells = (one.name, say("match.models.version", number=one.version), one.origin, used, one.since)
            for column, text in enumerate(cells):
                self.versions.setItem(place, column, QTableWidgetItem(text))
        keys = [(one.source, one.version) for one in lines]
        if lines:
            known = chosen is not None and (chosen.source, chosen.version) in keys
            self.versions.selectRow(keys.index((chosen.source, chosen.version)) if known and chosen else 0)
        self.versions.setFocus()
        self._enable()

    def chosen(self) -> ModelLine | None:
        """The version that is marked."""
        place = self.versions.currentRow()
        return self.lines[place] if 0 <= place < len(self.lines) else None

    def _enable(self) -> None:
        line = self.chosen()
        self.use_button.setEnabled(line is not None and not line.in_use)
        for button in (self.export_button, self.import_button):
            button.setEnabled(line is not None)

    def job(self) -> Job | None:
        """What the decisions would change."""
        folder = self.session.folder
        return match_commands.learn(folder) if folder is not None else None

    def use(self) -> None:
        """The marked version is in use."""
        line, folder = self.chosen(), self.session.folder
        if line is not None and folder is not None:
            self.run_job(match_commands.switch_model(folder, line.source, line.version))

    def export(self) -> None:
        """The marked version goes into a file of one's choice."""
        line, folder = self.chosen(), self.session.folder
        if line is None or folder is None:
            return
        proposed = say("match.models.file", source=line.name, number=line.version)
        name, _ = QFileDialog.getSaveFileName(self, say("match.models.export"), proposed, "*.json")
        if name:
            target = Path(name if name.endswith(".json") else f"{name}.json")
            self.run_job(match_commands.export_model(folder, line.source, line.version, target))

    def bring(self) -> None:
        """A model from a file becomes a version of the marked source."""
        line, folder = self.chosen(), self.session.folder
        if line is None or folder is None:
            return
        name, _ = QFileDialog.getOpenFileName(self, say("match.models.import"), "", "*.json")
        if name:
            self.run_job(match_commands.import_model(folder, line.source, Path(name)))

    def teach(self, source: str) -> None:
        """The model learned about the source is in use, unless something changed that refuses it."""
        if (folder := self.session.folder) is not None:
            self.run_job(match_commands.teach(folder, source))

    def show_step(self, step: int, text: str, role: str = "mute") -> None:
        """Models may be switched to where they were looked at."""
        super().show_step(step, text, role)
        self.back_button.setVisible(step == RESULT)
        for button in self.teach_buttons:
            button.setVisible(step == RESULT)

    def show_result(self, record: JobRecord) -> None:
        """What would change, or what did."""
        kind, result = record.job.kind, record.result
        if kind == match_commands.LEARN:
            self._show_learned(record)
            return
        self._read()
        if kind == match_commands.TEACH:
            (one,) = result["sources"].values()
            told = {"source": worded(one["name"]), "number": one["version"]}
            if one["refused"]:
                self.show_step(RESULT, worded(one["refused"]), "high")
            else:
                self.show_step(FORM, say("match.models.taught", **told), "ok")
            return
        name = next((line.name for line in self.lines if line.source == result["source"]), result["source"])
        self.show_step(FORM, say(f"match.models.done.{kind}", source=name, number=result["version"]), "ok")

    def _show_learned(self, record: JobRecord) -> None:
        self._show_rows(learned_rows(record.result))
        for button in self.teach_buttons:
            button.hide()
            button.deleteLater()
        self.teach_buttons = []
        for source, name in teachable(record.result):
            button = Button(say("match.models.teach", source=name), primary=not self.teach_buttons)
            button.clicked.connect(partial(self._teach_clicked, source))
            self.buttons.addWidget(button)
            self.teach_buttons.append(button)
        self.show_step(RESULT, say("match.models.looked"))
        self.preview.setFocus()

    def _show_rows(self, rows: list[LearnedRow]) -> None:
        table = self.preview
        table.clearSpans()
        table.setRowCount(len(rows))
        for place, one in enumerate(rows):
            for column, text in enumerate((one.text, one.before, one.after)):
                item = QTableWidgetItem(text)
                item.setFont(sized_font("body", bold=one.head))
                table.setItem(place, column, item)
            if one.sentence:
                table.setSpan(place, 0, 1, len(_MEASURES))
        self._fit_rows()
        table.selectRow(0)

    def _fit_rows(self) -> None:
        """Sentences have the lines they need in the width of the table, names of measures in that of their column."""
        table = self.preview
        for place in range(table.rowCount()):
            item, whole = table.item(place, 0), table.columnSpan(place, 0) > 1
            if item is not None:
                room = (table.viewport().width() if whole else table.columnWidth(0)) - scaled(_CELL)
                metrics = QFontMetrics(item.font())
                box = metrics.boundingRect(QRect(0, 0, room, 0), Qt.TextFlag.TextWordWrap, item.text())
                table.setRowHeight(place, box.height() + scaled(_CELL) // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has other lines."""
        super().resizeEvent(event)
        self._fit_rows()

    def _teach_clicked(self, source: str, _checked: bool = False) -> None:
        self.teach(source)

    def cancelled_words(self) -> str:
        """What is true after a cancel."""
        return say("match.models.cancelled")

    def done(self, result: int) -> None:
        """Closed: nothing is read any more."""
        self._reader.close()
        super().done(result)
        self.deleteLater()


def _table(name: str, headings: list[str]) -> QTableWidget:
    """A table to read and to mark one row of, its last column as wide as there is room."""
    table = QTableWidget(0, len(headings))
    table.setHorizontalHeaderLabels(headings)
    table.verticalHeader().hide()
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setAccessibleName(name)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(len(headings) - 1, QHeaderView.ResizeMode.Stretch)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return table
