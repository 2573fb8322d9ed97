"""The panels of the tabs below: lists that came back, lateness, corrections; each made when it is first looked at."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QWidget

from census_app.desktop.pages.rectify.filing import FilingPanel
from census_app.desktop.pages.rectify.ladder import LadderPanel
from census_app.desktop.pages.rectify.listing import ListingPanel
from census_app.desktop.pages.rectify.lower import FILING, LATE, RETURNED
from census_app.desktop.pages.rectify.reads import Ground
from census_app.desktop.pages.rectify.returned import ReturnedPanel

if TYPE_CHECKING:
    from census_app.desktop.pages.rectify.body import RectifyBody
    from census_app.desktop.pages.rectify.page import RectifyPage

Panel = TypeVar("Panel", bound=ListingPanel)


class TabPanels:
    """Puts a panel into its tab when somebody looks there, with what was read by then."""

    def __init__(self, page: RectifyPage, body: RectifyBody) -> None:
        self._page, self._body = page, body
        body.tabbed.wanted.connect(self._make)

    @cached_property
    def returned_made(self) -> ReturnedPanel:
        """The lists that came back, not in their tab yet: nothing is read for them."""
        panel = ReturnedPanel(self._page.action_button("take_answered_lists"))
        panel.chosen.connect(self._body.look_at_row)
        panel.file_asked.connect(self._page.ask_rows)
        panel.folder_asked.connect(self._page.acts.open_receipts)
        self._body.tabbed.lists.addWidget(panel)
        return panel

    @cached_property
    def returned(self) -> ReturnedPanel:
        """The lists that came back."""
        return self._put(RETURNED, self.returned_made, self._body.decision)

    @cached_property
    def ladder(self) -> LadderPanel:
        """What is late, and who is pressed."""
        names = ("defer_problems", "press_again", "write_notices")
        panel = LadderPanel({name: self._page.action_button(name) for name in names})
        panel.table.selectionModel().selectionChanged.connect(lambda *_: self._body.flag_chosen())
        return self._put(LATE, panel, panel.side)

    @cached_property
    def filing(self) -> FilingPanel:
        """The corrections made so far, and what was held back."""
        button = self._page.action_button
        names = ("release_held", "export_corrections", "export_batch", "withdraw_batch")
        buttons = [button("make_corrections", primary=True), *(button(name) for name in names)]
        panel = FilingPanel(self._page.session, buttons, button("make_corrections"))
        return self._put(FILING, panel, panel.side)

    def _put(self, name: str, panel: Panel, side: QWidget) -> Panel:
        self._page.complete(panel)
        self._body.tabbed.fill(name, panel, side)
        return panel

    @property
    def current(self) -> ListingPanel | None:
        """The panel of the tab looked at; None where that has none of its own."""
        panels = {RETURNED: "returned", LATE: "ladder", FILING: "filing"}
        name = panels.get(self._body.tabbed.current)
        return getattr(self, name) if name is not None else None

    def show(self, ground: Ground) -> None:
        """What was just read, in the panels somebody looked at."""
        tabbed = self._body.tabbed
        for name in (RETURNED, LATE, FILING):
            if tabbed.filled(name) or name == tabbed.current:
                self._show(name, ground)

    def _make(self, name: str) -> None:
        if (ground := self._page.flow.ground) is not None:
            self._show(name, ground)

    def _show(self, name: str, ground: Ground) -> None:
        if name == RETURNED:
            self.returned.show_files(ground.files)
        elif name == LATE:
            self.ladder.show_ladder(ground.board.ladder, ground.steps, self._page.query.unit)
        elif name == FILING:
            self.filing.show_batches(ground.batches)
