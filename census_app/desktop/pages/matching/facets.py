"""The line of filters above the review: each source with what waits of it, and what reviewers disagree about."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.widgets.chips import FacetChip
from census_app.desktop.widgets.layout import FlowLayout

if TYPE_CHECKING:
    from census_app.desktop.pages.matching.flow import ReviewFlow


class SourceFacets(QWidget):
    """Chips that say how many records wait now: of the whole queue, less what was answered since it was read."""

    narrowed = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._line = FlowLayout(8)
        self.setLayout(self._line)
        self._chips: dict[tuple[str, bool], FacetChip] = {}

    def chip(self, source: str, *, disputed: bool = False) -> FacetChip:
        """The chip of a source (id; "" for all), or of what is disputed."""
        key = (source, disputed)
        if key not in self._chips:
            chip = self._chips[key] = FacetChip()
            chip.clicked.connect(partial(self._narrow, source, disputed))
            action, letter = ("match_disputed", "D") if disputed else ("match_source", "F")
            chip.setToolTip(say("match.key", action=say(f"action.{action}"), letter=letter))
            self._line.addWidget(chip)
        return self._chips[key]

    def _narrow(self, source: str, disputed: bool, _checked: bool = False) -> None:
        self.narrowed.emit(source, disputed)

    def next_source(self, flow: ReviewFlow) -> str:
        """The source after the one shown that something waits of; "" (all) after the last one."""
        left = flow.left()
        names = ["", *(one.id for one in (flow.view.sources if flow.view else ()) if one.compared and left[one.id])]
        place = names.index(flow.source) if flow.source in names and not flow.disputed else -1
        return names[(place + 1) % len(names)]

    def show_counts(self, flow: ReviewFlow) -> None:
        """The numbers as they are now; sources that were never compared cannot be chosen."""
        view = flow.view
        if view is None:
            return
        left = flow.left()
        self._show(say("match.all", number=count(sum(left.values()))), "", False, flow)
        for source in view.sources:
            if source.compared:
                self._show(f"{source.name} {count(left[source.id])}", source.id, False, flow)
            else:
                self._show(say("match.not_compared", source=source.name), source.id, False, flow)
            self.chip(source.id).setEnabled(source.compared)
        self._show(say("match.disputed", number=count(view.disputed)), "", True, flow)

    def _show(self, text: str, source: str, disputed: bool, flow: ReviewFlow) -> None:
        chosen = (flow.source, flow.disputed) == (source, disputed)
        self.chip(source, disputed=disputed).show_text(text, chosen)
