"""The place of the pages: on a screen too small for the page looked at, it is scrolled to, never cut off."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QWidget

from census_app.desktop.language import say
from census_app.desktop.theme.look import look
from census_app.desktop.widgets.stacks import LookedAtStack


class PageArea(QScrollArea):
    """Scrolls `stack` in a window smaller than its page."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = LookedAtStack()
        self.stack.setObjectName("scrolled")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        # the keys are the page's
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(say("common.scrolls"))
        # a ground of their own would have Qt paint the page twice: as what lies on it, and with the window. A view port
        # of our own has none; asked for that of Qt, Python would first be told of every kind of widget there is (9 ms)
        self.setViewport(QWidget())
        self.setWidget(self.stack)
        self.stack.setAutoFillBackground(False)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.rangeChanged.connect(partial(_dress_used, bar))


def _dress_used(bar: QScrollBar, least: int, most: int) -> None:
    if most > least:
        look().dress_once(bar)
