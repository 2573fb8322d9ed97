"""核对: is everything still what it was; the result as a date and counts, kept; what to do about each fault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout

from census_app.desktop import keeping_commands
from census_app.desktop.frame.status import step_text
from census_app.desktop.jobs import JobRecord
from census_app.desktop.language import count, say
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.pages.settings.cells import ToneDelegate
from census_app.desktop.pages.settings.keeping_reads import read_verifications
from census_app.desktop.pages.settings.section import Host, Section
from census_app.desktop.tables.paged_model import ListedRows, PagedColumn, PagedModel
from census_app.desktop.widgets.bars import ProgressLine
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import Card, row, rule_line, set_role, text_label
from census_app.desktop.widgets.rows import step_row
from census_app.desktop.widgets.states import StateView

if TYPE_CHECKING:
    from census_app.workspace.verification.record import VerifyRecord

_HISTORY = 364


class VerifySection(Section):
    """F5 verifies; the results stay at the left, the faults of the chosen one beside them."""

    section_id = "verify"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.records: list[VerifyRecord] = []
        self.tools.addWidget(self.button("verify_log", primary=True))
        self.heads = QLineEdit()
        self.heads.setPlaceholderText(say("settings.verify.heads"))
        self.heads.setAccessibleName(say("settings.verify.heads"))
        self.heads.returnPressed.connect(self.verify)
        self.result = text_label("", "heading", wrap=True)
        self.counts = text_label("", "mute-body", wrap=True)
        self.line = ProgressLine(200, wide=True)
        self.line.hide()
        head = Card()
        head.body.addWidget(self.result)
        head.body.addWidget(self.counts)
        head.body.addWidget(self.line)
        head.body.addWidget(rule_line())
        head.body.addWidget(self.heads)
        head.body.addWidget(text_label(say("settings.verify.heads_note"), "mute", wrap=True))
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(head)
        column.addLayout(self._build_tables(), 1)
        jobs = self.session.jobs
        jobs.progress.connect(self._progress)
        jobs.changed.connect(self._changed)
        jobs.finished.connect(self._finished)

    def _build_tables(self) -> QHBoxLayout:
        self.history_model = PagedModel(_history_columns(), self)
        self.history = ProblemTable(self.history_model, (), 100, kept_as="verified")
        self.history.setAccessibleName(say("settings.verify.history"))
        tones = {"result": lambda line: "ok" if not line[2] else "high"}
        self.history.setItemDelegate(ToneDelegate(self.history_model, tones))
        self.history.selectionModel().currentRowChanged.connect(lambda now, _before: self._look(now.row()))
        self.fault_model = PagedModel(_fault_columns(), self)
        self.faults = ProblemTable(self.fault_model, (), 240, kept_as="faults")
        self.faults.setAccessibleName(say("settings.verify.faults"))
        self.faults.setItemDelegate(ToneDelegate(self.fault_model, {}, {"fault": lambda _line: "high"}))
        self.good = StateView("tick", say("settings.verify.good"), say("settings.verify.good_text"), tone="ok")
        self.never = StateView("search", say("settings.verify.never"), say("settings.verify.never_text"))
        self.parts = QStackedWidget()
        for widget in (self.faults, self.good, self.never):
            self.parts.addWidget(widget)
        self.copy = Button(say("settings.verify.copy"))
        self.copy.clicked.connect(self._copy)
        self.copy.hide()
        left, right = Card((1, 1, 1, 1)), Card((1, 1, 1, 8))
        left.setFixedWidth(_HISTORY)
        left.body.addWidget(self.history)
        right.body.addWidget(self.parts, 1)
        right.body.addLayout(row(None, self.copy, 8))
        beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(left)
        beside.addWidget(right, 1)
        return beside

    def question(self, folder: Path) -> Callable[[], Any] | None:
        """The kept results."""
        return partial(read_verifications, folder)

    def show_answer(self, answer: list[VerifyRecord]) -> None:
        """The results so far, the newest chosen."""
        self.records = answer
        lines = [(_when(one.at), one.actor, len(one.faults)) for one in answer]
        self.history_model.show(ListedRows(lines), len(lines))
        self.history.fit()
        if answer:
            self.history.setCurrentIndex(self.history_model.index(0, 0))
            self._look(0)
        else:
            self._say(say("settings.verify.never"), say("settings.verify.what"), "heading")
            self.parts.setCurrentWidget(self.never)

    def _look(self, place: int) -> None:
        if not 0 <= place < len(self.records):
            return
        record = self.records[place]
        number = count(len(record.faults))
        words = "settings.verify.bad" if record.faults else "settings.verify.ok"
        told = {name: count(value) for name, value in record.counts.items()}
        self._say(
            say(words, at=_when(record.at), acts=told["acts"], number=number),
            say("settings.verify.counts", head=record.head[:12], heads=count(len(record.heads)), **told),
            "high-strong" if record.faults else "ok",
        )
        self.fault_model.show(ListedRows(list(record.faults)), len(record.faults))
        self.faults.fit()
        self.copy.setVisible(bool(record.faults))
        self.parts.setCurrentWidget(self.faults if record.faults else self.good)

    def _say(self, result: str, counts: str, role: str) -> None:
        self.result.setText(result)
        set_role(self.result, role)
        self.counts.setText(counts)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the section."""
        return {
            "verify_log": self.verify,
            "settings_find": self.heads.setFocus,
            "settings_next": partial(step_row, self.history, 1),
            "settings_previous": partial(step_row, self.history, -1),
        }

    def verify(self) -> None:
        """Everything is compared, with the heads that stand on paper."""
        folder = self.session.folder
        if folder is None:
            return
        heads = [one for one in self.heads.text().replace("，", ",").replace("、", ",").split(",") if one.strip()]
        if self.session.jobs.start(keeping_commands.verify(folder, [one.strip() for one in heads])) is None:
            self.context.shell.toast(say("job.busy"))

    def _running(self) -> JobRecord | None:
        record = self.session.jobs.current
        return record if record is not None and record.job.kind == keeping_commands.VERIFY else None

    def _changed(self) -> None:
        self.line.setVisible(self._running() is not None)
        if (record := self._running()) is not None:
            self._progress(record)

    def _progress(self, record: JobRecord) -> None:
        if record.job.kind == keeping_commands.VERIFY:
            self.line.show_step(record.done, record.total)
            self._say(step_text(record), say("settings.verify.meanwhile"), "heading")

    def _finished(self, record: JobRecord) -> None:
        if record.job.kind != keeping_commands.VERIFY:
            return
        if not record.result.get("kept", True):
            self.context.shell.toast(say("settings.verify.not_kept"))
        self.forget()

    def _copy(self) -> None:
        place = max(0, self.history.currentIndex().row())
        lines = [f"{fault}\n{advice}" for fault, advice in self.records[place].faults]
        QGuiApplication.clipboard().setText("\n".join([self.result.text(), self.counts.text(), *lines]))

    def keys_here(self) -> Any:
        """The results so far."""
        return self.history


def _when(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"


def _history_columns() -> list[PagedColumn]:
    def result(line: Any) -> str:
        return say("settings.verify.all_same") if not line[2] else say("settings.verify.some", number=count(line[2]))

    return [
        PagedColumn("at", say("settings.verify.column.at"), lambda line: line[0], 128, measured=True),
        PagedColumn("result", say("settings.verify.column.result"), result, 100, raw=2),
        PagedColumn("actor", say("settings.verify.column.actor"), lambda line: line[1], 80, stretch=True, elides=True),
    ]


def _fault_columns() -> list[PagedColumn]:
    return [
        PagedColumn("fault", say("settings.verify.column.fault"), lambda line: line[0], 300, stretch=True, elides=True),
        PagedColumn("advice", say("settings.verify.column.advice"), lambda line: line[1], 320, elides=True),
    ]
