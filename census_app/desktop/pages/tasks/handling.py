"""What else is done to tasks: merged, split, answered for a whole 台区, signed, looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QApplication

from census_app.desktop import survey_commands
from census_app.desktop.language import count, say
from census_app.desktop.pages.tasks.acts import TaskActs
from census_app.desktop.pages.tasks.batch_dialog import BatchDialog
from census_app.desktop.pages.tasks.sign_dialog import SignDialog
from census_app.desktop.pages.tasks.split_dialog import SplitDialog
from census_app.desktop.widgets.line_dialog import LineDialog
from census_app.desktop.widgets.photo_viewer import PhotoViewer, ViewedPhoto

if TYPE_CHECKING:
    from census_app.desktop.pages.tasks.query import TaskRow
    from census_app.survey.tasks.listing import TaskStory


class TaskHandling(TaskActs):
    """Everything the page offers to do."""

    def merge(self, tasks: Sequence[TaskRow]) -> None:
        """Several tasks of one customer become one; the core says when they are not of one."""
        numbers, folder = self._numbers(tasks), self._session.folder
        if folder is None or not numbers:
            return
        if len(numbers) < 2:
            self._context.shell.toast(say("tasks.merge.two"))
            return
        question = say("tasks.merge.question", number=count(len(numbers)))
        reason, agreed = LineDialog.ask_for(self._page, say("action.merge_tasks"), question)
        if agreed:
            self._start(survey_commands.merge_tasks(folder, numbers, reason.strip()))

    def split(self, story: TaskStory | None) -> None:
        """Some problems of the task looked at become another one."""
        if story is None or not story.line.task.is_open:
            self._context.shell.toast(say("tasks.not_open"))
        elif len(story.problems) < 2:
            self._context.shell.toast(say("tasks.split.one"))
        else:
            dialog = SplitDialog(self._page, story, self.ground.people if self.ground else ())
            dialog.accepted.connect(lambda: self._split(story.line.task.task_no, dialog))
            self._open(dialog)

    def _split(self, task_no: str, dialog: SplitDialog) -> None:
        if self._session.folder is not None:
            who, kind = dialog.surveyor.currentText().strip(), str(dialog.kind.currentData())
            reason = dialog.reason.text().strip()
            job = survey_commands.split_task(
                self._session.folder, task_no, dialog.chosen(), surveyor=who, kind=kind, reason=reason
            )
            self._start(job)

    def fill_batch(self, area: str) -> None:
        """What a 台区 shares is answered once."""
        folder = self._session.folder
        if folder is None:
            return
        if not area:
            self._context.shell.toast(say("tasks.batch.no_area"))
            return
        name = self.ground.names.get("area", {}).get(area, area) if self.ground else area
        dialog = BatchDialog(self._page, self._reader, folder, area, name)
        dialog.taken.connect(self.changed)
        self._open(dialog)

    def sign(self, tasks: Sequence[TaskRow]) -> None:
        """The customer signs for the task looked at."""
        folder = self._session.folder
        if folder is None or not tasks:
            return
        task = tasks[0]
        dialog = SignDialog(self._page, self._reader, folder, task.task_no, task.subject)
        dialog.kept.connect(self.changed)
        dialog.kept.connect(lambda: self._context.shell.toast(say("sign.done", task=task.task_no)))
        self._open(dialog)

    def show_photos(self, photos: Sequence[ViewedPhoto], at: int = 0) -> None:
        """The pictures of the task large; a button that has the focus is pressed instead, as Space always does."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QAbstractButton) and self._page.isAncestorOf(focused) and not at:
            focused.click()
        elif photos:
            self._open(PhotoViewer(self._page, self._reader, photos, at))
        else:
            self._context.shell.toast(say("tasks.no_photos"))
