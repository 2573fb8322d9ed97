"""Ctrl+J: what ran since the window was opened, newest first, with how it ended."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from census_app.desktop.frame.overlay import Overlay
from census_app.desktop.jobs import JobRecord, JobState
from census_app.desktop.language import say
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.layout import ElidedLabel, rule_line, text_label

_WIDTH = 620
_LIMIT = 12
_TONES = {
    JobState.RUNNING: "low",
    JobState.STOPPING: "mid",
    JobState.DONE: "ok",
    JobState.FAILED: "high",
    JobState.CANCELLED: "mute",
}


class JobList(Overlay):
    """State, title, duration and the sentence of each job."""

    def __init__(self, parent: QWidget, records: list[JobRecord]) -> None:
        super().__init__(parent, _WIDTH)
        self.column.addWidget(text_label(say("jobs.title"), "heading"))
        self.column.addWidget(rule_line())
        if not records:
            self.column.addWidget(text_label(say("jobs.none"), "mute-body"))
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for line, record in enumerate(list(reversed(records))[:_LIMIT]):
            grid.addWidget(Chip(say(f"jobs.state.{record.state}"), _TONES[record.state]), line, 0)
            grid.addWidget(text_label(record.job.title), line, 1)
            grid.addWidget(ElidedLabel(record.message or record.text, "mute"), line, 2)
            if not record.running:
                grid.addWidget(text_label(say("jobs.seconds", seconds=f"{record.seconds:.1f}"), "mute"), line, 3)
        grid.setColumnStretch(2, 1)
        self.column.addLayout(grid)
