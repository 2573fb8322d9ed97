"""Moving the current row of a table."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView


def step_row(table: QAbstractItemView, step: int) -> None:
    """The row so many below (above, when negative) is the current one; the first and the last stay."""
    if rows := table.model().rowCount():
        place = max(0, min(rows - 1, table.currentIndex().row() + step))
        table.setCurrentIndex(table.model().index(place, 0))
