"""超期: who is how late, who is asked for what, and what was allowed to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.pages.rectify.listing import Listed, ListingPanel
from census_app.desktop.pages.rectify.reads import Step
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.layout import Card, ElidedLabel, clear_layout, row, rule_line, text_label
from census_app.desktop.widgets.states import StateView

if TYPE_CHECKING:
    from census_app.survey.overdue import OverdueLadder, OverdueProblem

_TONES = ("low", "mid", "high")
_ALL = ""


class LadderPanel(ListingPanel):
    """`side` is the column beside the list: what the step asks for, letting wait, the notices."""

    def __init__(self, buttons: dict[str, ActionButton]) -> None:
        self.words: dict[str, str] = {}
        self._tones: dict[str, str] = {}
        self._settings: tuple[Step, ...] = ()
        columns = [
            Listed(say("rectify.ladder.step"), 0, 92, tones=self._tones, words=self.words),
            Listed(say("rectify.ladder.days"), 1, 56, right=True),
            Listed(say("rectify.ladder.due"), 2, 88),
            Listed(say("rectify.ladder.rule"), 3, 120, stretch=True),
            Listed(say("rectify.ladder.customer"), 4, 96, measured=True),
            Listed(say("rectify.ladder.unit"), 5, 130, elides=True),
            Listed(say("rectify.ladder.manager"), 6, 76, text=lambda one: one[6] or "—", elides=True),
            Listed(say("rectify.ladder.state"), 7, 76),
        ]
        none = StateView("tick", say("rectify.ladder.none"), say("rectify.ladder.none_text"))
        super().__init__(columns, none, say("rectify.tab.late"), many=True, narrow_hidden=(6, 7), kept_as="overdue")
        self._ladder: OverdueLadder | None = None
        self._step, self._unit = _ALL, ""
        self.side = Card((16, 10, 16, 10), 8)
        self._build_side(buttons)
        self.narrowed.connect(self._narrow)
        self.chosen.connect(self._look_at)

    def _build_side(self, buttons: dict[str, ActionButton]) -> None:
        self.asked, self.who = text_label("", "heading", wrap=True), text_label("", "mute-body", wrap=True)
        self.waits = text_label("", "mid", wrap=True)
        steps = QWidget()
        self._steps = QVBoxLayout(steps)
        self._steps.setContentsMargins(0, 0, 0, 0)
        self._steps.setSpacing(4)
        for widget in (self.asked, self.who, self.waits):
            self.side.body.addWidget(widget)
        self.side.body.addLayout(row(buttons["defer_problems"], buttons["press_again"], None))
        self.side.body.addWidget(rule_line())
        self.side.body.addWidget(steps)
        self.side.body.addStretch(1)
        self.side.body.addLayout(row(None, buttons["write_notices"]))

    def show_ladder(self, ladder: OverdueLadder, steps: tuple[Step, ...], unit: str) -> None:
        """The ladder as it stands, of one unit or of all."""
        self._ladder, self._unit, self._settings = ladder, unit, steps
        self.words.update({one.id: one.name for one in steps})
        self._tones.update({one.id: _TONES[min(place, 2)] for place, one in enumerate(steps[:-1])})
        self._show()

    def choose(self, step: str) -> None:
        """Only this step; "" for all."""
        self._step = step
        self._show()

    def _narrow(self, name: str) -> None:
        self.choose(_ALL if name in ("all", self._step) else name)

    def _show(self) -> None:
        ladder = self._ladder
        if ladder is None:
            return
        counts = ladder.counts(self._unit or None)
        deferred = self._settings[-1].id
        pressed = sum(number for step, number in counts.items() if step != deferred)
        self.line.setText(say("rectify.ladder.line", day=ladder.day.isoformat(), number=count(pressed)))
        words = {"all": say("rectify.all")} | self.words
        self.show_facets({"all": pressed + counts[deferred]} | counts, words, self._step or "all")
        rows = [one for one in ladder.problems if not self._unit or one.unit == self._unit]
        self.show_rows([one for one in rows if self._step in (_ALL, one.step)], _row)
        self._show_steps(counts)

    def _show_steps(self, counts: dict[str, int]) -> None:
        clear_layout(self._steps)
        for one in self._settings:
            span = say("rectify.ladder.span", days=one.days) if one.days else ""
            number = text_label(count(counts[one.id]))
            self._steps.addLayout(row(text_label(one.name, "strong"), text_label(span, "mute"), None, number))
            self._steps.addWidget(ElidedLabel(one.asks, "mute"))

    def _look_at(self, found: tuple[str, ...] | None) -> None:
        if found is None:
            for label in (self.asked, self.who, self.waits):
                label.setText("")
            return
        self.asked.setText(str(found[8]))
        self.who.setText(f"{found[9]} · {found[3]}")
        self.waits.setText(str(found[10]))
        self.waits.setVisible(bool(found[10]))

    def numbers(self) -> list[str]:
        """Short numbers of the selected problems."""
        return [str(one[9]) for one in self.selected()]


def _row(one: OverdueProblem) -> tuple[object, ...]:
    waits = ""
    if one.deferred_until is not None:
        waits = say("rectify.ladder.waits", until=one.deferred_until.isoformat(), reason=one.deferral_reason)
    unit = one.unit_name or one.unit
    return (one.step, one.days, one.due.isoformat(), one.rule, one.customer, unit, one.manager, one.state, one.asks,
            one.problem_no, waits)  # fmt: skip
