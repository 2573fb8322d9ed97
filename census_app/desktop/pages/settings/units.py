"""单位: the tree as a list that folds, how many people are where; Enter shows the people of a unit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout

from census_app.desktop.language import count, say
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.pages.settings.cells import ToneDelegate, quiet
from census_app.desktop.pages.settings.people_reads import read_units
from census_app.desktop.pages.settings.section import Host, Section
from census_app.desktop.tables.paged_model import ListedRows, PagedColumn, PagedModel
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import Card, row
from census_app.desktop.widgets.rows import step_row
from census_app.desktop.widgets.states import StateView

_INDENT = "　　"


class UnitLine(NamedTuple):
    """One unit of the tree; `folds` when units lie below it."""

    code: str
    name: str
    depth: int
    people: int
    below: int
    merged_into: str
    folds: bool


class UnitSection(Section):
    """Left and Right fold and unfold; words find units wherever they lie."""

    section_id = "units"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.lines: list[UnitLine] = []
        self.folded: set[str] = set()
        self.field = QLineEdit()
        self.field.setPlaceholderText(say("settings.units.find"))
        self.field.setFixedWidth(260)
        self.field.textChanged.connect(lambda _text: self.fill())
        self.field.returnPressed.connect(self._to_table)
        self.model = PagedModel(self._columns(), self)
        self.table = ProblemTable(self.model, kept_as="units")
        self.table.setAccessibleName(say("settings.section.units"))
        tones = {"code": quiet, "merged": lambda _row: "mid"}
        self.table.setItemDelegate(ToneDelegate(self.model, {}, tones))
        self.table.installEventFilter(self)
        self.table.activated.connect(lambda index: self._open(index.row()))
        self.table.clicked.connect(lambda index: self._clicked(index.row(), index.column()))
        first = Button(say("action.import_roster"))
        first.clicked.connect(self._import)
        self.none = StateView("tasks", say("settings.units.none.title"), say("settings.units.none.text"), [first])
        self.parts = QStackedWidget()
        self.parts.addWidget(self.table)
        self.parts.addWidget(self.none)
        card = Card((1, 1, 1, 1))
        card.body.addWidget(self.parts)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row(self.field, None))
        column.addWidget(card, 1)

    def _columns(self) -> list[PagedColumn]:
        def column(name: str, width: int, text: Callable[[Any], str], **more: Any) -> PagedColumn:
            return PagedColumn(name, say(f"settings.units.column.{name}"), text, width, **more)

        return [
            column("name", 260, self._name, stretch=True, elides=True),
            column("code", 130, lambda line: line.code, measured=True),
            column("people", 90, lambda line: count(line.people), right=True),
            column("below", 110, lambda line: count(line.below), right=True),
            column("merged", 170, lambda line: line.merged_into, elides=True),
        ]

    def _name(self, line: Any) -> str:
        mark = ("▸ " if line.code in self.folded else "▾ ") if line.folds else "　"
        return f"{_INDENT * line.depth}{mark}{line.name}"

    def question(self, folder: Path) -> Callable[[], Any] | None:
        """The tree."""
        return partial(read_units, folder)

    def show_answer(self, answer: Any) -> None:
        """The tree as it stands."""
        depths = [one.depth for one in answer]
        self.lines = [
            UnitLine(one.code, one.name, one.depth, one.people, one.below, one.merged_into, folds)
            for one, folds in zip(answer, (b > a for a, b in pairwise([*depths, 0])), strict=True)
        ]
        people = sum(one.people for one in self.lines)
        merged = sum(bool(one.merged_into) for one in self.lines)
        told = say("settings.units.note", units=count(len(self.lines)), people=count(people), merged=count(merged))
        self.note.setText(told if self.lines else "")
        self.fill()

    def fill(self) -> None:
        """The units that are not folded away, or those that fit the words with what lies above them."""
        words = self.field.text().strip().casefold()
        shown = _found(self.lines, words) if words else _unfolded(self.lines, self.folded)
        self.model.show(ListedRows(shown), len(shown))
        self.table.fit()
        self.parts.setCurrentWidget(self.table if self.lines else self.none)
        if shown and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _import(self) -> None:
        """Rosters come in where people are."""
        people: Any = self.host.show("people")
        people.acts.import_roster()

    def _line(self, place: int) -> UnitLine | None:
        found = self.model.row(place)
        return UnitLine(*found) if found is not None else None

    def fold(self, place: int, folded: bool) -> None:
        """Fold or unfold what lies below a unit."""
        line = self._line(place)
        if line is None or not line.folds:
            return
        (self.folded.add if folded else self.folded.discard)(line.code)
        self.fill()
        self.table.setCurrentIndex(self.model.index(place, 0))

    def _clicked(self, place: int, column: int) -> None:
        line = self._line(place)
        if column == 0 and line is not None and line.folds:
            self.fold(place, line.code not in self.folded)

    def _open(self, place: int) -> None:
        line = self._line(place)
        if line is not None:
            self.show_people(line.code)

    def show_people(self, unit: str) -> None:
        """The people of a unit and of those below it, in their own section."""
        section: Any = self.host.show("people")
        section.choose_unit(unit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Left and Right fold; the table would scroll sideways."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            folding = {Qt.Key.Key_Left: True, Qt.Key.Key_Right: False}.get(Qt.Key(event.key()))
            if folding is not None:
                self.fold(self.table.currentIndex().row(), folding)
                return True
        return super().eventFilter(watched, event)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the section."""
        return {
            "settings_find": self._find,
            "settings_next": partial(step_row, self.table, 1),
            "settings_previous": partial(step_row, self.table, -1),
        }

    def _to_table(self) -> None:
        self.table.setFocus()

    def _find(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def keys_here(self) -> Any:
        """The tree."""
        return self.table

    def back(self) -> bool:
        """Esc leaves the field, then the words."""
        if self.field.hasFocus():
            self.table.setFocus()
            return True
        if self.field.text():
            self.field.clear()
            self.fill()
            return True
        return False


def _unfolded(lines: list[UnitLine], folded: set[str]) -> list[UnitLine]:
    shown: list[UnitLine] = []
    hidden_below: int | None = None
    for line in lines:
        if hidden_below is not None and line.depth > hidden_below:
            continue
        hidden_below = line.depth if line.code in folded else None
        shown.append(line)
    return shown


def _found(lines: list[UnitLine], words: str) -> list[UnitLine]:
    """Units that fit, each below the ones it lies in."""
    shown: dict[str, UnitLine] = {}
    above: list[UnitLine] = []
    for line in lines:
        above = [*above[: line.depth], line]
        if words in line.name.casefold() or words in line.code.casefold():
            shown |= {one.code: one for one in above}
    return list(shown.values())
