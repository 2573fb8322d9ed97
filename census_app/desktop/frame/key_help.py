"""F1: the keys that work on this page."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from census_app.desktop.action_set import Actions
from census_app.desktop.frame.overlay import Overlay
from census_app.desktop.language import say
from census_app.desktop.widgets.keys import KeyCaps
from census_app.desktop.widgets.layout import rule_line, text_label

_WIDTH = 560


class KeyHelp(Overlay):
    """Two columns: the page's own keys, then those of every page."""

    def __init__(self, parent: QWidget, actions: Actions, page: str) -> None:
        super().__init__(parent, _WIDTH)
        self.column.addWidget(text_label(say("keys.title", page=say(f"page.{page}")), "heading"))
        own = [spec for spec in actions.of_page(page) if spec.page is not None]
        common = [spec for spec in actions.of_page(page) if spec.page is None]
        for specs in (own, common):
            if not specs:
                continue
            self.column.addWidget(rule_line())
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(7)
            half = (len(specs) + 1) // 2
            for place, spec in enumerate(specs):
                column = 0 if place < half else 2
                grid.addWidget(text_label(actions[spec.id].text()), place % half, column)
                grid.addWidget(KeyCaps(spec), place % half, column + 1)
            grid.setColumnStretch(0, 1)
            grid.setColumnStretch(2, 1)
            self.column.addLayout(grid)
