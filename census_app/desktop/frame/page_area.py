"""The place of the pages: on a screen too small for the page looked at, it is scrolled to, never cut off."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget

from census_app.desktop.language import say


class PageStack(QStackedWidget):
    """Wants the room of the page looked at, not that of the largest page ever shown."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("scrolled")
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        """Of the page looked at."""
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown is not None else QSize()

    def heightForWidth(self, _width: int) -> int:
        """Of the page looked at, too: asked of its layout, it would be that of the tallest page there is."""
        return self.minimumSizeHint().height()


class PageArea(QScrollArea):
    """Scrolls `stack` in a window smaller than its page."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = PageStack()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        # the keys are the page's
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(say("common.scrolls"))
        self.setWidget(self.stack)
