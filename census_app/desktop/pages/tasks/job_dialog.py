"""A dialog around one job: a form, the job with its cancel, what came of it. The window stays usable."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date, timedelta

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from census_app.desktop.frame.status import step_text
from census_app.desktop.jobs import Job, JobRecord
from census_app.desktop.language import say
from census_app.desktop.session import Session
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, set_role, text_label
from census_app.desktop.widgets.working import WorkingView
from census_app.foundation.weeks import week_of

FORM, WORKING, RESULT = range(3)


class JobDialog(QDialog):
    """Subclasses give the `form`, the `outcome` and the job, and show its result."""

    def __init__(self, parent: QWidget, session: Session, title: str, start: str, size: tuple[int, int]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumSize(*size)
        self.session = session
        self.record: JobRecord | None = None
        self.message = text_label("", "mute", wrap=True)
        self.stack = QStackedWidget()
        self.working = WorkingView()
        self.start_button = Button(start, "Enter", primary=True)
        self.stop_button = Button(say("action.cancel_job"))
        self.close_button = Button(say("common.close"), "Esc")
        self.buttons = row(None, self.close_button, self.stop_button, self.start_button)
        self.start_button.setDefault(True)
        self.start_button.clicked.connect(self.start)
        self.stop_button.clicked.connect(session.jobs.cancel)
        self.close_button.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(text_label(title, "heading"))
        column.addWidget(self.message)
        column.addWidget(self.stack, 1)
        column.addLayout(self.buttons)
        jobs = session.jobs
        jobs.progress.connect(self._progress)
        jobs.finished.connect(self._finished)
        jobs.failed.connect(self._failed)
        jobs.cancelled.connect(self._cancelled)

    def assemble(self, form: QWidget, outcome: QWidget, text: str) -> None:
        """The dialog is complete and shows its form."""
        for widget in (form, self.working, outcome):
            self.stack.addWidget(widget)
        self.show_step(FORM, text)

    def show_step(self, step: int, text: str, role: str = "mute") -> None:
        """Form, job or outcome, with the sentence above."""
        self.stack.setCurrentIndex(step)
        self.message.setText(text)
        set_role(self.message, role)
        self.start_button.setVisible(step == FORM)
        self.stop_button.setVisible(step == WORKING)

    @abstractmethod
    def job(self) -> Job | None:
        """What the form asks for; None (with a sentence said) when it is not complete."""

    @abstractmethod
    def show_result(self, record: JobRecord) -> None:
        """The job is done."""

    def start(self) -> None:
        """Begin what the form asks for."""
        job = self.job()
        if job is not None:
            self.run_job(job)

    def run_job(self, job: Job) -> None:
        """The job runs, or the dialog says that another one does."""
        self.record = self.session.jobs.start(job)
        if self.record is None:
            self.show_step(self.stack.currentIndex(), say("job.busy"), "mid")
        else:
            self.working.show_step(job.title, 0, 0)
            self.show_step(WORKING, job.title)

    def _progress(self, record: JobRecord) -> None:
        if record is self.record:
            self.working.show_step(step_text(record), record.done, record.total)

    def _finished(self, record: JobRecord) -> None:
        if record is self.record:
            self.show_result(record)

    def _failed(self, record: JobRecord) -> None:
        if record is self.record:
            text = "  ".join(filter(None, (record.message or say("error.unknown"), record.advice)))
            self.show_step(FORM, text, "high")

    def _cancelled(self, record: JobRecord) -> None:
        if record is self.record:
            self.show_step(FORM, self.cancelled_words(), "mid")

    def cancelled_words(self) -> str:
        """What is true after a cancel."""
        return say("tasks.cancelled")

    def take_files(self, paths: list[str]) -> None:
        """Local files dropped on the form; heirs that take some accept drops."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Local files, before anything runs."""
        if self.stack.currentIndex() == FORM and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """They go where files go in this form."""
        event.acceptProposedAction()
        self.take_files([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])


def offered_weeks(of_run: str = "") -> list[str]:
    """This week, the next one, and that of the newest run."""
    today = date.today()
    offered = [week_of(today), week_of(today + timedelta(days=7)), of_run]
    return list(dict.fromkeys(week for week in offered if week))
