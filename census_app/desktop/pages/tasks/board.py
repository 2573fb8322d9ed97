"""The tasks as a list, as a board of 台区, or by unit and person; the chosen task beside them, narrow behind a tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.pages.page import MARGINS, NARROW_PAGE
from census_app.desktop.pages.problems.evidence import WIDTH
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.pages.tasks.columns import LEAST_STRETCH, NARROW_HIDDEN, TaskDelegate, task_columns
from census_app.desktop.pages.tasks.detail import TaskDetail
from census_app.desktop.reads import Reader
from census_app.desktop.tables.paged_model import PagedModel
from census_app.desktop.theme.look import scaled, unscaled
from census_app.desktop.widgets.area_map import AreaMap, AreaTile
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.layout import Card, ToolLayout, text_label
from census_app.desktop.widgets.load_tree import LoadTree
from census_app.desktop.widgets.split import Split
from census_app.desktop.widgets.states import ErrorView, Skeleton, StateView

if TYPE_CHECKING:
    from census_app.survey.tasks.load import LoadNode

_NARROW = NARROW_PAGE - MARGINS[0] - MARGINS[2]
_WIDE = 1500
_TREE_WIDTH, _TREE_MOST = 330, 760
TABS = ("list", "map", "load", "detail")
_ACTS = ("reassign_tasks", "recall_tasks", "merge_tasks", "split_task", "fill_batch", "sign_visit")


class TaskBoard(QWidget):
    """`show_part` shows the table or one of the states; the board and the tree stand where the table does, the tree
    beside it in a very wide window. `listed` when the list is looked at again."""

    listed = Signal()

    def __init__(self, button: Callable[..., ActionButton], reader: Reader, photos: Reader) -> None:
        super().__init__()
        self.wanted = True
        self.model = PagedModel(task_columns(), self)
        self.table = ProblemTable(self.model, NARROW_HIDDEN, LEAST_STRETCH, kept_as="tasks", sorts=True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setItemDelegate(TaskDelegate(self.model))
        for part in (self, self.table):
            part.setAccessibleName(say("page.tasks"))
        self.panel = TaskDetail(photos)
        self.map, self.tree = AreaMap(reader), LoadTree()
        self.map_note = text_label("", "mute")
        self.skeleton, self.error = Skeleton(), ErrorView()
        clear, first = button("clear_task_filters", primary=True), button("dispatch_tasks")
        files, check = button("open_files"), button("start_check", primary=True)
        self.empty = StateView("filter", say("tasks.empty.title"), "", [clear])
        self.none = StateView("tasks", say("tasks.none.title"), say("tasks.none.text"), [first])
        self.nothing = StateView("tasks", say("tasks.nothing.title"), say("tasks.nothing.text"), [files, check])
        self._part: QWidget = self.skeleton
        self.stack = QStackedWidget()
        for widget in (self.table, self.map, self.skeleton, self.empty, self.none, self.nothing, self.error):
            self.stack.addWidget(widget)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for name in TABS:
            self.tabs.addTab(say(f"tasks.tab.{name}"))
        self.tabs.currentChanged.connect(lambda _tab: self._turned())
        self._buttons = {name: button(name) for name in _ACTS}
        self._assemble()
        self.show_part(self.skeleton)

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.tabs)
        head.addWidget(self.map_note)
        head.addStretch(1)
        acts = ToolLayout()
        for one in self._buttons.values():
            acts.addWidget(one)
        head.addLayout(acts)
        self.card, self.tree_card, self.filler = Card((1, 1, 1, 1)), Card((1, 1, 1, 1)), QWidget()
        self.card.body.addWidget(self.stack)
        self.tree_card.body.addWidget(self.tree)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.tree_card, 1)
        self.split = Split(self.card, self.panel, WIDTH, "task")
        body.addWidget(self.split, 2)
        body.addWidget(self.filler, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(body, 1)

    @property
    def shown(self) -> str:
        """Which of `TABS` is looked at."""
        return TABS[self.tabs.currentIndex()]

    @property
    def part(self) -> QWidget:
        """The table, or what stands in its place."""
        return self._part

    def show_part(self, part: QWidget) -> None:
        """The table, or what stands in its place; the keys of a table that goes would be the search field's."""
        keys = self.window().focusWidget() in (self, self.table)
        self._part = part
        self.arrange()
        if keys:
            self.take_keys()

    def take_keys(self) -> None:
        """The table takes the keys; without one nothing does that would keep the letters for itself."""
        (self.table if self._part is self.table else self).setFocus()

    def show_ground(self, load: Sequence[LoadNode], tiles: Sequence[AreaTile]) -> None:
        """Another workspace, or the same after something happened."""
        self.tree.show_nodes(load)
        self.map.show_tiles(tiles)
        placed = sum(tile.place is not None for tile in tiles)
        self.map_note.setText(say("tasks.map.note", number=count(len(tiles)), placed=count(placed)))

    def turn_to(self, tab: str) -> None:
        """Look at the list, the board, the tree or the task, and give it the keys."""
        self.tabs.setCurrentIndex(TABS.index(tab))
        self._turned()

    def _turned(self) -> None:
        self.arrange()
        {"map": self.map, "load": self.tree}.get(self.shown, self.table).setFocus()
        if self.shown == "map":
            self.map.look_again()
        elif self.shown == "list":
            self.listed.emit()

    def toggle(self) -> bool:
        """Show or hide the chosen task; whether it is wanted in a wide window."""
        if self._narrow():
            self.turn_to("list" if self.shown == "detail" else "detail")
        else:
            self.wanted = not self.wanted
            self.arrange()
        return self.wanted

    def leave_tab(self) -> bool:
        """Back to the list; False when it was shown."""
        if self.shown == "list":
            return False
        self.turn_to("list")
        return True

    def _narrow(self) -> bool:
        return unscaled(self.width()) < _NARROW

    def arrange(self) -> None:
        """Everything in its place for the width there is."""
        narrow, wide, listed = self._narrow(), unscaled(self.width()) >= _WIDE, self._part in (self.table, self.empty)
        for name, shown in (("detail", narrow), ("load", not wide)):
            place = TABS.index(name)
            if not shown and self.tabs.currentIndex() == place:
                self.tabs.setCurrentIndex(0)
            self.tabs.setTabVisible(place, shown)
        self.tabs.updateGeometry()
        tab = self.shown if listed else "list"
        self.tabs.setVisible(listed)
        self.map_note.setVisible(tab == "map")
        self.stack.setCurrentWidget(self.map if tab == "map" else self._part)
        for one in self._buttons.values():
            one.setVisible(listed and tab in ("list", "detail") and self._part is self.table)
        self.tree_card.setVisible(listed and (wide or tab == "load"))
        self.tree_card.setMaximumWidth(scaled(_TREE_WIDTH if wide else _TREE_MOST))
        self.filler.setVisible(tab == "load")
        self.card.setVisible(tab in ("list", "map"))
        beside = self.wanted and not narrow and tab in ("list", "map") and self._part is self.table
        self.panel.setVisible(tab == "detail" or beside)
        self.split.setVisible(tab != "load")
        self.split.set_narrow(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The form for the width."""
        super().resizeEvent(event)
        self.arrange()
