"""The board of the rule library: the list, the rule read or written, what is known of it in use or would come of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.page import MARGINS, NARROW_PAGE
from census_app.desktop.pages.rules.detail import RuleDetail
from census_app.desktop.pages.rules.dial import DialCard
from census_app.desktop.pages.rules.editor.backtest import BacktestCard
from census_app.desktop.pages.rules.editor.card import EditorCard
from census_app.desktop.pages.rules.editor.effect import EffectCard
from census_app.desktop.pages.rules.figures import RuleFigures
from census_app.desktop.pages.rules.history import PackLines
from census_app.desktop.pages.rules.rule_list import WIDTH as LIST_WIDTH
from census_app.desktop.pages.rules.rule_list import RuleList
from census_app.desktop.theme.look import unscaled
from census_app.desktop.widgets.in_sight import bring_in_sight
from census_app.desktop.widgets.split import Split

_SIDE = 372


class Workbench(QWidget):
    """`show_writing` puts the editor and its measures in the place of the reading view and its figures; they are made
    when a rule is first written, and given to `complete`."""

    def __init__(self, window: QWidget, complete: Callable[[QWidget], object]) -> None:
        super().__init__()
        self._window, self._complete = window, complete
        self.side_wanted = True
        self.rules, self.detail, self.figures, self.packs = RuleList(), RuleDetail(), RuleFigures(), PackLines()
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for name in ("words", "figures"):
            self.tabs.addTab(say(f"rules.tab.{name}"))
        self.tabs.currentChanged.connect(lambda _tab: self.arrange())
        self.middle, self.side = QStackedWidget(), QStackedWidget()
        self.middle.addWidget(self.detail)
        self.side.addWidget(_column(self.figures, self.packs))
        self.inner = Split(self.middle, self.side, _SIDE, "rules_side")
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.tabs)
        column.addWidget(self.inner, 1)
        self.outer = Split(right, self.rules, LIST_WIDTH, "rules_list", left=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.outer)

    @cached_property
    def editor(self) -> EditorCard:
        """The rule as it is written."""
        editor = EditorCard(self._window)
        self.middle.addWidget(editor)
        self._complete(editor)
        return editor

    @cached_property
    def _measures(self) -> tuple[DialCard, EffectCard, BacktestCard]:
        dial, effect, backtest = DialCard(), EffectCard(), BacktestCard()
        column = _column(dial, effect)
        layout = column.layout()
        assert layout is not None
        layout.addWidget(backtest)
        self.side.addWidget(column)
        self._complete(column)
        return dial, effect, backtest

    @property
    def dial(self) -> DialCard:
        """What other thresholds would find."""
        return self._measures[0]

    @property
    def effect(self) -> EffectCard:
        """What the rule as it is written would find."""
        return self._measures[1]

    @property
    def backtest(self) -> BacktestCard:
        """What the rule as it is written would have found in the past."""
        return self._measures[2]

    def back_test(self) -> None:
        """What the rule as it is written would have found in the past is asked for, and in sight."""
        self.side_wanted = True
        self.tabs.setCurrentIndex(1)
        self.arrange()
        self.backtest.wanted.emit()
        bring_in_sight(self.backtest)

    def toggle_side(self) -> None:
        """Show or hide the right side; where it is a tab, change between it and the rule."""
        if self.narrow:
            self.tabs.setCurrentIndex(1 - self.tabs.currentIndex())
        else:
            self.side_wanted = not self.side_wanted
            self.arrange()

    @property
    def narrow(self) -> bool:
        """Whether the right side is a tab."""
        return unscaled(self.width()) < NARROW_PAGE - MARGINS[0] - MARGINS[2]

    @property
    def writing(self) -> bool:
        """Whether the editor is shown."""
        return self.middle.currentIndex() == 1

    def show_writing(self, writing: bool) -> None:
        """The editor, or the rule in words."""
        place = 1 if writing else 0
        self.middle.setCurrentIndex(place)
        # each side is laid out when it is first shown: keys and pictures come in between
        QTimer.singleShot(0, self, lambda: self.side.setCurrentIndex(1 if self.writing else 0))
        self.tabs.setTabText(0, say("rules.tab.editor" if writing else "rules.tab.words"))
        self.tabs.setTabText(1, say("rules.tab.effect" if writing else "rules.tab.figures"))

    def arrange(self) -> None:
        """The narrow form: the right side is a tab."""
        narrow = self.narrow
        second = narrow and self.tabs.currentIndex() == 1
        focus = self._window.focusWidget()
        self.tabs.setVisible(narrow)
        self.middle.setVisible(not second)
        self.side.setVisible(second if narrow else self.side_wanted)
        if focus is not None and not focus.isVisibleTo(self._window):
            # else they would go to whatever comes first in the window
            self.rules.view.setFocus()
        self.inner.set_narrow(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow or wide."""
        super().resizeEvent(event)
        self.arrange()


def _column(upper: QWidget, lower: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    first_grows = isinstance(upper, RuleFigures)
    column.addWidget(upper, 1 if first_grows else 0)
    column.addWidget(lower, 0 if first_grows else 1)
    return holder
