"""抽样复查: how many of the accepted tasks to look at again, drawing them, and what a sample says of its lot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.opened import opened
from census_app.desktop.pages.rectify.flow import ReviewFlow
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, rule_line, set_role, text_label

_SIZE = (720, 520)
_FIELDS = ("first_week", "last_week", "unit", "surveyor")


@dataclass(frozen=True)
class Told:
    """What was said, line by line, and the samples drawn so far, the newest first."""

    lines: tuple[str, ...]
    samples: tuple[str, ...]


def ask_samples(folder: Path, lot: Mapping[str, str], recheckers: str, *, draw: bool) -> Told:
    """The plan for the lot, or the sample drawn from it with its tasks; runs on a worker."""
    from census_app.foundation.weeks import week_days
    from census_app.survey.review.sampling.drawing import Wanted, draw_sample, plan_sample
    from census_app.survey.review.sampling.lots import LotFilter

    for name in ("first_week", "last_week"):
        if lot[name]:
            week_days(lot[name])
    people = tuple(recheckers.replace("，", " ").replace("、", " ").split())
    wanted = Wanted(LotFilter(**lot), recheckers=people)
    with opened(folder) as workspace:
        report = draw_sample(workspace, wanted) if draw else plan_sample(workspace, wanted)
    return Told(tuple(report.lines()), samples_of(folder))


def results_of(folder: Path, sample: str) -> Told:
    """What the rechecks of a sample say of its lot."""
    from census_app.survey.review.sampling.results import sample_results

    with opened(folder) as workspace:
        found = sample_results(workspace, sample)
    return Told(tuple(found.lines()), samples_of(folder))


def samples_of(folder: Path) -> tuple[str, ...]:
    """The numbers of the samples drawn, the newest first."""
    from census_app.foundation.database import reading
    from census_app.survey.review.sampling.lots import samples_in

    with opened(folder) as workspace, reading(workspace.engine) as connection:
        return tuple(one.sample_no for one in reversed(samples_in(connection)))


class SampleDialog(QDialog):
    """Looks at the plan first; drawing makes tasks and is a step of its own."""

    def __init__(self, parent: QWidget, flow: ReviewFlow, folder: Path, units: Mapping[str, str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("rectify.sample.title"))
        self.setMinimumSize(*_SIZE)
        self._flow, self._folder = flow, folder
        self.fields = {name: QLineEdit() for name in ("first_week", "last_week", "surveyor", "by")}
        for name in ("first_week", "last_week"):
            self.fields[name].setPlaceholderText("2026-W48")
        self.fields["by"].setPlaceholderText(say("rectify.sample.by_hint"))
        self.unit = QComboBox()
        self.unit.addItem(say("rectify.all"), "")
        for code, name in sorted(units.items()):
            self.unit.addItem(name or code, code)
        self.samples = QComboBox()
        self.samples.setMinimumWidth(150)
        self.samples.setAccessibleName(say("rectify.sample.earlier"))
        self.message = text_label(say("rectify.sample.text"), "mute", wrap=True)
        self.told = QPlainTextEdit()
        self.told.setReadOnly(True)
        self.told.setAccessibleName(say("rectify.sample.told"))
        self.plan = Button(say("rectify.sample.plan"), "Enter", primary=True)
        self.draw, self.results = Button(say("rectify.sample.draw")), Button(say("rectify.sample.results"))
        self.plan.setDefault(True)
        self._assemble()
        self.flow_ask(partial(_only_samples, folder))

    def _assemble(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for place, name in enumerate(("first_week", "last_week", "unit", "surveyor", "by")):
            line, column = divmod(place, 2)
            widget = self.unit if name == "unit" else self.fields[name]
            grid.addWidget(text_label(say(f"rectify.sample.{name}")), line, 2 * column)
            grid.addWidget(widget, line, 2 * column + 1)
            widget.setAccessibleName(say(f"rectify.sample.{name}"))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        close = Button(say("common.close"), "Esc")
        close.clicked.connect(self.reject)
        self.plan.clicked.connect(lambda: self.flow_ask(self._question(draw=False)))
        self.draw.clicked.connect(self._draw)
        self.results.clicked.connect(self._results)
        column_of = QVBoxLayout(self)
        column_of.setContentsMargins(20, 16, 20, 16)
        column_of.setSpacing(10)
        column_of.addWidget(text_label(say("rectify.sample.title"), "heading"))
        column_of.addWidget(self.message)
        column_of.addLayout(grid)
        column_of.addLayout(row(None, self.draw, self.plan))
        column_of.addWidget(rule_line())
        column_of.addWidget(self.told, 1)
        column_of.addLayout(row(text_label(say("rectify.sample.earlier")), self.samples, self.results, None, close))

    def lot(self) -> dict[str, str]:
        """The lot as it was entered."""
        found = {name: self.fields[name].text().strip() for name in _FIELDS if name in self.fields}
        return found | {"unit": str(self.unit.currentData() or "")}

    def _question(self, *, draw: bool) -> Callable[[], Told]:
        return partial(ask_samples, self._folder, self.lot(), self.fields["by"].text(), draw=draw)

    def _draw(self) -> None:
        self.draw.setEnabled(False)
        self._flow.write(self._question(draw=True), self.show_told, self.show_refusal)

    def _results(self) -> None:
        if sample := self.samples.currentText():
            self.flow_ask(partial(results_of, self._folder, sample))

    def flow_ask(self, question: Callable[[], Any]) -> None:
        """Ask on the page's worker; the newest answer is shown."""
        self._flow.reader.ask("sample", question, self.show_told, self.show_refusal)

    def show_told(self, told: Told) -> None:
        """What was said."""
        self.draw.setEnabled(True)
        if told.lines:
            self.told.setPlainText("\n".join(told.lines))
        self.samples.clear()
        self.samples.addItems(list(told.samples))
        self.results.setEnabled(bool(told.samples))
        self.message.setText(say("rectify.sample.text"))
        set_role(self.message, "mute")

    def show_refusal(self, error: Exception) -> None:
        """Why not, in place."""
        self.draw.setEnabled(True)
        words = (str(getattr(error, "message", error)), str(getattr(error, "advice", "") or ""))
        self.message.setText("  ".join(part for part in words if part))
        set_role(self.message, "high")


def _only_samples(folder: Path) -> Told:
    return Told((), samples_of(folder))
