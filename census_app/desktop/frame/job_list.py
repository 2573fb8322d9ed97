"""Ctrl+J: what ran since the window was opened, newest first: how it ended, what it left, and how to get at it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from census_app.desktop.frame.overlay import Overlay
from census_app.desktop.frame.status import step_text
from census_app.desktop.job_results import results_of
from census_app.desktop.jobs import JobRecord, JobRunner, JobState
from census_app.desktop.language import say
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.layout import ElidedLabel, clear_layout, row, rule_line, text_label
from census_app.desktop.widgets.links import open_file

_WIDTH = 780
_LIMIT = 12
_TONES = {
    JobState.RUNNING: "low",
    JobState.STOPPING: "mid",
    JobState.DONE: "ok",
    JobState.FAILED: "high",
    JobState.CANCELLED: "mute",
}


class JobList(Overlay):
    """State, title, when and how long, the sentence of each job, and its links. It follows a running job."""

    page_asked = Signal(str)

    def __init__(self, parent: QWidget, jobs: JobRunner) -> None:
        super().__init__(parent, _WIDTH)
        self._jobs = jobs
        self.column.addWidget(text_label(say("jobs.title"), "heading"))
        self.column.addWidget(rule_line())
        self._none = text_label(say("jobs.none"), "mute-body")
        self.column.addWidget(self._none)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(2, 1)
        self.column.addLayout(self._grid)
        self._running: ElidedLabel | None = None
        jobs.changed.connect(self.refresh)
        jobs.progress.connect(self._step)
        self.refresh()

    def refresh(self) -> None:
        """The jobs as they stand now."""
        clear_layout(self._grid)
        self._running = None
        records = list(reversed(self._jobs.records))[:_LIMIT]
        self._none.setVisible(not records)
        for line, record in enumerate(records):
            self._add(line, record)
        self.adjustSize()

    def _step(self, record: JobRecord) -> None:
        if self._running is not None:
            self._running.setText(step_text(record))

    def _add(self, line: int, record: JobRecord) -> None:
        said = ElidedLabel(_sentence(record), "mute")
        if record.running:
            self._running = said
        self._grid.addWidget(Chip(say(f"jobs.state.{record.state}"), _TONES[record.state]), line, 0)
        self._grid.addWidget(text_label(record.job.title), line, 1)
        self._grid.addWidget(said, line, 2)
        self._grid.addWidget(text_label(_times(record), "mute"), line, 3)
        self._grid.addLayout(row(*self._links(record), None, spacing=12), line, 4)

    def _links(self, record: JobRecord) -> list[QWidget]:
        if record.running:
            return [self._link("cancel", self._jobs.cancel)]
        left = results_of(record)
        links: list[QWidget] = []
        if left.file is not None:
            file = left.file
            links.append(self._link("open_file", lambda: open_file(file)))
        if left.folder is not None:
            folder = left.folder
            words = "open_files" if left.files > 1 else "open_folder"
            links.append(self._link(words, lambda: open_file(folder), number=left.files))
        if left.page:
            links.append(self._link("show", lambda: self._go(left.page)))
        if record.details or record.message:
            links.append(self._link("copy", lambda: QGuiApplication.clipboard().setText(details_of(record))))
        return links

    def _link(self, words: str, do: Callable[[], object], **values: object) -> LinkButton:
        link = LinkButton(say(f"jobs.{words}", **values))
        link.clicked.connect(lambda: do())
        return link

    def _go(self, page: str) -> None:
        self.close()
        self.page_asked.emit(page)


def details_of(record: JobRecord) -> str:
    """Everything a person who helps would want to read of a job; no secret is ever part of it."""
    lines = [record.job.title, say(f"jobs.state.{record.state}"), record.message, record.advice, record.details]
    return "\n".join(filter(None, lines))


def _sentence(record: JobRecord) -> str:
    if record.running:
        return step_text(record)
    return "　".join(filter(None, (record.message, record.advice))) or record.text


def _times(record: JobRecord) -> str:
    if record.running:
        return ""
    begun = datetime.now() - timedelta(seconds=record.ago)
    return say("jobs.times", time=f"{begun:%H:%M}", seconds=f"{record.seconds:.1f}")
