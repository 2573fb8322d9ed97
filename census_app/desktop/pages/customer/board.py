"""The three columns of a customer; in the narrow and the low form the rehearsal and the links are tabs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.customer.links import LinksCard
from census_app.desktop.pages.customer.problems import ProblemsCard
from census_app.desktop.pages.customer.rehearsal import RehearsalCard
from census_app.desktop.pages.customer.why import WhyCard
from census_app.desktop.pages.page import MARGINS, NARROW_PAGE
from census_app.desktop.reads import Reader
from census_app.desktop.theme.look import unscaled
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.split import Split

_NARROW = NARROW_PAGE - MARGINS[0] - MARGINS[2]
_LOW = 640
_LEAST = 300
_LINKS_TAB = 2
_JUDGES = ("pass_review", "return_review", "confirm_problem", "refute_problem", "show_photos")


class CustomerBoard(QWidget):
    """Problems, why with the rehearsal below, links."""

    def __init__(self, button: Callable[..., ActionButton], photos: Reader) -> None:
        super().__init__()
        self.problems = ProblemsCard({name: button(name) for name in _JUDGES}, photos)
        self.why = WhyCard(button("pick_rule"))
        self.rehearsal = RehearsalCard(button("propose_correction"))
        self.links = LinksCard()
        self.links_wanted = True
        self.middle = QWidget()
        column = QVBoxLayout(self.middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.why, 1)
        column.addWidget(self.rehearsal)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for name in ("problems", "rehearsal", "links"):
            self.tabs.addTab(say(f"customer.tab.{name}"))
        self.tabs.currentChanged.connect(lambda _tab: self.arrange())
        self.left = Split(self.problems, self.middle, _LEAST, "customer_middle", parts=2)
        self.columns = Split(self.left, self.links, _LEAST, "customer_links", parts=3)
        board = QVBoxLayout(self)
        board.setContentsMargins(0, 0, 0, 0)
        board.setSpacing(6)
        board.addWidget(self.tabs)
        board.addWidget(self.columns, 1)

    @property
    def compact(self) -> bool:
        """Whether the columns are tabs."""
        return unscaled(self.width()) < _NARROW or unscaled(self.height()) < _LOW

    def turn(self) -> None:
        """The next of the tabs; where there are none, show or hide the links."""
        if self.compact:
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + 1) % self.tabs.count())
        else:
            self.links_wanted = not self.links_wanted
            self.arrange()

    def arrange(self) -> None:
        """Everything in its place for the room there is."""
        compact, focus = self.compact, self.window().focusWidget()
        tab = self.tabs.currentIndex()
        self.tabs.setVisible(compact)
        self.left.setVisible(not compact or tab != _LINKS_TAB)
        self.why.setVisible(not compact or tab == 0)
        self.rehearsal.setVisible(not compact or tab == 1)
        self.links.setVisible(tab == _LINKS_TAB if compact else self.links_wanted)
        self.columns.set_narrow(compact)
        self.problems.set_compact(compact)
        if focus is not None and self.isAncestorOf(focus) and not focus.isVisibleTo(self):
            # else the keys would go to whatever comes first in the window
            first = self.links.nextInFocusChain() if tab == _LINKS_TAB else self.problems.list
            (first or self.problems.list).setFocus()

    def show_rehearsal(self) -> None:
        """The rehearsal is in view and takes the keys."""
        self.tabs.setCurrentIndex(1)
        self.rehearsal.value.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The form for the size."""
        super().resizeEvent(event)
        self.arrange()
