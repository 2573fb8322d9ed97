"""Groups of the problem list: which, opened and closed by key and click, the row one was on stays in sight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from census_app.desktop.pages.problems.flow import ProblemFlow
from census_app.desktop.pages.problems.naming import Names
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.tables.problem_query import GROUPS, ProblemQuery


class Grouping:
    """`select` goes to a row of the table."""

    def __init__(self, flow: ProblemFlow, table: ProblemTable, names: Names, select: Callable[[int], None]) -> None:
        self._flow, self._table, self._select = flow, table, select
        flow.model.name_headings(lambda heading: names.heading(flow.query.group, heading))

    def next(self, query: ProblemQuery) -> ProblemQuery:
        """The query in the next kind of groups; after the last in none."""
        place = GROUPS.index(query.group)
        return replace(query, group=GROUPS[(place + 1) % len(GROUPS)])

    def clicked(self, row: int) -> None:
        """A click on a heading turns it."""
        groups = self._flow.groups
        if groups is not None and row == groups.heading_of(groups.group_at(row)):
            self.turn(row)

    def turn(self, row: int) -> bool:
        """The heading of a row is turned over; False when the row is none."""
        groups = self._flow.groups
        if groups is None or not 0 <= row < groups.rows:
            return False
        group = groups.group_at(row)
        if row != groups.heading_of(group):
            return False
        self._turn(group, opened=not groups.is_open(group))
        return True

    def turn_current(self, *, opened: bool) -> None:
        """The group of the row looked at is opened or closed; on a closed one → goes to the next, ← to its heading."""
        groups, row = self._flow.groups, self._table.currentIndex().row()
        if groups is None or row < 0:
            return
        group = groups.group_at(row)
        if groups.is_open(group) != opened:
            self._turn(group, opened=opened)
        elif not opened and row != groups.heading_of(group):
            self._select(groups.heading_of(group))

    def _turn(self, group: int, *, opened: bool) -> None:
        groups = self._flow.groups
        if groups is None:
            return
        bar = self._table.verticalScrollBar()
        place = bar.value()
        self._flow.turn(group, opened)
        bar.setValue(place)
        self._select(groups.heading_of(group))
