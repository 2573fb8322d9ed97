"""Which rows are chosen: stretches, never a list; a heading stands for its group, Ctrl+A for the whole view."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Signal
from PySide6.QtWidgets import QFrame, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.pages.problems.flow import ProblemFlow
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.widgets.layout import row, text_label

Range = tuple[int, int]


class Chosen(QObject):
    """Follows the table's selection; `changed(number)` tells of how many problems it stands for."""

    changed = Signal(int)

    def __init__(self, table: ProblemTable, flow: ProblemFlow) -> None:
        super().__init__(table)
        self._table, self._flow = table, flow
        self._selection = table.selectionModel()
        self._selection.selectionChanged.connect(self._follow)
        table.model().modelReset.connect(self._follow)

    def _follow(self) -> None:
        self.changed.emit(self.number)

    @property
    def rows(self) -> list[Range]:
        """Rows on screen that are chosen, as stretches."""
        chosen = self._selection.selection()
        ranges = (chosen.at(place) for place in range(chosen.count()))
        return [(one.top(), one.bottom()) for one in ranges]

    @property
    def stretches(self) -> list[Range]:
        """Rows of the view they stand for."""
        return self._flow.stretches(self.rows)

    @property
    def number(self) -> int:
        """How many problems are chosen."""
        return sum(last - first + 1 for first, last in self.stretches)

    @property
    def all(self) -> bool:
        """Whether that is the whole view."""
        return bool(self.stretches) and self.stretches == self._flow.everything()

    def choose_all(self) -> None:
        """All problems of the view."""
        model = self._table.model()
        if rows := model.rowCount():
            whole = QItemSelection(model.index(0, 0), model.index(rows - 1, model.columnCount() - 1))
            self._selection.select(whole, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def reduce(self) -> bool:
        """Only the row looked at stays chosen; False when that is so already."""
        if self.number <= 1:
            return False
        flag = QItemSelectionModel.SelectionFlag
        self._selection.select(self._table.currentIndex(), flag.ClearAndSelect | flag.Rows)
        return True


class ChosenBar(QFrame):
    """How many are chosen, and what can be done with them; shown from two on."""

    def __init__(self, buttons: Sequence[QWidget]) -> None:
        super().__init__()
        self.setObjectName("chosen")
        self._words = text_label("", "strong")
        layout = row(self._words, None, *buttons)
        layout.setContentsMargins(12, 6, 8, 6)
        self.setLayout(layout)

    def show_number(self, number: int, *, whole: bool) -> None:
        """So many problems; `whole` when that is all of the view."""
        name = "problems.chosen.all" if whole else "problems.chosen.some"
        self._words.setText(say(name, number=count(number)))
        self.setVisible(number > 1)
