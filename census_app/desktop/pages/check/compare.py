"""Two runs compared: what is new, gone and still there, by rule and unit, and the rows behind every number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from census_app.desktop.language import count, label, say
from census_app.desktop.pages.check.counts import CHANGES, CountsCard
from census_app.desktop.pages.check.found import FoundCard
from census_app.desktop.pages.check.reads import RunLine
from census_app.desktop.pages.check.run_list import run_word
from census_app.desktop.reads import Reader
from census_app.desktop.tables.found_rows import FoundQuery
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.chips import FacetChip
from census_app.desktop.widgets.layout import Card, row, text_label
from census_app.desktop.widgets.states import ErrorView
from census_app.desktop.widgets.working import WorkingView
from census_app.foundation.temporary import temporary_folder


class CompareView(QWidget):
    """`asked(before, after)` wants the two compared; `show_result` gives the answer of the command line."""

    asked = Signal(str, str)
    left = Signal()

    def __init__(self, reader: Reader, save: QWidget) -> None:
        super().__init__()
        self.after = ""
        self._titles, self._names, self._chip_texts = dict[str, str](), dict[str, str](), dict[str, str]()
        self.scratch = temporary_folder("compare")
        self.before = QComboBox()
        self.before.activated.connect(lambda _place: self._again())
        self.title = text_label("", "heading")
        back = Button(say("check.compare.back"), "Esc")
        back.clicked.connect(self.left)
        head = Card((16, 10, 12, 10), 8)
        head.body.addLayout(
            row(text_label(say("check.compare.title"), "heading"), self.before, text_label("→", "mute"), self.title,
                None, save, back)
        )  # fmt: skip
        self.chips = {name: FacetChip("") for name in ("", *CHANGES)}
        for name, chip in self.chips.items():
            chip.clicked.connect(lambda _checked=False, change=name: self.narrow(change=change))
        self.text = text_label("", "mute")
        head.body.addLayout(row(*self.chips.values(), 8, self.text, None))
        self.rules = CountsCard(say("check.compare.rules"), say("check.column.title"), ids=True)
        self.units = CountsCard(say("check.compare.units"), say("facets.unit"), ids=False)
        self.rules.chosen.connect(lambda rule: self.narrow(rule=rule, unit=None))
        self.units.chosen.connect(lambda unit: self.narrow(rule="", unit=unit))
        self.found = FoundCard(reader, self._refused)
        self.working, self.error = WorkingView(), ErrorView()
        self.error.retry.clicked.connect(self._again)
        self.stack = QStackedWidget()
        self.whole = self._assemble()
        for widget in (self.working, self.whole, self.error):
            self.stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(head)
        column.addWidget(self.stack, 1)

    def _assemble(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        upper = QHBoxLayout()
        upper.setSpacing(12)
        upper.addWidget(self.rules, 58)
        upper.addWidget(self.units, 42)
        column.addLayout(upper, 46)
        column.addWidget(self.found, 54)
        return whole

    @property
    def is_whole(self) -> bool:
        """Whether both runs are read and stand side by side."""
        return self.stack.currentWidget() is self.whole

    @property
    def before_run(self) -> str:
        """The run it is compared with."""
        return str(self.before.currentData() or "")

    @property
    def file(self) -> Path:
        """Where the rows of the comparison are written for looking."""
        return Path(self.scratch.name) / f"{self.before_run}-{self.after}.parquet"

    def open_for(self, line: RunLine, lines: Sequence[RunLine]) -> None:
        """Compare this run with the official one before it, else the one before; another can be picked."""
        self.after = line.run
        self.title.setText(f"{line.run} {run_word(line)[0]}")
        self.before.clear()
        place = next(number for number, one in enumerate(lines) if one.run == line.run)
        others = [*lines[place + 1 :], *lines[:place]]
        for one in others:
            self.before.addItem(f"{one.run} {run_word(one)[0]}", one.run)
        earlier = lines[place + 1 :] or others
        wanted = next((one.run for one in earlier if one.stands), earlier[0].run)
        self.before.setCurrentIndex(self.before.findData(wanted))
        self._again()

    def _again(self) -> None:
        self.show_working()
        self.asked.emit(self.before_run, self.after)

    def show_working(self) -> None:
        """The answer is on its way."""
        self.working.show_step(say("check.compare.working"), 0, 0)
        self._show(self.working)

    def show_failed(self, text: str, details: str) -> None:
        """It did not come."""
        self.error.show_error(say("check.compare.failed"), text, details)
        self._show(self.error)

    def show_result(self, result: dict[str, Any], file: Path, title: Callable[[str, str], str]) -> None:
        """The command's JSON and the rows it wrote."""
        rules, units = result.get("rules") or {}, result.get("units") or {}
        self._titles = {rule: title(rule, str(one.get("title") or "")) for rule, one in rules.items()}
        self._names = {unit: str(one.get("name") or "") or say("check.no_unit") for unit, one in units.items()}
        total = {name: int(result.get(name) or 0) for name in CHANGES}
        everything = total["new"] + total["gone"] + total["same"]
        for name in self.chips:
            self._chip_texts[name] = (
                f"{label('check.change', name or 'all')} {count(total[name] if name else everything)}"
            )
        self.text.setText(say("check.compare.text"))
        self.rules.show_counts(rules, lambda rule: self._titles.get(rule, ""))
        self.units.show_counts(units, lambda unit: self._names.get(unit, unit))
        self.found.show_file(file, self._names, compared=True)
        self._show(self.whole)
        self.narrow(change="new" if total["new"] else "gone" if total["gone"] else "", rule="", unit=None)

    def narrow(self, **wanted: Any) -> None:
        """Other rows: a change, a rule or a unit."""
        query = FoundQuery(
            str(wanted.get("rule", self.found.query.rule)),
            wanted.get("unit", self.found.query.unit),
            str(wanted.get("change", self.found.query.change)),
        )
        for name, chip in self.chips.items():
            chip.show_text(self._chip_texts[name], name == query.change)
        words = [label("check.change", query.change or "all")]
        if query.rule:
            words.append(f"{query.rule} {self._titles.get(query.rule, '')}".strip())
        if query.unit is not None:
            words.append(self._names.get(query.unit, query.unit))
        self.found.ask(query, " · ".join(words))

    def _show(self, part: QWidget) -> None:
        self.stack.setCurrentWidget(part)
        if part is not self.whole:
            self.found.close_file()

    def _refused(self, error: Exception) -> None:
        text = f"{getattr(error, 'message', error)}\n{getattr(error, 'advice', '')}".strip()
        self.show_failed(text, "")
