"""拨动参数: hits and measured precision at every value of one parameter; the handle chooses one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from census_app.desktop.language import say
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.dial_chart import DialChart, DialValue
from census_app.desktop.widgets.layout import Card, row, text_label

ENOUGH_JUDGED = 30


def dial_values(report: dict[str, Any]) -> list[DialValue]:
    """The report's values as the chart takes them; a share only where enough was judged."""
    unit = str(report.get("unit") or "")
    return [_value(point, unit) for point in report["values"]]


def _value(point: dict[str, Any], unit: str) -> DialValue:
    shown = f"{point['value']} {unit}".strip()
    judged = int(point["judged"])
    if judged < ENOUGH_JUDGED:
        return DialValue(float(point["value"]), shown, int(point["hits"]))
    share = int(point["confirmed"]) / judged
    return DialValue(float(point["value"]), shown, int(point["hits"]), share, float(point["low"]), float(point["high"]))


def dial_words(report: dict[str, Any], values: list[DialValue]) -> str:
    """What the lines mean, and why there is no precision where there is none."""
    unit = str(report.get("unit") or "")
    said = say("rules.dial_said", present=f"{report['present']} {unit}".strip(), judged=report["judged"])
    return said + ("" if any(one.share is not None for one in values) else say("rules.dial_few"))


class DialCard(Card):
    """`wanted(parameter)` asks for its values; `chosen(parameter, value)` when the handle was put on one."""

    wanted = Signal(str)
    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.parameter = QComboBox()
        self.parameter.setAccessibleName(say("rules.parameters"))
        self.parameter.currentTextChanged.connect(self._ask)
        self.chart = DialChart()
        self.chart.moved.connect(self._moved)
        self.note = text_label("", "mute", wrap=True)
        self._texts: list[str] = []
        self.body.addLayout(row(self.parameter, None, Chip(say("rules.dial_drag"), "mute")))
        self.body.addWidget(self.chart)
        self.body.addWidget(self.note)
        self.show_parameters([])

    def show_parameters(self, names: list[str]) -> None:
        """The parameters that can be turned; none hides the card."""
        present = self.parameter.currentText()
        self.parameter.blockSignals(True)
        self.parameter.clear()
        self.parameter.addItems(names)
        self.parameter.setCurrentText(present if present in names else (names[0] if names else ""))
        self.parameter.blockSignals(False)
        self.chart.hide()
        self.note.setText(say("rules.dial_wait"))
        self.setVisible(bool(names))

    def choose(self, name: str) -> None:
        """This parameter is the one to turn; nothing is asked for, and the values of another are not its own."""
        if name != self.parameter.currentText():
            self.chart.hide()
        self.parameter.blockSignals(True)
        self.parameter.setCurrentText(name)
        self.parameter.blockSignals(False)

    def _ask(self, name: str) -> None:
        if name:
            self.chart.hide()
            self.wanted.emit(name)

    def show_report(self, report: dict[str, Any], published: str, at: str) -> None:
        """What turning gave; `published` is the value in force, `at` the draft's."""
        values = dial_values(report)
        self._texts = [str(point["value"]) for point in sorted(report["values"], key=lambda one: float(one["value"]))]
        self.chart.show_values(values, _number(published), _number(at))
        self.chart.show()
        self.note.setText(dial_words({**report, "present": published or report["present"]}, values))

    def put_at(self, text: str) -> bool:
        """The handle follows a value typed elsewhere; false, and nothing moves, when its hits are not known."""
        number = _number(text)
        known = any(one.value == number for one in self.chart.values)
        if known:
            self.chart.show_values(self.chart.values, self.chart.present, number)
        return known

    def show_note(self, text: str) -> None:
        """Why there is nothing, or not yet."""
        self.note.setText(text)

    def _moved(self, place: int) -> None:
        self.chosen.emit(self.parameter.currentText(), self._texts[place])


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
