"""审计: the whole log in words, narrowed by who, what, when and about what; any act in full; written out on demand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QLineEdit, QStackedWidget, QVBoxLayout

from census_app.desktop import keeping_commands
from census_app.desktop.conditions import LOG_ROWS
from census_app.desktop.jobs import JobRecord
from census_app.desktop.keeping_commands import LogWanted
from census_app.desktop.language import count, language, say
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.pages.settings.act_detail import WIDTH, ActDetail
from census_app.desktop.pages.settings.cells import ToneDelegate, quiet
from census_app.desktop.pages.settings.detail_card import ROOM_FOR_CARD
from census_app.desktop.pages.settings.keeping_reads import ActTold, read_act, read_log
from census_app.desktop.pages.settings.log_filters import LogFilters
from census_app.desktop.pages.settings.section import Host, Section
from census_app.desktop.tables.paged_model import PagedColumn, PagedModel
from census_app.desktop.widgets.layout import Card, row
from census_app.desktop.widgets.links import open_file
from census_app.desktop.widgets.list_and_card import ListAndCard
from census_app.desktop.widgets.rows import step_row
from census_app.desktop.widgets.states import StateView
from census_app.workspace.log.reading import LogFilter
from census_app.workspace.log.wording import kind_words

if TYPE_CHECKING:
    from census_app.desktop.tables.log_pages import LogPages

_TYPING_MILLISECONDS = 300
_SEQ, _ACTOR, _NAME = 0, 2, 3
_MINUTES = len("2026-11-20 12:00")


class LogSection(Section):
    """Acts are only ever appended: what is on screen stays, newer ones join when the log is read again."""

    section_id = "log"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.pages: LogPages | None = None
        self.wanted: LogFilter = self.context.memory.get("log", LogFilter())
        self._names: dict[str, str] = {}
        self.tools.addWidget(self.button("export_log"))
        self.tools.addWidget(self.button("settings_verify", primary=True))
        self.field = QLineEdit(self.wanted.words)
        self.field.setPlaceholderText(say("settings.log.find"))
        self.field.setFixedWidth(330)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MILLISECONDS)
        self._typing.timeout.connect(self._words_changed)
        self.field.textEdited.connect(lambda _text: self._typing.start())
        self.field.returnPressed.connect(self._entered)
        self.filters = LogFilters(self.wanted, self._naming)
        self.filters.changed.connect(self.ask)
        self.model = PagedModel(_columns(), self)
        self.table = ProblemTable(self.model, ("seq",), 180, kept_as="log")
        self.table.setAccessibleName(say("settings.section.log"))
        self.table.setItemDelegate(ToneDelegate(self.model, {}, {"at": quiet, "seq": quiet, "details": quiet}))
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._look(now.row()))
        self.table.activated.connect(lambda _index: self.beside.read())
        self.empty = StateView("filter", say("settings.log.empty.title"), say("settings.log.empty.text"))
        self.none = StateView("search", say("settings.log.none.title"), say("settings.log.none.text"))
        self.detail = ActDetail()
        self._assemble()
        self.session.jobs.finished.connect(self._finished)

    def _assemble(self) -> None:
        self.parts = QStackedWidget()
        for widget in (self.table, self.empty, self.none):
            self.parts.addWidget(widget)
        card = Card((1, 1, 1, 1))
        card.body.addWidget(self.parts)
        self.beside: ListAndCard = ListAndCard(card, self.detail, WIDTH, ROOM_FOR_CARD, "act")
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row(self.field, None, self.beside.tabs))
        column.addWidget(self.filters)
        column.addWidget(self.beside, 1)

    def question(self, folder: Path) -> Callable[[], Any] | None:
        """The part of the log that is wanted."""
        return partial(read_log, folder, self.wanted)

    def ask(self, wanted: LogFilter) -> None:
        """Another part of the log."""
        if wanted.words != self.field.text():
            self.field.setText(wanted.words)
        self.wanted = self.context.memory["log"] = wanted
        self.read()

    def show_answer(self, answer: LogPages) -> None:
        """The part that was asked for; the act looked at stays chosen."""
        looked_at, older, self.pages = self.detail.shown, self.pages, answer
        view = answer.view
        self._names = view.names
        self.note.setText(say("settings.log.note", total=count(view.total), head=view.head[:12]))
        self.filters.show_view(self.wanted, view)
        self.model.show_asked(answer, len(view.numbers), self.reader, answer.first)
        if older is not None:
            older.close()
        self.table.fit()
        self.session.flag(LOG_ROWS, bool(view.numbers))
        self.parts.setCurrentWidget(self.table if view.numbers else self.empty if view.total else self.none)
        if view.numbers:
            place = next((at for at, number in enumerate(view.numbers) if number == looked_at), 0)
            self.table.setCurrentIndex(self.model.index(place, 0))
        else:
            self.detail.show_words(say("settings.log.choose"))

    def _naming(self, facet: str, value: str) -> str:
        if facet == "kinds":
            return kind_words(value, language().code)
        return f"{self._names[value]}（{value}）" if value in self._names else value

    def _look(self, place: int) -> None:
        numbers = self.pages.view.numbers if self.pages is not None else ()
        folder = self.session.folder
        if folder is not None and 0 <= place < len(numbers) and numbers[place] != self.detail.shown:
            self.reader.ask("act", partial(read_act, folder, numbers[place]), self._show_act, self._no_act)

    def _show_act(self, told: ActTold) -> None:
        self.detail.show_act(told)

    def _no_act(self, error: Exception) -> None:
        self.detail.show_words(str(getattr(error, "message", error)))

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the section."""
        return {
            "settings_find": self._find,
            "settings_next": partial(step_row, self.table, 1),
            "settings_previous": partial(step_row, self.table, -1),
            "settings_panel": self.beside.toggle,
            "export_log": self.export,
        }

    def export(self) -> None:
        """What is shown, as a workbook in a file of one's choice."""
        folder = self.session.folder
        if folder is None:
            return
        proposed = folder / "exports" / say("settings.log.file", day=date.today().isoformat())
        name, _ = QFileDialog.getSaveFileName(
            self, say("action.export_log"), str(proposed), say("settings.people.codes_filter")
        )
        if not name:
            return
        wanted = self.wanted
        first, last = (day.isoformat() if day else "" for day in (wanted.first, wanted.last))
        part = LogWanted(tuple(sorted(wanted.actors)), tuple(sorted(wanted.kinds)), first, last, wanted.words)
        if self.session.jobs.start(keeping_commands.export_log(folder, part, Path(name))) is None:
            self.context.shell.toast(say("job.busy"))

    def _finished(self, record: JobRecord) -> None:
        if record.job.kind == keeping_commands.EXPORT_LOG:
            acts, file = count(int(record.result.get("acts") or 0)), str(record.result.get("file"))
            self.context.shell.toast(say("settings.log.exported", number=acts, file=file))
            open_file(Path(file))

    def _words_changed(self) -> None:
        self.ask(replace(self.wanted, words=self.field.text().strip()))

    def _entered(self) -> None:
        self._typing.stop()
        self._words_changed()
        self.table.setFocus()

    def _find(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def keys_here(self) -> Any:
        """The log."""
        return self.table

    def back(self) -> bool:
        """Esc leaves the field, then the filters."""
        if self.beside.to_list() or self.field.hasFocus():
            self.table.setFocus()
        elif self.wanted != LogFilter():
            self.ask(LogFilter())
        else:
            return False
        return True

    def close_section(self) -> None:
        """The log is no longer held open."""
        if self.pages is not None:
            self.model.show(None, 0)
            self.pages.close()


def _columns() -> list[PagedColumn]:
    def who(line: Any) -> str:
        return str(line[_NAME] or line[_ACTOR])

    return [
        PagedColumn("at", say("settings.log.column.at"), lambda line: line[1][:_MINUTES], 120, measured=True),
        PagedColumn("who", say("settings.log.column.who"), who, 90, raw=_ACTOR, measured=True),
        PagedColumn("what", say("settings.log.column.what"), lambda line: line[6], 120, measured=True),
        PagedColumn(
            "details", say("settings.log.column.details"), lambda line: line[7] or line[8], 200,
            raw=7, stretch=True, elides=True,
        ),
        PagedColumn("seq", say("settings.log.column.seq"), lambda line: count(line[_SEQ]), 70, right=True),
    ]  # fmt: skip
