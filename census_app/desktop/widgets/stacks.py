"""A stack as large as what is looked at in it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class LookedAtStack(QStackedWidget):
    """Wants the room of the part looked at, not that of the largest part ever made."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        """Of the part looked at."""
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown is not None else QSize()

    def heightForWidth(self, _width: int) -> int:
        """Of the part looked at, too: asked of its layout, it would be that of the tallest part there is."""
        return self.minimumSizeHint().height()
