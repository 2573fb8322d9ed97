"""回填: accepted values on their way into the marketing system, batch by batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from census_app.desktop.conditions import BATCH, BATCH_OPEN, HELD
from census_app.desktop.language import count, say
from census_app.desktop.pages.rectify.listing import Listed, ListingPanel
from census_app.desktop.pages.rectify.reads import BatchRow
from census_app.desktop.session import Session
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.layout import Card, clear_layout, scrolling, text_label
from census_app.desktop.widgets.states import StateView

_TONES = {"out": "ok", "waiting": "mid"}
_MOST_HELD = 30
_COLUMNS = 2


class FilingPanel(ListingPanel):
    """`side` is the column beside the list: what can be done with the batches, and what was held back last."""

    def __init__(self, session: Session, buttons: Sequence[ActionButton], make: ActionButton) -> None:
        words = {name: say(f"rectify.batch.{name}") for name in _TONES}
        columns = [
            Listed(say("rectify.batch.batch"), 0, 96, measured=True),
            Listed(say("rectify.batch.state"), 1, tones=_TONES, words=words),
            Listed(say("rectify.batch.rows"), 2, 60, right=True),
            Listed(say("rectify.batch.entered"), 3, 160, stretch=True),
            Listed(say("rectify.batch.claims"), 4, 220, text=lambda one: one[4] or "—", elides=True),
        ]
        none = StateView("export", say("rectify.batch.none"), say("rectify.batch.none_text"), [make])
        super().__init__(columns, none, say("rectify.tab.filing"), kept_as="filing")
        self._session = session
        self.side = Card((16, 10, 16, 10), 8)
        self.told = text_label(say("rectify.batch.told"), "mute-body", wrap=True)
        self.held: list[Mapping[str, Any]] = []
        actions = QWidget()
        grid = QGridLayout(actions)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, button in enumerate(buttons):
            grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
        grid.setColumnStretch(_COLUMNS, 1)
        inside = QWidget()
        self._held = QVBoxLayout(inside)
        self._held.setContentsMargins(0, 0, 4, 0)
        self._held.setSpacing(4)
        self.side.body.addWidget(text_label(say("rectify.batch.title"), "heading"))
        self.side.body.addWidget(self.told)
        self.side.body.addWidget(actions)
        self.side.body.addWidget(scrolling(inside), 1)
        self.chosen.connect(self._look_at)

    def show_batches(self, batches: Sequence[BatchRow]) -> None:
        """Every batch, the newest first."""
        self.line.setText(say("rectify.batch.line", number=count(len(batches))))
        self.show_rows(list(reversed(batches)))

    def show_held(self, held: Sequence[Mapping[str, Any]]) -> None:
        """What the newest rehearsal held back, and why."""
        self.held = list(held)
        self._session.flag(HELD, bool(held))
        clear_layout(self._held)
        if held:
            self._held.addWidget(text_label(say("rectify.batch.held", number=count(len(held))), "mid"))
        for one in held[:_MOST_HELD]:
            text = f"{one.get('key', '')} {one.get('record_key', '')}：{one.get('why', '')}"
            self._held.addWidget(text_label(text, wrap=True))
        self._held.addStretch(1)

    def _look_at(self, found: tuple[Any, ...] | None) -> None:
        self._session.flag(BATCH, found is not None)
        self._session.flag(BATCH_OPEN, found is not None and found[1] == "waiting")

    @property
    def batch(self) -> str:
        """The batch looked at; "" without one."""
        return str(self.looked_at[0]) if self.looked_at is not None else ""
