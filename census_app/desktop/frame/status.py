"""The status bar: the running job with text, bar and cancel; the workspace, and on the right how it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from census_app.desktop.action_set import Actions
from census_app.desktop.frame.places import place_text
from census_app.desktop.frame.standing import StandingLine
from census_app.desktop.jobs import JobRecord, JobState
from census_app.desktop.language import count, pair, say
from census_app.desktop.session import Session
from census_app.desktop.theme.look import scaled
from census_app.desktop.widgets.bars import ProgressLine
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.layout import ElidedLabel, text_label

HEIGHT = 30


def step_text(record: JobRecord) -> str:
    """What a running job is doing, with its numbers."""
    if record.state is JobState.STOPPING:
        return say("job.stopping", title=record.job.title)
    numbers = f" {count(record.done)} / {count(record.total)}" if record.total else ""
    return pair(record.job.title, f"{record.text}{numbers}") if record.text else record.job.title


class StatusBar(QWidget):
    """Follows the job runner and the session."""

    def __init__(self, session: Session, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(scaled(HEIGHT))
        self._session = session
        self._text = text_label("", "mute")
        self._line = ProgressLine(160)
        self._cancel = LinkButton(say("action.cancel_job"))
        self._cancel.clicked.connect(actions["cancel_job"].trigger)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(18, 0, 18, 0)
        layout.setSpacing(12)
        layout.addWidget(self._text)
        layout.addWidget(self._line)
        layout.addWidget(self._cancel)
        self.place = ElidedLabel("", "mute", keeps_end=True)
        layout.addWidget(self.place, 1)
        self.standing = StandingLine(session, actions)
        layout.addWidget(self.standing)
        for signal in (session.jobs.changed, session.changed):
            signal.connect(self.refresh)
        session.jobs.progress.connect(self._step)
        self.refresh()

    def refresh(self) -> None:
        """Show the running job, or that there is none, and the open workspace."""
        record = self._session.jobs.current
        self._line.setVisible(record is not None)
        self._cancel.setVisible(record is not None and record.state is JobState.RUNNING)
        if record is None:
            self._text.setText(say("job.none"))
        else:
            self._step(record)
        folder = self._session.folder
        opening = self._session.opening
        self.place.setText(str(folder) if folder and not opening else place_text(None, opening))

    def _step(self, record: JobRecord) -> None:
        self._text.setText(step_text(record))
        self._line.show_step(record.done, record.total)
