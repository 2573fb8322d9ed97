"""The import: drop files, see what was recognised, answer what is doubtful, import, see where every row went."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from census_app.desktop.conditions import READY
from census_app.desktop.core import read_field_names
from census_app.desktop.frame.status import step_text
from census_app.desktop.language import say
from census_app.desktop.pages.importing.decision import DecisionCard
from census_app.desktop.pages.importing.doing import ImportActs
from census_app.desktop.pages.importing.drop_zone import DropZone
from census_app.desktop.pages.importing.extent import ExtentLine
from census_app.desktop.pages.importing.flow import ImportFlow, Stage
from census_app.desktop.pages.importing.mapping import MappingTable
from census_app.desktop.pages.importing.names import FieldNames
from census_app.desktop.pages.importing.outlook import OutlookCard
from census_app.desktop.pages.importing.preview import ColumnGuess, Refusal, TableGuess
from census_app.desktop.pages.importing.refusals import RefusalView
from census_app.desktop.pages.importing.rejected import RejectedCard
from census_app.desktop.pages.importing.result import ResultView
from census_app.desktop.pages.importing.same_files import SameFiles
from census_app.desktop.pages.importing.sheets import SheetList
from census_app.desktop.pages.importing.stepper import Stepper
from census_app.desktop.pages.importing.target import TargetLine
from census_app.desktop.pages.importing.words import step_notes, subtitle
from census_app.desktop.pages.library.topics import Topic, TopicKind
from census_app.desktop.pages.page import Context, Page
from census_app.desktop.turns import Turns
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row
from census_app.desktop.widgets.links import open_file
from census_app.desktop.widgets.states import ErrorView
from census_app.desktop.widgets.working import WorkingView


class ImportPage(Page):
    """Shows the flow's stage; the flow itself survives a language switch."""

    page_id = "import"

    def __init__(self, context: Context) -> None:
        super().__init__(context, say("page.import"))
        self.flow: ImportFlow = context.memory.setdefault("flow", None) or ImportFlow(self.session)
        context.memory["flow"] = self.flow
        self.names = context.memory.get("names", FieldNames())
        self.acts = ImportActs(self, context, self.flow)
        self._looked: ColumnGuess | None = None
        self._shown: tuple[dict[str, Any], FieldNames] | None = None
        self._turns = Turns(self)
        self.stepper = Stepper()
        self.column.addWidget(self.stepper)
        self.stack = QStackedWidget()
        self.column.addWidget(self.stack, 1)
        self._build_tools()
        self._build_views()
        self.flow.changed.connect(self.refresh)
        self.session.jobs.progress.connect(self._progress)
        self.session.reader.ask("names", read_field_names, self._named, lambda _error: None)
        self.refresh()

    def _build_tools(self) -> None:
        self.remember = self.action_button("save_mapping")
        self.run = self.action_button("start_import", primary=True)
        self.again = self.action_button("open_files")
        self.cancel = self.action_button("cancel_job")
        for button in (self.again, self.remember, self.run, self.cancel):
            self.tools.addWidget(button)

    def _build_views(self) -> None:
        choices = ("open_files", "open_sample", "read_database")
        self.drop = DropZone([self.action_button(name, primary=name == choices[0]) for name in choices])
        self.working = WorkingView()
        self.error = ErrorView(only_reads=False)
        self.error.retry.clicked.connect(self._retry)
        self.sheets, self.mapping, self.decision = SheetList(), MappingTable(), DecisionCard()
        self.target, self.same = TargetLine(self.session), SameFiles()
        self.extent = ExtentLine(self.session, self.flow)
        self.same.skip_asked.connect(self.flow.skip_delivered)
        self.mapping.table_asked.connect(self._ask_table)
        self.board = QWidget()
        board = QVBoxLayout(self.board)
        board.setContentsMargins(0, 0, 0, 0)
        board.setSpacing(12)
        line = row(self.sheets, spacing=12)
        line.addWidget(self.mapping, 1)
        line.addWidget(self.decision)
        self.refusal = RefusalView()
        line.addWidget(self.refusal, 1)
        for above in (self.target, self.extent, self.same):
            board.addWidget(above)
        board.addLayout(line, 1)
        self.outlook = OutlookCard(self.session)
        board.addWidget(self.outlook)
        self.result: QWidget = QWidget()
        for widget in (self.drop, self.working, self.error, self.board, self.result):
            self.stack.addWidget(widget)
        self.sheets.chosen.connect(lambda _row: self._show_table())
        self.mapping.chosen.connect(self._look_at)
        self.decision.field_chosen.connect(self._answer)
        self.decision.table_chosen.connect(self._answer_table)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the import."""
        return {
            "start_import": self.start,
            "save_mapping": self.acts.remember_mapping,
            "read_database": lambda: self.acts.ask_address(self.recognise),
            "other_table": self._ask_table,
            "undo_mapping": self.acts.take_back,
            "show_outlook": self.outlook.open_or_close,
            **{f"answer_{number}": partial(self._press, number - 1) for number in (1, 2, 3)},
        }

    def _named(self, names: FieldNames) -> None:
        self.names = self.context.memory["names"] = names
        self.refresh()

    def refresh(self) -> None:
        """Show the stage the flow is in."""
        stage = self.flow.stage
        tables = self.flow.answered_tables()
        self.stepper.show_stage(stage, step_notes(self.flow, tables))
        self.subtitle.setText(subtitle(self.flow, tables))
        self.session.flag(READY, self.flow.ready)
        mapping = stage is Stage.MAPPING
        self.run.setVisible(mapping)
        self.remember.setVisible(mapping)
        self.again.setVisible(stage in (Stage.MAPPING, Stage.DONE, Stage.FAILED))
        self.cancel.setVisible(stage in (Stage.READING, Stage.IMPORTING))
        self.target.refresh()
        if mapping:
            self._show_mapping(tables)
            return
        self._turns.drop()
        if (record := self.session.jobs.current) is not None:
            self._progress(record)
        if stage is Stage.DONE:
            self._show_result()
        elif stage is Stage.FAILED and self.flow.error is not None:
            record = self.flow.error
            text = "\n".join(filter(None, (record.message or say("error.unknown"), record.advice)))
            self.error.show_error(say("import.failed"), text, record.details)
        shown = {
            Stage.EMPTY: self.drop,
            Stage.READING: self.working,
            Stage.IMPORTING: self.working,
            Stage.FAILED: self.error,
            Stage.DONE: self.result,
        }
        self.stack.setCurrentWidget(shown[stage])

    def _show_mapping(self, tables: list[TableGuess]) -> None:
        """What was recognised; looked at already, an answer is followed at once, for the next key is about what
        stands there then."""
        steps: list[Callable[[], object]] = [
            lambda: self.same.show_tables(self.flow.delivered()),
            lambda: self.sheets.show_tables(tables, self.flow.preview, self.names.tables),
            lambda: self.outlook.show_tables(self.target.folder(), tables),
            self._show_table,
            lambda: self.stack.setCurrentWidget(self.board),
        ]
        if self.stack.currentWidget() is not self.board:
            self._turns.take(*steps)
            return
        for step in steps:
            step()

    def _current_table(self) -> TableGuess | None:
        tables = self.flow.answered_tables()
        row = self.sheets.list.currentRow()
        return tables[row] if 0 <= row < len(tables) else None

    def _current_refusal(self) -> Refusal | None:
        refused = dict(enumerate(self.flow.preview.refused, len(self.flow.preview.tables)))
        return refused.get(self.sheets.list.currentRow())

    def _show_table(self) -> None:
        table, refusal = self._current_table(), self._current_refusal()
        self.mapping.setVisible(table is not None)
        self.decision.setVisible(table is not None)
        self.refusal.setVisible(refusal is not None)
        if refusal is not None:
            self.refusal.show_refusal(refusal)
        if table is not None:
            self.mapping.show_table(table, self.names)
            self._look_at(self.mapping.model.guess(self.mapping.view.currentIndex().row()))

    def _look_at(self, column: ColumnGuess | None) -> None:
        self._looked = column
        table = self._current_table()
        if table is not None:
            self.decision.show_column(table, column, self.names)

    def _answer(self, field: str | None) -> None:
        table = self._current_table()
        if table is not None and self._looked is not None:
            self.flow.answer(table, self._looked, field)

    def _answer_table(self, name: str | None) -> None:
        table = self._current_table()
        if table is None:
            return
        if name is None or name == table.table or (table.table is None and table.mapped):
            self.flow.answer_table(table, name)
        elif not self.flow.recognise_as(table, name, self.target.folder()):
            self.context.shell.toast(say("job.busy"))

    def _ask_table(self) -> None:
        """The sheet itself is asked about, though it was recognised."""
        table = self._current_table()
        if table is not None:
            self.decision.show_table(table, self.names)
            self.decision.other.setFocus()

    def _press(self, place: int) -> None:
        if self.stack.currentWidget() is self.board and place < len(self.decision.options):
            self.decision.options[place].click()

    def help_topic(self) -> Topic | None:
        """The field the chosen column is mapped to."""
        guess, place = self.mapping.model.guess(self.mapping.view.currentIndex().row()), self.sheets.list.currentRow()
        tables = self.flow.answered_tables()
        if guess is None or not guess.field or not 0 <= place < len(tables):
            return None
        return Topic(TopicKind.FIELD, f"{tables[place].table}.{guess.field}")

    def drop_files(self, paths: list[str]) -> bool:
        """Recognise the files at once, together with those that wait to be imported."""
        if not paths or self.flow.stage is not Stage.MAPPING:
            return bool(paths) and self.recognise(paths)
        if self.flow.add(paths, self.target.folder()):
            self.context.shell.go("import")
            self.context.shell.toast(say("import.added", number=len(paths)))
        else:
            self.context.shell.toast(say("job.busy"))
        return True

    def recognise(self, sources: list[str]) -> bool:
        """Files or database addresses are being looked at; always True, a busy program is said."""
        if self.flow.choose(sources, self.target.folder()):
            self.context.shell.go("import")
        else:
            self.context.shell.toast(say("job.busy"))
        return True

    def start(self) -> None:
        """Import into the open workspace, or make the proposed one."""
        self.acts.prepare(self.target.folder(), self._start)

    def _start(self, mapping: Path | None) -> None:
        if not self.flow.start(self.target.folder(), mapping):
            self.context.shell.toast(say("job.busy"))

    def _retry(self) -> None:
        if self.flow.preview.tables:
            self.flow.back()
        else:
            self.recognise(self.flow.sources)

    def _show_result(self) -> None:
        shown = (self.flow.report, self.names)
        if self._shown == shown:
            return
        self._shown, old = shown, self.result
        buttons: list[QWidget] = [self.action_button("start_check", primary=True)]
        if rejected := self.flow.report.get("rejected_list"):
            link = Button(say("import.result.open_rejected"), icon="file")
            link.clicked.connect(lambda: open_file(Path(str(rejected))))
            buttons.insert(0, link)
        again = Button(say("import.result.complete"))
        again.clicked.connect(self.flow.start_again)
        card = RejectedCard(self.session, Path(str(rejected)), self.names) if rejected else None
        self.result = ResultView(self.flow.report, self.names, buttons, again, card)
        self.stack.addWidget(self.result)
        self.stack.removeWidget(old)
        QTimer.singleShot(0, old, old.deleteLater)

    def _progress(self, record: Any) -> None:
        if self.flow.stage in (Stage.READING, Stage.IMPORTING):
            self.working.show_step(step_text(record), record.done, record.total)

    def back(self) -> bool:
        """Esc leaves the result or a failure."""
        if self.flow.stage in (Stage.DONE, Stage.FAILED, Stage.MAPPING):
            self.flow.back()
            return True
        return False

    def close_page(self) -> None:
        """The flow stays, this page no longer listens."""
        self.flow.changed.disconnect(self.refresh)
        self.session.jobs.progress.disconnect(self._progress)
