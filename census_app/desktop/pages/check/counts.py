"""How a comparison counts by rule or by unit: one line each, the most changed first; a line narrows the rows below."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal

from census_app.desktop.language import count, label, say
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.tables.paged_model import ListedRows, PagedColumn, PagedModel, Row
from census_app.desktop.widgets.cell_delegate import CellDelegate
from census_app.desktop.widgets.layout import Card, text_label

CHANGES = ("new", "gone", "same", "altered")
_NUMBER_WIDTH = 62


class CountsCard(Card):
    """Rows are (id, name, new, gone, same, altered); `chosen(id)` when a person picks a line."""

    chosen = Signal(str)

    def __init__(self, title: str, heading: str, *, ids: bool) -> None:
        super().__init__((16, 10, 8, 8), 6)
        self.body.addWidget(text_label(title, "heading"))
        self._ids = ids
        columns = [PagedColumn("name", heading, lambda one: one[1], 140, 1, stretch=True, elides=True)]
        if ids:
            columns.insert(0, PagedColumn("id", say("facets.rule_id"), lambda one: one[0], 64, 0))
        for place, name in enumerate(CHANGES, start=2):
            columns.append(
                PagedColumn(name, label("check.change", name), _number(place), _NUMBER_WIDTH, place, right=True)
            )
        self.model = PagedModel(columns)
        self.model.sort_asked.connect(self._sort)
        self.table = ProblemTable(
            self.model, ("altered",), 110, kept_as="compared_rules" if ids else "compared_units", sorts=True
        )
        self.table.setItemDelegate(CellDelegate(self.model, strong=("new", "gone"), quiet=("id",)))
        self.table.setAccessibleName(title)
        self.table.clicked.connect(lambda index: self._choose(index.row()))
        self.table.activated.connect(lambda index: self._choose(index.row()))
        self.body.addWidget(self.table, 1)
        self._rows: list[Row] = []

    def show_counts(self, counts: Mapping[str, Mapping[str, int | str]], name: Callable[[str], str]) -> None:
        """Other counts."""
        self._rows = [(key, name(key), *(int(one.get(change, 0)) for change in CHANGES)) for key, one in counts.items()]
        self._sort(*self.table.order)

    def _sort(self, column: str, descending: bool) -> None:
        self.table.show_order(column, descending)
        places = [one.id for one in self.model.columns]
        if column in places:
            raw = self.model.columns[places.index(column)].raw
            rows = sorted(self._rows, key=lambda one: one[raw], reverse=descending)
        else:
            rows = sorted(self._rows, key=lambda one: (-one[2] - one[3], -one[4], one[0]))
        self.model.show(ListedRows(rows), len(rows))
        self.table.fit()

    def _choose(self, line: int) -> None:
        found = self.model.row(line)
        if found is not None:
            self.chosen.emit(str(found[0]))


def _number(place: int) -> Callable[[Row], str]:
    return lambda one: count(one[place])
