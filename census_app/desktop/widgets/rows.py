"""Moving the current row of a table, and to the field above it."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QLineEdit


def step_row(table: QAbstractItemView, step: int) -> None:
    """The row so many below (above, when negative) is the current one; the first and the last stay."""
    if rows := table.model().rowCount():
        place = max(0, min(rows - 1, table.currentIndex().row() + step))
        table.setCurrentIndex(table.model().index(place, 0))


def take_words(field: QLineEdit) -> None:
    """The field takes the keys; what stands in it is replaced by what is typed."""
    field.setFocus()
    field.selectAll()
