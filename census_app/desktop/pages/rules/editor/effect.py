"""What the draft would do to the problems of the newest snapshot: per unit now − gone + new = after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QProgressBar, QVBoxLayout, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.layout import Card, clear_layout, row, scrolling, set_role, text_label

if TYPE_CHECKING:
    from census_app.workspace.pack_life.draft_effect import DraftEffect, UnitEffect

_COLUMNS = ("now", "vanish", "appear", "after")
_RIGHT = Qt.AlignmentFlag.AlignRight


class EffectCard(Card):
    """`stopped` asks the work to end, `samples_wanted` to see the records."""

    stopped = Signal()
    samples_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.effect: DraftEffect | None = None
        self.note = text_label("", "mute", wrap=True)
        self.samples = LinkButton(say("rules.effect.samples"))
        self.samples.clicked.connect(self.samples_wanted)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setAccessibleName(say("rules.effect.running"))
        self.stop = LinkButton(say("rules.effect.stop"))
        self.stop.clicked.connect(self.stopped)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(0, 1)
        self.issued = text_label("", "mid", wrap=True)
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addLayout(self._grid)
        inner.addStretch(1)
        self.body.addLayout(row(text_label(say("rules.effect.title"), "heading"), None, self.samples))
        self.body.addWidget(self.note)
        self.body.addLayout(row(self.bar, self.stop))
        self.body.addWidget(scrolling(inside), 1)
        self.body.addWidget(self.issued)
        self.clear("")

    def clear(self, text: str) -> None:
        """Nothing is known yet, and why."""
        self.effect = None
        clear_layout(self._grid)
        self.note.setText(text)
        self.issued.setText("")
        self._running(False)

    def show_running(self) -> None:
        """It is being worked out; the last result stays in sight."""
        self.note.setText(say("rules.effect.running"))
        set_role(self.note, "mute")
        self._running(True)

    def show_stale(self) -> None:
        """The text is not complete: what is shown is of the last one that was."""
        self.note.setText(say("rules.effect.stale" if self.effect is not None else "rules.effect.none"))
        set_role(self.note, "mid")
        self._running(False)

    def show_failed(self, text: str) -> None:
        """It could not be worked out, or was stopped."""
        self.note.setText(text)
        set_role(self.note, "mid")
        self._running(False)

    def _running(self, running: bool) -> None:
        self.bar.setVisible(running)
        self.stop.setVisible(running)
        self.samples.setVisible(not running and self.effect is not None and bool(self.effect.samples))

    def show_effect(self, effect: DraftEffect) -> None:
        """What it would do."""
        self.effect = effect
        clear_layout(self._grid)
        total = effect.total
        if effect.error:
            self.show_failed(say("rules.effect.broken", error=effect.error))
            return
        said = say("rules.effect.same", date=effect.data_date)
        if effect.counts is not None:
            counts = effect.counts
            scope = counts.wrong + counts.right + counts.cannot_judge
            said = say(
                "rules.effect.judged", date=effect.data_date, scope=count(scope), unsure=count(counts.cannot_judge)
            )
        self.note.setText(said)
        set_role(self.note, "mute")
        self._fill(effect)
        self.issued.setText(
            say("rules.effect.issued", vanish=count(total.vanish), issued=count(effect.issued)) if total.vanish else ""
        )
        self._running(False)

    def _fill(self, effect: DraftEffect) -> None:
        self._grid.addWidget(text_label(say("rules.effect.unit"), "mute"), 0, 0)
        for column, name in enumerate(_COLUMNS, start=1):
            self._grid.addWidget(text_label(say(f"rules.effect.{name}"), "mute"), 0, column, _RIGHT)
        line = 1
        for unit in effect.units:
            self._line(line, unit.name or say("problems.no_unit"), unit, "")
            line += 1
        for name in effect.unjudged:
            self._grid.addWidget(text_label(name, wrap=True), line, 0)
            self._grid.addWidget(text_label(say("rules.effect.unjudged"), "mute"), line, 1, 1, 4, _RIGHT)
            line += 1
        self._line(line, say("rules.total"), effect.total, "strong")

    def _line(self, line: int, name: str, unit: UnitEffect, role: str) -> None:
        self._grid.addWidget(text_label(name, role, wrap=True), line, 0)
        shown = (
            (count(unit.now), role or "mute-body"),
            (f"−{count(unit.vanish)}" if unit.vanish else "0", "ok" if unit.vanish else "mute-body"),
            (f"+{count(unit.appear)}" if unit.appear else "0", "high" if unit.appear else "mute-body"),
            (count(unit.after), "strong"),
        )
        for column, (text, tone) in enumerate(shown, start=1):
            self._grid.addWidget(text_label(text, tone), line, column, _RIGHT)
