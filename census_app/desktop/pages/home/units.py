"""The units of the week: problems by category, or how they rank; one card with two faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from census_app.desktop.language import count, label, say
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.tables.paged_model import ListedRows, PagedColumn, PagedModel, Row
from census_app.desktop.theme.look import advance
from census_app.desktop.widgets.cell_delegate import CellDelegate
from census_app.desktop.widgets.chips import FacetChip, chip_width
from census_app.desktop.widgets.heat_grid import GridCell, GridRow, HeatGrid
from census_app.desktop.widgets.keys import KeyCap
from census_app.desktop.widgets.layout import Card, ElidedLabel, row

if TYPE_CHECKING:
    from census_app.reporting.week_board import WeekBoard
    from census_app.reporting.week_board.model import HeatCell, HeatRow
    from census_app.reporting.week_board.ranking import UnitRank

_LEAST_RISE = 1
_PLACE_TONE = {"above": "ok", "level": "mute", "below": "high", "unranked": "unknown"}
_UNITS = 0


class UnitsCard(Card):
    """`cell_opened(line, column)` of the grid; `unit_opened(units)` of the ranking."""

    cell_opened = Signal(int, int)
    unit_opened = Signal(object)

    def __init__(self) -> None:
        super().__init__((16, 12, 16, 10), 4)
        self.chips = {name: FacetChip(say(f"home.faces.{name}"), chosen=name == "heat") for name in ("heat", "rank")}
        self.note = ElidedLabel("", "mute")
        line = row(*self.chips.values(), KeyCap("U"), spacing=6)
        line.addSpacing(6)
        line.addWidget(self.note, 1)
        self.body.addLayout(line)
        self.heat = HeatGrid()
        self.heat.opened.connect(self.cell_opened)
        self.model = PagedModel(_rank_columns())
        self.ranks = ProblemTable(self.model, narrow_hidden=("new", "change"), least_stretch=120, kept_as="ranks")
        self.ranks.setItemDelegate(CellDelegate(self.model, strong=("rate",), tones={"place": _PLACE_TONE}))
        self.ranks.setAccessibleName(say("home.faces.rank"))
        self.ranks.activated.connect(lambda index: self._open(index.row()))
        self.ranks.clicked.connect(lambda index: self._open(index.row()))
        self.faces = QStackedWidget()
        self.faces.addWidget(self.heat)
        self.faces.addWidget(self.ranks)
        self.body.addWidget(self.faces, 1)
        self._notes = {"heat": "", "rank": ""}
        for name, chip in self.chips.items():
            chip.clicked.connect(lambda _checked=False, face=name: self.show_face(face))

    @property
    def face(self) -> str:
        """`heat` or `rank`."""
        return "rank" if self.faces.currentWidget() is self.ranks else "heat"

    def show_face(self, face: str) -> None:
        """The other face."""
        self.faces.setCurrentWidget(self.ranks if face == "rank" else self.heat)
        for name, chip in self.chips.items():
            chip.show_text(say(f"home.faces.{name}"), name == face)
        self.note.setText(self._notes[face])

    def switch_face(self) -> None:
        """The other face, which takes the keys."""
        self.show_face("heat" if self.face == "rank" else "rank")
        self.faces.currentWidget().setFocus()

    def show_board(self, board: WeekBoard) -> None:
        """Another week."""
        self._show_heat(board)
        rows = [_rank_row(one) for one in board.ranks]
        self.model.show(ListedRows(rows), len(rows))
        self.ranks.fit()
        self._notes["rank"] = say("home.rank_note")
        self.show_face(self.face)

    def _show_heat(self, board: WeekBoard) -> None:
        names = [label("home.category", str(number)) for number in range(1, len(board.categories) + 1)]
        steepest = _steepest(board)
        most = max((_share(line, cell) for line in board.heat for cell in line.cells), default=0.0)
        rows = [
            GridRow(
                line.unit,
                line_name(line, board.other_units),
                tuple(
                    GridCell(
                        cell.problems,
                        _share(line, cell) / most if most else 0.0,
                        cell.judged or cell.problems > 0,
                        (place, column) == steepest,
                        _hint(line_name(line, board.other_units), line, cell, board.categories[column]),
                    )
                    for column, cell in enumerate(line.cells)
                ),
                line.total,
            )
            for place, line in enumerate(board.heat)
        ]
        self.heat.show_grid(names, rows)
        self._notes["heat"] = say("home.heat_note" if steepest is not None else "home.heat_note_plain")

    def _open(self, line: int) -> None:
        found = self.model.row(line)
        if found is not None:
            self.unit_opened.emit(found[_UNITS])


def _rank_columns() -> list[PagedColumn]:
    places = max(chip_width(label("home.place", name)) for name in _PLACE_TONE) + 18

    def room(name: str) -> int:
        return advance(say(f"home.rank_column.{name}"), "body", bold=True) + 20

    def column(name: str, place: int, width: int) -> PagedColumn:
        heading = say(f"home.rank_column.{name}")
        return PagedColumn(name, heading, lambda one: str(one[place]), width, place, right=True, room=room(name))

    return [
        PagedColumn("unit", say("facets.unit"), lambda one: str(one[1]), 120, 1, stretch=True, elides=True,
                    keeps_end=True),
        PagedColumn("place", say("home.rank_column.place"), lambda one: label("home.place", one[2]),
                    0, 2, room=max(places, room("place"))),
        column("rate", 3, 70),
        column("customers", 4, 104),
        column("change", 5, 70),
        column("covered", 6, 70),
        column("outstanding", 7, 66),
        column("new", 8, 56),
        column("overdue", 9, 56),
    ]  # fmt: skip


def _rank_row(one: UnitRank) -> Row:
    rate = "—" if one.rate is None else f"{one.rate:.1%}"
    change = "—" if one.change is None else f"{100 * one.change:+.1f}" if round(1000 * one.change) else "0"
    covered = "—" if one.covered is None else f"{one.covered:.0%}"
    customers = f"{count(one.right)} / {count(one.customers)}"
    numbers = (count(one.outstanding), count(one.new), count(one.overdue))
    return (one.units, one.name or say("check.no_unit"), one.place, rate, customers, change, covered, *numbers)


def _share(line: HeatRow, cell: HeatCell) -> float:
    """Problems per thousand customers; by plain count where the unit has none."""
    return 1000 * cell.problems / line.customers if line.customers else 0.0


def _steepest(board: WeekBoard) -> tuple[int, int] | None:
    """The one cell that rose most since the run before."""
    rises = [
        (cell.problems - cell.before, -place, -column)
        for place, line in enumerate(board.heat)
        for column, cell in enumerate(line.cells)
        if cell.before is not None
    ]
    if not rises or max(rises)[0] < _LEAST_RISE:
        return None
    _, place, column = max(rises)
    return -place, -column


def line_name(line: HeatRow, others: int) -> str:
    """The unit's name; of a last line how many `others` it sums up; of records nobody knows the unit of, that."""
    if line.name or line.unit:
        return line.name or line.unit
    return say("check.no_unit") if line.units == ("",) else say("home.other_units", number=others)


def _hint(unit: str, line: HeatRow, cell: HeatCell, category: str) -> str:
    change = "" if cell.before is None else say("home.cell_change", change=f"{cell.problems - cell.before:+d}")
    if not cell.judged:
        return say("home.cell_unjudged", unit=unit, category=category)
    share = say("home.cell_share", share=f"{_share(line, cell):.1f}") if line.customers else ""
    return say("home.cell", unit=unit, category=category, number=cell.problems) + share + change
