"""The chosen problems' numbers or rows, for other programs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView

from census_app.desktop.language import count, say
from census_app.desktop.pages.page import Shell
from census_app.desktop.pages.problems.columns import value
from census_app.desktop.tables.paged_model import Entry, Heading, PagedModel
from census_app.desktop.widgets.clipboard import MOST_ROWS, chosen_places, put_rows


class Copying:
    """Headings have nothing to copy; more than can be copied are told where to be had."""

    def __init__(self, table: QTableView, model: PagedModel, shell: Shell) -> None:
        self._table, self._model, self._shell = table, model, shell

    def _entries(self) -> Sequence[Entry]:
        places = chosen_places(self._table)
        if places is None:
            self._shell.toast(say("problems.copy_too_many", most=count(MOST_ROWS)))
        found = (self._model.entry(place) for place in places or ())
        return [entry for entry in found if entry is not None and not isinstance(entry[0], Heading)]

    def number(self) -> None:
        """The short numbers are in the clipboard, one a line."""
        numbers = [value(entry[0], "problem_no") for entry in self._entries()]
        if numbers:
            QGuiApplication.clipboard().setText("\n".join(numbers))
            self._tell("problems.copied", "problems.numbers_copied", numbers)

    def row(self) -> None:
        """The numbers and texts of the rows are in the clipboard, also those a narrow window hides; several rows under
        their headings."""
        entries = self._entries()
        numbers = [value(entry[0], "problem_no") for entry in entries]
        rows = [[number, *entry[1]] for number, entry in zip(numbers, entries, strict=True)]
        if rows:
            heads = [say("problems.number"), *(column.heading for column in self._model.columns)]
            put_rows(rows, heads if len(rows) > 1 else ())
            self._tell("problems.row_copied", "problems.rows_copied", numbers)

    def _tell(self, one: str, many: str, numbers: Sequence[str]) -> None:
        alone = len(numbers) == 1
        self._shell.toast(say(one, number=numbers[0]) if alone else say(many, number=count(len(numbers))))
