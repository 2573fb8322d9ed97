"""The lower half: tabs of lists, and beside each what can be done with the row that is looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QTabBar, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.rectify.decision import WIDTH
from census_app.desktop.theme.look import look, scaled
from census_app.desktop.widgets.layout import Card
from census_app.desktop.widgets.split import Split

EVIDENCE, RETURNED, LATE, FILING, UNITS = "evidence", "returned", "late", "filing", "units"
_LEAST_HEIGHT = 270
_LEAST_SHARE = 0.65
_BETWEEN = 16
_LARGE = 125
KEYS = {EVIDENCE: "E", RETURNED: "L", LATE: "P", FILING: "B"}


class _Tabs(QTabBar):
    """Says when its width changed."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The names may have less room."""
        super().resizeEvent(event)
        self.resized.emit()


class LowerPanel(QWidget):
    """`shown(name)` when another tab is looked at; `wanted(name)` before that when nobody put a list in it yet."""

    shown = Signal(str)
    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        # its lists are never in the way, but what decides must be seen whole: on less the page is scrolled
        self.setMinimumHeight(scaled(_LEAST_HEIGHT))
        self.tabs = _Tabs()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        # the last resort: a name that ends in dots can be clicked, one beyond the edge cannot
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tabs.resized.connect(self._name_tabs)
        self.names: list[str] = []
        self._sides: dict[str, QWidget] = {}
        self._lists: dict[str, QWidget] = {}
        self._told: dict[str, str] = {}
        self.lists, self.sides = QStackedWidget(), QStackedWidget()
        for stack in (self.lists, self.sides):
            # what one tab shows must not push the lists above it
            stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.card = Card((1, 4, 1, 1), 0)
        self.card.body.addWidget(self.tabs)
        self.card.body.addWidget(self.lists, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Split(self.card, self.sides, WIDTH, "decision", least=_LEAST_SHARE))
        self.tabs.currentChanged.connect(self._changed)

    def add(self, name: str) -> None:
        """One more tab."""
        self.names.append(name)
        self.tabs.addTab(self._text(name))

    def fill(self, name: str, listed: QWidget, side: QWidget) -> None:
        """The list of a tab and what stands beside it."""
        self._lists[name], self._sides[name] = listed, side
        if self.lists.indexOf(listed) < 0:
            self.lists.addWidget(listed)
        if self.sides.indexOf(side) < 0:
            self.sides.addWidget(side)
        if name == self.current:
            self._show(name)

    def filled(self, name: str) -> bool:
        """Whether somebody put a list in the tab."""
        return name in self._lists

    def remove(self, name: str) -> None:
        """The tab is gone; its list is free for another place."""
        if name in self.names:
            place = self.names.index(name)
            self.names.remove(name)
            self.lists.removeWidget(self._lists.pop(name))
            self.tabs.removeTab(place)

    def tell(self, name: str, number: str) -> None:
        """The number beside a tab's name; empty for none."""
        self._told[name] = number
        self._name_tabs()

    def _name_tabs(self) -> None:
        """Where there is no room for all, the keys stand in the list of keys alone, and what decides gives way: the
        names are read without scrolling, and none is cut."""
        room = self.width() - scaled(round(WIDTH * _LEAST_SHARE)) - _BETWEEN
        self.tabs.setMinimumWidth(max(0, min(room, self._write_names(keys=False))))
        if self._write_names(keys=True) > self.tabs.width():
            self._write_names(keys=False)

    def _write_names(self, *, keys: bool) -> int:
        """The names on their tabs; returns how wide they are."""
        for place, name in enumerate(self.names):
            self.tabs.setTabText(place, self._text(name, keys))
        return self.tabs.sizeHint().width()

    def _text(self, name: str, keys: bool = True) -> str:
        key = KEYS.get(name, "") if keys and look().percent < _LARGE else ""
        return "  ".join(part for part in (say(f"rectify.tab.{name}"), self._told.get(name, ""), key) if part)

    @property
    def current(self) -> str:
        """The tab looked at."""
        place = self.tabs.currentIndex()
        return self.names[place] if 0 <= place < len(self.names) else ""

    def choose(self, name: str) -> None:
        """Look at a tab."""
        if name in self.names:
            self.tabs.setCurrentIndex(self.names.index(name))

    def _changed(self, place: int) -> None:
        if not 0 <= place < len(self.names):
            return
        name = self.names[place]
        if name not in self._lists:
            self.wanted.emit(name)
        if name in self._lists:
            self._show(name)
            self.shown.emit(name)

    def _show(self, name: str) -> None:
        self.lists.setCurrentWidget(self._lists[name])
        self.sides.setCurrentWidget(self._sides[name])


def stacked(*widgets: QWidget) -> QStackedWidget:
    """Several widgets of which one is seen."""
    stack = QStackedWidget()
    for widget in widgets:
        stack.addWidget(widget)
    return stack
