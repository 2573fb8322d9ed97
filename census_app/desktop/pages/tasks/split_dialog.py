"""拆分: which problems of a task become another one, and who does that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QListWidgetItem, QWidget

from census_app.desktop.language import label, say
from census_app.desktop.pages.tasks.columns import TASK_KINDS
from census_app.desktop.widgets.cells import KeyMark
from census_app.desktop.widgets.question import QuestionDialog

if TYPE_CHECKING:
    from census_app.survey.tasks.listing import TaskStory

_SIZE = (560, 460)
_NUMBER = int(Qt.ItemDataRole.UserRole)


class SplitDialog(QuestionDialog):
    """Accepted when some problem is chosen; what the core does not allow, the job says."""

    def __init__(self, parent: QWidget, story: TaskStory, people: Sequence[str]) -> None:
        title = say("tasks.split.title", task=story.line.task.task_no)
        super().__init__(parent, title, say("tasks.split.text"), say("action.split_task"))
        self.resize(*_SIZE)
        self.problems = QListWidget()
        self.problems.setItemDelegate(KeyMark(self.problems))
        self.problems.setObjectName("framed")
        self.problems.setAccessibleName(say("tasks.split.problems"))
        for number, _state, rule, said in story.problems:
            item = QListWidgetItem("   ".join(filter(None, (number, rule, said))))
            item.setToolTip(item.text())
            item.setData(_NUMBER, number)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.problems.addItem(item)
        self.surveyor, self.kind, self.reason = QComboBox(), QComboBox(), QLineEdit()
        self.surveyor.setEditable(True)
        self.surveyor.addItems(["", *people])
        self.kind.addItem(say("tasks.split.same_kind"), "")
        for kind in TASK_KINDS:
            self.kind.addItem(label("task_kind", kind), kind)
        self.place(self.problems, 1)
        fields = {"surveyor": self.surveyor, "kind": self.kind, "reason": self.reason}
        for name, widget in fields.items():
            self.ask(say(f"tasks.split.{name}"), widget)

    def chosen(self) -> list[str]:
        """Numbers of the problems that go into the other task."""
        items = (self.problems.item(place) for place in range(self.problems.count()))
        return [str(item.data(_NUMBER)) for item in items if item.checkState() == Qt.CheckState.Checked]

    def fault(self) -> tuple[str, QWidget | None]:
        """Nothing chosen."""
        return ("", None) if self.chosen() else (say("tasks.split.none"), self.problems)
