"""The table of tasks with its states, and the chosen task beside it or, in a narrow window, behind a tab."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.page import MARGINS, NARROW_PAGE
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.pages.tasks.columns import LEAST_STRETCH, NARROW_HIDDEN, TaskDelegate, task_columns
from census_app.desktop.pages.tasks.detail import TaskDetail
from census_app.desktop.tables.paged_model import PagedModel
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.layout import Card
from census_app.desktop.widgets.states import ErrorView, Skeleton, StateView

_NARROW = NARROW_PAGE - MARGINS[0] - MARGINS[2]


class TaskBoard(QWidget):
    """`show_part` shows the table or one of the states; the detail is only there beside the table."""

    def __init__(self, button: Callable[..., ActionButton]) -> None:
        super().__init__()
        self.wanted = True
        self.model = PagedModel(task_columns(), self)
        self.table = ProblemTable(self.model, NARROW_HIDDEN, LEAST_STRETCH)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setItemDelegate(TaskDelegate(self.model))
        self.table.setAccessibleName(say("page.tasks"))
        self.panel = TaskDetail()
        self.skeleton, self.error = Skeleton(), ErrorView()
        clear, first = button("clear_task_filters", primary=True), button("dispatch_tasks")
        files, check = button("open_files"), button("start_check", primary=True)
        self.empty = StateView("filter", say("tasks.empty.title"), "", [clear])
        self.none = StateView("tasks", say("tasks.none.title"), say("tasks.none.text"), [first])
        self.nothing = StateView("tasks", say("tasks.nothing.title"), say("tasks.nothing.text"), [files, check])
        self.stack = QStackedWidget()
        for widget in (self.table, self.skeleton, self.empty, self.none, self.nothing, self.error):
            self.stack.addWidget(widget)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for name in ("list", "detail"):
            self.tabs.addTab(say(f"tasks.tab.{name}"))
        self.tabs.currentChanged.connect(lambda _tab: self.arrange())
        self._buttons = [button("reassign_tasks"), button("recall_tasks")]
        self._assemble()
        self.show_part(self.skeleton)

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.tabs)
        head.addStretch(1)
        for one in self._buttons:
            head.addWidget(one)
        self.card = Card((1, 1, 1, 1))
        self.card.body.addWidget(self.stack)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.card, 1)
        body.addWidget(self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(body, 1)

    def show_part(self, part: QWidget) -> None:
        """The table, or what stands in its place."""
        self.stack.setCurrentWidget(part)
        self.arrange()

    def toggle(self) -> bool:
        """Show or hide the chosen task; whether it is wanted in a wide window."""
        if self._narrow():
            self.tabs.setCurrentIndex(1 - self.tabs.currentIndex())
        else:
            self.wanted = not self.wanted
            self.arrange()
        return self.wanted

    def leave_detail(self) -> bool:
        """Back from the tab of the chosen task; False when it was not shown."""
        if not self._narrow() or self.tabs.currentIndex() == 0:
            return False
        self.tabs.setCurrentIndex(0)
        self.table.setFocus()
        return True

    def _narrow(self) -> bool:
        return self.width() < _NARROW

    def arrange(self) -> None:
        """Everything in its place for the width there is."""
        narrow, listed = self._narrow(), self.stack.currentWidget() is self.table
        reading = narrow and listed and self.tabs.currentIndex() == 1
        self.tabs.setVisible(narrow and listed)
        for one in self._buttons:
            one.setVisible(listed)
        self.card.setVisible(not reading)
        self.panel.setVisible(listed and (reading or (self.wanted and not narrow)))
        self.panel.set_narrow(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The narrow form."""
        super().resizeEvent(event)
        self.arrange()
