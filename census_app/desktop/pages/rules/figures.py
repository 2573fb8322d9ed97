"""What is known of a rule in use: measured precision, the dial of a parameter, counts by unit."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.pages.rules.dial import dial_values, dial_words
from census_app.desktop.pages.rules.reads import RuleView
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.dial_chart import DialChart
from census_app.desktop.widgets.layout import Card, clear_layout, row, rule_line, scrolling, text_label

_COLUMNS = ("wrong", "right", "out_of_scope", "cannot_judge")


class RuleFigures(Card):
    """`dial_wanted(rule, parameter)` asks for the hits at every value."""

    dial_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__((0, 0, 0, 0))
        self._view: RuleView | None = None
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        self.precision = QVBoxLayout()
        self.precision.setSpacing(4)
        column.addWidget(text_label(say("rules.precision"), "heading"))
        column.addLayout(self.precision)
        column.addWidget(rule_line())
        self._build_dial(column)
        self.units_note = text_label("", "mute", wrap=True)
        self.units = QGridLayout()
        self.units.setHorizontalSpacing(10)
        self.units.setVerticalSpacing(7)
        self.units.setColumnStretch(0, 1)
        column.addLayout(row(text_label(say("rules.units"), "heading"), self.units_note, None, spacing=10))
        column.addLayout(self.units)
        column.addStretch(1)
        self.area = scrolling(inside)
        self.body.addWidget(self.area)

    def _build_dial(self, column: QVBoxLayout) -> None:
        self.parameter = QComboBox()
        self.parameter.setAccessibleName(say("rules.parameters"))
        self.turn = Button(say("rules.turn"))
        self.turn.clicked.connect(self._ask_dial)
        self.chart = DialChart()
        self.dial_note = text_label("", "mute", wrap=True)
        self.dial = QWidget()
        inner = QVBoxLayout(self.dial)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        inner.addWidget(text_label(say("rules.dial"), "heading"))
        line = QHBoxLayout()
        line.addWidget(self.parameter, 1)
        line.addWidget(self.turn)
        inner.addLayout(line)
        inner.addWidget(self.chart)
        inner.addWidget(self.dial_note)
        inner.addWidget(rule_line())
        column.addWidget(self.dial)

    def show_rule(self, view: RuleView, run: str) -> None:
        """Another rule."""
        self._view = view
        clear_layout(self.precision)
        self.precision.addWidget(text_label(view.precision or say("rules.not_judged"), wrap=True))
        if view.demoted_below:
            self.precision.addWidget(Chip(say("rules.demote"), "mid"), 0, Qt.AlignmentFlag.AlignLeft)
            self.precision.addWidget(text_label(say("rules.demote_said", limit=view.demoted_below), "mid", wrap=True))
        for said in view.versions[1:]:
            self.precision.addWidget(text_label(said, "mute", wrap=True))
        self.parameter.clear()
        self.parameter.addItems(list(view.knobs))
        self.dial.setVisible(bool(view.knobs))
        self.chart.hide()
        self.dial_note.setText(say("rules.dial_hint"))
        self._show_units(run)

    def _show_units(self, run: str) -> None:
        clear_layout(self.units)
        units = self._view.units if self._view else ()
        self.units_note.setText(say("rules.units_note", run=run) if units else say("rules.no_run"))
        if not units:
            return
        for column, name in enumerate(_COLUMNS, start=1):
            self._number(0, column, say(f"check.column.{name}"), "mute")
        for line, unit in enumerate(units, start=1):
            self.units.addWidget(text_label(unit.unit or say("problems.no_unit"), wrap=True), line, 0)
            for column, field in enumerate(_COLUMNS, start=1):
                number = int(getattr(unit, field))
                tone = "strong" if field == "wrong" and number else "mute-body"
                self._number(line, column, count(number), tone)
        last = len(units) + 1
        self.units.addWidget(text_label(say("rules.total"), "strong"), last, 0)
        for column, field in enumerate(_COLUMNS, start=1):
            self._number(last, column, count(sum(int(getattr(unit, field)) for unit in units)), "strong")

    def _number(self, line: int, column: int, text: str, role: str) -> None:
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        self.units.addWidget(text_label(text, role), line, column, side)

    def _ask_dial(self) -> None:
        if self._view is not None and self.parameter.currentText():
            self.dial_note.setText(say("rules.turning"))
            self.dial_wanted.emit(self._view.entry.id, self.parameter.currentText())

    def show_dial(self, report: dict[str, Any]) -> None:
        """What turning gave, if it is still of the rule and the parameter shown."""
        shown = (self._view.entry.id, self.parameter.currentText()) if self._view is not None else ("", "")
        if (report.get("rule"), report.get("parameter")) != shown:
            return
        values = dial_values(report)
        self.chart.show_values(values, float(str(report["present"])))
        self.chart.show()
        self.dial_note.setText(dial_words(report, values))

    def show_dial_failed(self, text: str) -> None:
        """It could not be turned."""
        self.dial_note.setText(text)
