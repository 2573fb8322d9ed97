"""What hangs on a window itself, and not on one of its pages, hangs here: dialogs, menus, light windows over it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from census_app.desktop.theme.look import look


class Wardrobe(QWidget):
    """Never seen; lends the style sheet, which no window wears, to what hangs on it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.hide()
        look().dress(self)
