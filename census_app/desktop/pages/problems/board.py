"""The body of the problem list: what is chosen, the table or what stands in its place, the evidence, the figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from census_app.desktop.core_words import worded
from census_app.desktop.language import say
from census_app.desktop.pages.customer.reviewing import PASSED, Waiting
from census_app.desktop.pages.page import NARROW_PAGE
from census_app.desktop.pages.problems.chosen import ChosenBar
from census_app.desktop.pages.problems.columns import problem_columns
from census_app.desktop.pages.problems.delegate import ProblemDelegate
from census_app.desktop.pages.problems.evidence import WIDTH, EvidencePanel
from census_app.desktop.pages.problems.strip import FiguresStrip
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.tables.paged_model import PagedModel
from census_app.desktop.theme.look import unscaled
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.layout import Card, row, set_role, text_label
from census_app.desktop.widgets.split import Split
from census_app.desktop.widgets.states import ErrorView, Skeleton, StateView

LOW_PAGE = 690
"""Below this height the figures keep only their numbers."""
WAITING_FOR_REVIEW = ("in_review", "appealed")
_EXTENDED = QAbstractItemView.SelectionMode.ExtendedSelection


class ProblemBoard(QWidget):
    """`arranged` after the parts were laid out anew; in a narrow window the evidence is a tab of the list."""

    arranged = Signal()

    def __init__(self, button: Callable[..., ActionButton], today: str) -> None:
        super().__init__()
        self.panel_wanted = self.strip_wanted = True
        self.model = PagedModel(problem_columns(None), self)
        self.table = ProblemTable(self.model, kept_as="problems", sorts=True)
        self.table.setSelectionMode(_EXTENDED)
        self.table.setAccessibleName(say("page.problems"))
        self.table.setItemDelegate(ProblemDelegate(self.model, today))
        self.panel = EvidencePanel()
        self._answer = [button(name) for name in ("accept_answer", "return_answer")]
        self._word = [button(name) for name in ("dispatch_problems", "confirm_problems")]
        self.deciding = QWidget()
        self.answer = text_label("", "mute-body", wrap=True)
        self.answer.setContentsMargins(14, 0, 14, 0)
        self.answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        deciding = QVBoxLayout(self.deciding)
        deciding.setContentsMargins(0, 8, 0, 10)
        deciding.addWidget(self.answer)
        deciding.addLayout(row(12, *self._answer, *self._word, button("refute_problems"), None, spacing=6))
        self.panel.body.addWidget(self.deciding)
        self.show_deciding(None)
        self.strip = FiguresStrip()
        self.chosen = ChosenBar([button(name) for name in ("dispatch_problems", "confirm_problems", "refute_problems")])
        self.chosen.hide()
        self.error = ErrorView()
        self.skeleton = Skeleton()
        self.empty = StateView("filter", say("problems.empty.title"), "", [button("clear_filters", primary=True)])
        ways: list[QWidget] = [button("open_files"), button("start_check", primary=True)]
        self.nothing = StateView("problems", say("problems.none.title"), say("problems.none.text"), ways)
        self.stack = QStackedWidget()
        for widget in (self.table, self.skeleton, self.empty, self.nothing, self.error):
            self.stack.addWidget(widget)
        self._build()

    def _build(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for name in ("list", "evidence"):
            self.tabs.addTab(say(f"problems.tab.{name}"))
        self.tabs.currentChanged.connect(lambda _tab: self.arrange())
        self.card = Card((1, 1, 1, 1), 0)
        self.card.body.addWidget(self.chosen)
        self.card.body.addWidget(self.stack, 1)
        self.split = Split(self.card, self.panel, WIDTH, "problem")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.tabs)
        column.addWidget(self.split, 1)
        column.addWidget(self.strip)

    def show_deciding(self, record: Mapping[str, Any] | None) -> None:
        """What can be said of the problem looked at: about its answer while one waits, else about itself."""
        waits = record is not None and record.get("state") in WAITING_FOR_REVIEW
        self.deciding.setVisible(record is not None)
        for widget in self._answer:
            widget.setVisible(waits)
        for widget in self._word:
            widget.setVisible(not waits)
        self._say_answer("")

    def show_waiting(self, waiting: Waiting | None) -> None:
        """The answer that waits, and why it may not be decided here, above the keys that decide it."""
        if waiting is None:
            self._say_answer("")
            return
        here = waiting.refused or PASSED in waiting.choices
        hindered = waiting.refused or ("" if here else say("problems.waiting_elsewhere"))
        self._say_answer("\n".join(filter(None, (*map(worded, waiting.lines), hindered))), hindered=bool(hindered))

    def _say_answer(self, text: str, *, hindered: bool = False) -> None:
        self.answer.setText(text)
        self.answer.setVisible(bool(text))
        set_role(self.answer, "mid" if hindered else "mute-body")

    def show_part(self, part: QWidget) -> None:
        """Table, skeleton, an empty state or the error."""
        self.stack.setCurrentWidget(part)
        if part is self.table:
            self.table.fit()
        self.arrange()

    @property
    def narrow(self) -> bool:
        """Whether the evidence has no place beside the list."""
        return unscaled(self.width()) < NARROW_PAGE - 36

    @property
    def reading(self) -> bool:
        """Whether the evidence stands in the place of the list."""
        return self.narrow and self.tabs.currentIndex() == 1

    def arrange(self) -> None:
        """Everything is where the width, the height and the wishes put it."""
        has = self.stack.currentWidget() is not self.nothing
        self.tabs.setVisible(self.narrow and has)
        self.card.setVisible(not (self.reading and has))
        self.panel.setVisible(has and (self.reading or (self.panel_wanted and not self.narrow)))
        self.split.setVisible(self.card.isVisibleTo(self.split) or self.panel.isVisibleTo(self.split))
        self.split.set_narrow(self.narrow)
        self.strip.setVisible(has and self.strip_wanted)
        self.strip.set_low(unscaled(self.window().height()) < LOW_PAGE + 100)
        self.arranged.emit()

    def toggle_panel(self) -> None:
        """Show or hide the evidence; in a narrow window change between list and evidence."""
        if self.narrow:
            self.tabs.setCurrentIndex(1 - self.tabs.currentIndex())
            (self if self.tabs.currentIndex() == 1 else self.table).setFocus()
            return
        self.panel_wanted = not self.panel_wanted
        self.arrange()

    def toggle_strip(self) -> bool:
        """Show or hide the figures; whether they are shown now."""
        self.strip_wanted = not self.strip_wanted
        self.arrange()
        return self.strip_wanted

    def show_error(self, text: str, details: str) -> None:
        """Why there is no list."""
        self.error.show_error(say("problems.error.title"), text, details)
        self.show_part(self.error)

    def to_list(self) -> bool:
        """Back from the evidence; False when the list is looked at already."""
        if not self.reading:
            return False
        self.tabs.setCurrentIndex(0)
        self.table.setFocus()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The narrow and the low form."""
        super().resizeEvent(event)
        self.arrange()
