"""What is done to tasks: dialogs and questions, jobs, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from census_app.desktop import survey_commands
from census_app.desktop.conditions import TASK_ACT
from census_app.desktop.jobs import Job, JobRecord
from census_app.desktop.language import count, say
from census_app.desktop.pages.page import Context
from census_app.desktop.pages.tasks.change_dialog import ChangeDialog
from census_app.desktop.pages.tasks.dispatch_dialog import DispatchDialog, dispatch_words
from census_app.desktop.pages.tasks.forms_dialog import FormsDialog
from census_app.desktop.pages.tasks.reads import TaskGround
from census_app.desktop.pages.tasks.take_dialog import TakeDialog
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.line_dialog import LineDialog

if TYPE_CHECKING:
    from census_app.desktop.pages.tasks.query import TaskRow

MOST_AT_ONCE = 2000
"""Tasks of one command; a command line has an end."""


class TaskActs(QObject):
    """`changed` when tasks stand otherwise than before; the newest act of this window can be taken back."""

    changed = Signal()

    def __init__(self, page: QWidget, context: Context, reader: Reader) -> None:
        super().__init__(page)
        self._page, self._context, self._reader = page, context, reader
        self._session = context.session
        self.ground: TaskGround | None = None
        self.dialog: QDialog | None = None
        self._acts: list[tuple[Path, int]] = context.memory.setdefault("acts", [])
        self._session.jobs.finished.connect(self._finished)

    def dispatch(self) -> None:
        """Say what is given out, look at it, give it out."""
        units = self.ground.units if self.ground else {}
        self._open(DispatchDialog(self._page, self._session, units))

    def issue_forms(self) -> None:
        """The surveyors' forms of a week."""
        people, weeks = (self.ground.people, _weeks(self.ground)) if self.ground else ((), [])
        self._open(FormsDialog(self._page, self._session, people, weeks))

    def take(self, paths: Sequence[str] = ()) -> None:
        """Results come in; files that were dropped join the dialog that is open."""
        if isinstance(self.dialog, TakeDialog) and self.dialog.isVisible():
            self.dialog.add(paths)
            return
        self._open(TakeDialog(self._page, self._session, self._reader, paths))

    def reassign(self, tasks: Sequence[TaskRow]) -> None:
        """Tasks go to somebody else, to another day, or get another deadline."""
        numbers = self._numbers(tasks)
        if not numbers:
            return
        dialog = ChangeDialog(self._page, len(numbers), self.ground.people if self.ground else ())
        dialog.accepted.connect(lambda: self._change(numbers, dialog))
        self._open(dialog)

    def _change(self, numbers: Sequence[str], dialog: ChangeDialog) -> None:
        if self._session.folder is not None:
            self._start(survey_commands.change_tasks(self._session.folder, numbers, **dialog.values()))

    def recall(self, tasks: Sequence[TaskRow]) -> None:
        """Tasks are taken back, with a reason."""
        numbers, folder = self._numbers(tasks), self._session.folder
        if not numbers or folder is None:
            return
        question = say("tasks.recall.question", number=count(len(numbers)))
        reason, agreed = LineDialog.ask_for(self._page, say("action.recall_tasks"), question)
        if agreed:
            self._start(survey_commands.recall_tasks(folder, numbers, reason.strip()))

    def undo(self) -> None:
        """The newest act is taken back."""
        folder = self._session.folder
        if folder is not None and (act := self._newest()):
            self._start(survey_commands.undo_task_act(folder, act))

    def refresh(self) -> None:
        """Whether there is something to take back in this workspace."""
        self._session.flag(TASK_ACT, bool(self._newest()))

    def _newest(self) -> int:
        return next((act for folder, act in reversed(self._acts) if folder == self._session.folder), 0)

    def _numbers(self, tasks: Sequence[TaskRow]) -> list[str]:
        numbers = [task.task_no for task in tasks if task.live]
        if not numbers:
            self._context.shell.toast(say("tasks.not_open"))
        elif len(numbers) > MOST_AT_ONCE:
            self._context.shell.toast(say("tasks.too_many", most=count(MOST_AT_ONCE)))
            return []
        return numbers

    def _open(self, dialog: QDialog) -> None:
        self._drop()
        self.dialog = dialog
        dialog.open()

    def _drop(self) -> None:
        old, self.dialog = self.dialog, None
        if old is not None:
            old.close()
            old.deleteLater()

    def _start(self, job: Job) -> None:
        if self._session.jobs.start(job) is None:
            self._context.shell.toast(say("job.busy"))

    def _finished(self, record: JobRecord) -> None:
        kind, folder = record.job.kind, self._session.folder
        if kind not in (*survey_commands.TASK_JOBS, survey_commands.TAKE):
            return
        act = int(record.result.get("act") or 0)
        if kind == survey_commands.TASK_UNDO:
            undone = int(record.result.get("undoes") or 0)
            self._acts[:] = [one for one in self._acts if one[1] != undone]
        elif kind != survey_commands.TAKE and act and folder is not None:
            self._acts.append((folder, act))
        self.refresh()
        # what was asked for on another page is told there
        if self._page.isVisible() and (words := _SAID.get(kind, lambda _: "")(record)):
            self._context.shell.toast(words)
        self.changed.emit()

    def close(self) -> None:
        """No dialog is open and nobody listens any more."""
        self._session.jobs.finished.disconnect(self._finished)
        self._drop()


def _weeks(ground: TaskGround) -> list[str]:
    return sorted({row.week for row in ground.rows if row.live and row.week}, reverse=True)


def _with_undo(words: str, record: JobRecord) -> str:
    return f"{words}    {say('tasks.undo_hint')}" if record.result.get("act") else words


def _dispatched(record: JobRecord) -> str:
    return _with_undo(dispatch_words(record.result), record)


def _changed(record: JobRecord) -> str:
    number = record.result.get("tasks")
    told = len(number) if isinstance(number, list) else int(number or 0)
    return _with_undo(say("tasks.change.done", number=count(told)), record)


def _recalled(record: JobRecord) -> str:
    told = {name: count(int(record.result.get(name) or 0)) for name in ("opened", "on_lists")}
    return _with_undo(say("tasks.recall.done", **told), record)


_SAID: dict[str, Callable[[JobRecord], str]] = {
    survey_commands.TASK_DISPATCH: _dispatched,
    survey_commands.TASK_CHANGE: _changed,
    survey_commands.TASK_RECALL: _recalled,
    survey_commands.TASK_MERGE: lambda record: _with_undo(
        say("tasks.merge.done", task=str(record.result.get("task") or "")), record
    ),
    survey_commands.TASK_SPLIT: lambda record: _with_undo(
        say("tasks.split.done", rest=str(record.result.get("rest") or ""), part=str(record.result.get("part") or "")),
        record,
    ),
    survey_commands.TASK_UNDO: lambda _record: say("tasks.undone"),
}
