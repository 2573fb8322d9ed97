"""Small grids of labels with a heading line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from census_app.desktop.widgets.layout import rule_line, text_label

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def right_label(text: str, role: str = "") -> QLabel:
    """A figure."""
    widget = text_label(text, role)
    widget.setAlignment(RIGHT)
    return widget


def heading_grid(headings: Sequence[str], right: tuple[int, ...] = (), stretch: int = 1) -> QGridLayout:
    """A grid whose rows begin at line 2; `right` are the columns of figures, `stretch` takes the rest."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(7)
    for place, text in enumerate(headings):
        grid.addWidget(right_label(text, "mute") if place in right else text_label(text, "mute"), 0, place)
    grid.addWidget(rule_line(), 1, 0, 1, len(headings))
    grid.setColumnStretch(stretch, 1)
    return grid
