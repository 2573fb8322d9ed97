"""The upper list: the review queue, or the problems of another step; its title, its order, its states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.pages.problems.columns import problem_columns
from census_app.desktop.pages.problems.delegate import ProblemDelegate
from census_app.desktop.pages.problems.flow import ProblemFlow
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.pages.rectify.columns import LEAST_STRETCH, NARROW_HIDDEN, WorkDelegate, work_columns
from census_app.desktop.pages.rectify.rows import ORDERS, WorkQuery, WorkRow
from census_app.desktop.session import WorkspaceFacts
from census_app.desktop.tables.paged_model import ListedRows, PagedModel
from census_app.desktop.tables.problem_query import SHOWN, ProblemQuery
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.chips import FacetChip
from census_app.desktop.widgets.layout import Card, ElidedLabel, row, text_label
from census_app.desktop.widgets.states import ErrorView, Skeleton, StateView

_PROBLEM_HIDDEN = ("tg_name", "weeks_running", "unit_name")
_AT = {name: place for place, name in enumerate(SHOWN)}


class WorkCard(Card):
    """`looked_at(key)` an entry of the queue, `problem_read(record)` a problem; `order_asked`, `unit_dropped`;
    `problems_chosen` when others are selected. `complete` is given each part that is made later."""

    looked_at = Signal(str)
    problem_read = Signal(object)
    order_asked = Signal(str)
    unit_dropped = Signal()
    problems_chosen = Signal()

    def __init__(
        self,
        facts: WorkspaceFacts | None,
        button: Callable[..., ActionButton],
        complete: Callable[[QWidget], object],
    ) -> None:
        super().__init__((1, 10, 1, 1), 6)
        self._facts, self._complete = facts, complete
        self._of_problems = False
        self.model = PagedModel(work_columns(), self)
        self.table = _table(self.model, NARROW_HIDDEN, LEAST_STRETCH, "review")
        self.table.setItemDelegate(WorkDelegate(self.model))
        self.table.setAccessibleName(say("rectify.queue"))
        self.title, self.note = text_label("", "heading"), ElidedLabel("", "mute")
        self.orders = {name: FacetChip(say(f"rectify.order.{name}")) for name in ORDERS}
        self.unit = FacetChip()
        self.skeleton, self.error = Skeleton(), ErrorView()
        done: list[QWidget] = [button("take_answered_lists", primary=True)]
        self.empty = StateView("tick", say("rectify.empty.title"), "", done)
        self.clear = StateView(
            "filter", say("rectify.filtered.title"), "", [button("clear_rectify_filter", primary=True)]
        )
        files, check = button("open_files"), button("start_check", primary=True)
        self.nothing = StateView("problems", say("rectify.nothing.title"), say("rectify.nothing.text"), [files, check])
        self.none = StateView("tick", say("rectify.none_here.title"), "")
        self.stack = QStackedWidget()
        for widget in (self.skeleton, self.table, self.empty, self.clear, self.none, self.nothing, self.error):
            self.stack.addWidget(widget)
        self._assemble()
        self._connect()
        self.show_part(self.skeleton)

    def _assemble(self) -> None:
        head = row(14, self.title)
        head.addWidget(self.note, 1)
        for chip in (*self.orders.values(), self.unit):
            head.addWidget(chip)
        head.addSpacing(12)
        self.body.addLayout(head)
        self.body.addWidget(self.stack, 1)
        self.unit.hide()

    def _connect(self) -> None:
        for name, chip in self.orders.items():
            chip.clicked.connect(lambda _checked=False, name=name: self.order_asked.emit(name))
        self.unit.clicked.connect(self.unit_dropped)
        self.unit.removed.connect(self.unit_dropped)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._look(now.row()))

    @cached_property
    def problem_model(self) -> PagedModel:
        """The problems of another step, as far as they were looked at."""
        return PagedModel(problem_columns(self._facts), self)

    @cached_property
    def problems(self) -> ProblemFlow:
        """What is behind the problems of another step; made when one is first looked at."""
        flow = ProblemFlow(self.problem_model, self)
        flow.record_read.connect(self.problem_read)
        flow.ready.connect(self._problems_ready)
        flow.failed.connect(lambda words: self.show_error(words))
        self.problem_model.sort_asked.connect(lambda *_: self._ask_problems(flow.query))
        return flow

    @cached_property
    def problem_table(self) -> ProblemTable:
        """The problems of another step; made when one is first looked at."""
        table = _table(self.problem_model, _PROBLEM_HIDDEN, 200, "rectify_problems", sorts=True)
        table.setItemDelegate(ProblemDelegate(self.problem_model, self.problems.today))
        table.selectionModel().currentRowChanged.connect(lambda now, _before: self._read(now.row()))
        table.selectionModel().selectionChanged.connect(lambda *_: self.problems_chosen.emit())
        self.stack.addWidget(table)
        self._complete(table)
        return table

    def show_part(self, part: QWidget) -> None:
        """A list, or what stands in its place."""
        self.stack.setCurrentWidget(part)

    def show_error(self, words: str) -> None:
        """Nothing could be read."""
        self.error.show_error(say("rectify.failed"), words)
        self.show_part(self.error)

    def show_head(self, title: str, note: str, query: WorkQuery, unit: str, *, queue: bool) -> None:
        """What the list is, its order, the unit it is narrowed to."""
        self.title.setText(title)
        self.note.setText(note)
        for name, chip in self.orders.items():
            chip.setVisible(queue)
            chip.show_text(say(f"rectify.order.{name}"), name == query.order)
        self.unit.setVisible(bool(query.unit))
        self.unit.show_text(unit, True, "×")

    def show_rows(self, rows: Sequence[WorkRow], total: int, wanted: str, near: int) -> None:
        """The queue: `wanted` is looked at, or what stands where it stood."""
        self._of_problems = False
        self.model.show(ListedRows(rows), len(rows))
        if not rows:
            self.clear.say(say("rectify.filtered.title"), say("rectify.filtered.text", total=count(total)))
            self.show_part(self.clear if total else self.empty)
            self.looked_at.emit("")
            return
        self.show_part(self.table)
        self.table.fit()
        place = next((at for at, one in enumerate(rows) if one.key == wanted), min(near, len(rows) - 1))
        self.select(self.table, place)

    def select(self, table: ProblemTable, place: int) -> None:
        """Another row is looked at."""
        index = table.model().index(place, 0)
        same = table.currentIndex().row() == place
        table.setCurrentIndex(index)
        table.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        if same:
            table.selectionModel().currentRowChanged.emit(index, index)

    def step(self, step: int) -> None:
        """The next or previous row."""
        shown = self.stack.currentWidget()
        if isinstance(shown, ProblemTable) and (rows := shown.model().rowCount()):
            self.select(shown, max(0, min(rows - 1, shown.currentIndex().row() + step)))

    @property
    def key(self) -> str:
        """The entry of the queue that is looked at; "" without one."""
        found = self.model.row(self.table.currentIndex().row())
        return WorkRow(*found).key if found is not None else ""

    @property
    def place(self) -> int:
        """The row of the queue that is looked at."""
        return max(0, self.table.currentIndex().row())

    def _look(self, place: int) -> None:
        found = self.model.row(place)
        if found is not None:
            self.looked_at.emit(WorkRow(*found).key)

    def _read(self, place: int) -> None:
        found = self.problem_model.row(place)
        if found is not None:
            self.problems.read_record(int(found[len(SHOWN)]))

    def show_problems(self, states: Path, query: ProblemQuery) -> None:
        """The problems under a query, in place of the queue."""
        self._of_problems = True
        if states == self.problems.file:
            self._ask_problems(query)
        else:
            self.problems.query = self._ordered(query)
            self.problems.open(states)

    def _ask_problems(self, query: ProblemQuery) -> None:
        self.problems.show(self._ordered(query))

    def _ordered(self, query: ProblemQuery) -> ProblemQuery:
        """In the order of the headings."""
        return self.problem_table.ordered(replace(query, sort=""))

    def _problems_ready(self, rows: int) -> None:
        if not self._of_problems:
            return
        self.none.say(say("rectify.none_here.title"), say("rectify.none_here.text"))
        self.show_part(self.problem_table if rows else self.none)
        self.problem_table.fit()
        if rows:
            self.select(self.problem_table, 0)
        else:
            self.problem_read.emit({})

    def chosen_problems(self) -> list[dict[str, Any]]:
        """The selected problems of the list of problems: number and customer."""
        places = sorted(index.row() for index in self.problem_table.selectionModel().selectedRows())
        rows = (self.problem_model.row(place) for place in places)
        return [{name: found[at] for name, at in _AT.items()} for found in rows if found is not None]

    def close_flow(self) -> None:
        """The worker behind the list of problems ends, if there is one."""
        if "problems" in vars(self):
            self.problems.close()


def _table(
    model: PagedModel, hidden: tuple[str, ...], least: int, kept_as: str, *, sorts: bool = False
) -> ProblemTable:
    table = ProblemTable(model, hidden, least, kept_as=kept_as, sorts=sorts)
    table.setFrameShape(ProblemTable.Shape.NoFrame)
    return table
