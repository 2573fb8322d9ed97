"""From the problem list to customers and on from row to row."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QTableView

from census_app.desktop.language import say
from census_app.desktop.pages.page import Shell
from census_app.desktop.tables.paged_model import PagedModel
from census_app.desktop.tables.problem_query import SHOWN

_CUSTOMER, _NUMBER = SHOWN.index("customer"), SHOWN.index("problem_no")
_FARTHEST = 2000


class CustomerWalk:
    """Opens the customer of the chosen row; J and K there go on through this list."""

    def __init__(self, table: QTableView, model: PagedModel, select: Callable[[int], None], shell: Shell) -> None:
        self._table, self._model, self._select, self._shell = table, model, select, shell

    def open_customer(self) -> None:
        """Everything about the chosen problem's customer."""
        customer, number = self._at(self._table.currentIndex().row())
        if customer:
            self._shell.open_customer(customer, number, self.step)
        elif number:
            self._shell.toast(say("problems.no_customer"))

    def step(self, step: int) -> tuple[str, str] | None:
        """Customer and problem of the nearest row that way with a customer, which is chosen; None when none is near."""
        row = self._table.currentIndex().row()
        for _ in range(_FARTHEST):
            row += step
            if not 0 <= row < self._model.rowCount():
                return None
            found = self._at(row)
            if found[0]:
                self._select(row)
                return found
        return None

    def _at(self, row: int) -> tuple[str, str]:
        found = self._model.row(row)
        return (str(found[_CUSTOMER] or ""), str(found[_NUMBER])) if found is not None else ("", "")
