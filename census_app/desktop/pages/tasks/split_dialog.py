"""拆分: which problems of a task become another one, and who does that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from census_app.desktop.language import label, say
from census_app.desktop.pages.tasks.columns import TASK_KINDS
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, set_role, text_label

if TYPE_CHECKING:
    from census_app.survey.tasks.listing import TaskStory

_SIZE = (560, 460)
_NUMBER = int(Qt.ItemDataRole.UserRole)


class SplitDialog(QDialog):
    """Accepted when some problem is chosen; what the core does not allow, the job says."""

    def __init__(self, parent: QWidget, story: TaskStory, people: Sequence[str]) -> None:
        super().__init__(parent)
        title = say("tasks.split.title", task=story.line.task.task_no)
        self.setWindowTitle(title)
        self.resize(*_SIZE)
        self.message = text_label(say("tasks.split.text"), "mute", wrap=True)
        self.problems = QListWidget()
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
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        fields = {"surveyor": self.surveyor, "kind": self.kind, "reason": self.reason}
        for line, (name, widget) in enumerate(fields.items()):
            grid.addWidget(text_label(say(f"tasks.split.{name}")), line, 0)
            grid.addWidget(widget, line, 1)
        accept = Button(say("action.split_task"), "Enter", primary=True)
        close = Button(say("common.close"), "Esc")
        accept.setDefault(True)
        accept.clicked.connect(self._accept)
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(text_label(title, "heading"))
        column.addWidget(self.message)
        column.addWidget(self.problems, 1)
        column.addLayout(grid)
        column.addLayout(row(None, close, accept))

    def chosen(self) -> list[str]:
        """Numbers of the problems that go into the other task."""
        items = (self.problems.item(place) for place in range(self.problems.count()))
        return [str(item.data(_NUMBER)) for item in items if item.checkState() == Qt.CheckState.Checked]

    def _accept(self) -> None:
        if self.chosen():
            self.accept()
        else:
            self.message.setText(say("tasks.split.none"))
            set_role(self.message, "high")
