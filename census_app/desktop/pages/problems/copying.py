"""The chosen problem's number or row, for other programs."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView

from census_app.desktop.language import say
from census_app.desktop.pages.page import Shell
from census_app.desktop.pages.problems.columns import value
from census_app.desktop.tables.paged_model import Entry, Heading, PagedModel


class Copying:
    """Headings have nothing to copy."""

    def __init__(self, table: QTableView, model: PagedModel, shell: Shell) -> None:
        self._table, self._model, self._shell = table, model, shell

    def _entry(self) -> Entry | None:
        entry = self._model.entry(self._table.currentIndex().row())
        return None if entry is None or isinstance(entry[0], Heading) else entry

    def number(self) -> None:
        """The short number is in the clipboard."""
        if entry := self._entry():
            self._put(value(entry[0], "problem_no"), "problems.copied", value(entry[0], "problem_no"))

    def row(self) -> None:
        """The number and the texts of the row, between tabs, are in the clipboard."""
        if entry := self._entry():
            number = value(entry[0], "problem_no")
            self._put("\t".join([number, *entry[1]]), "problems.row_copied", number)

    def _put(self, text: str, said: str, number: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._shell.toast(say(said, number=number))
