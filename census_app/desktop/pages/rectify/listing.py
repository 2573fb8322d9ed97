"""A list with a line above it and chips that narrow it: what the lower panels are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from census_app.desktop.language import count
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.tables.paged_model import RAW_ROLE, Index, PagedColumn, PagedModel, Row
from census_app.desktop.theme.look import advance, colour, sized_font
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.chips import CHIP_HEIGHT, FacetChip, chip_width, paint_chip
from census_app.desktop.widgets.layout import ElidedLabel, row
from census_app.desktop.widgets.states import StateView

_CHIP_ROOM, _HEADING_ROOM, _PADDING = 18, 18, 9
_LEAST = 160
_NEAR = 50


@dataclass(frozen=True)
class Listed:
    """One column: its heading, its place in the row, and how it is shown. `tones` (raw value → tone) make a chip."""

    heading: str
    place: int
    width: int = 80
    text: Callable[[Row], str] | None = None
    tones: Mapping[str, str] | None = None
    words: Mapping[str, str] | None = None
    right: bool = False
    stretch: bool = False
    measured: bool = False
    elides: bool = False


def _column(number: int, one: Listed) -> PagedColumn:
    heading = advance(one.heading, "body", bold=True) + _HEADING_ROOM
    room = heading
    if one.tones is not None and one.words is not None:
        room = max([room, *(chip_width(word) + _CHIP_ROOM for word in one.words.values())])

    def text(found: Row) -> str:
        if one.text is not None:
            return one.text(found)
        value = "" if found[one.place] is None else str(found[one.place])
        return (one.words or {}).get(value, value)

    return PagedColumn(
        str(number),
        one.heading,
        text,
        one.width,
        one.place,
        right=one.right,
        stretch=one.stretch,
        measured=one.measured,
        elides=one.elides or one.stretch,
        room=room,
    )


class _Delegate(QStyledItemDelegate):
    def __init__(self, model: PagedModel, columns: Sequence[Listed]) -> None:
        super().__init__(model)
        self._model, self._listed = model, list(columns)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, then chip or text."""
        rect = paint_ground(painter, option)
        listed, text = self._listed[index.column()], str(index.data() or "")
        if listed.tones is not None:
            if text:
                tone = listed.tones.get(str(index.data(RAW_ROLE)), "mute")
                top = rect.center().y() - CHIP_HEIGHT / 2 + 0.5
                paint_chip(painter, QRectF(rect.x() + _PADDING, top, chip_width(text), CHIP_HEIGHT), text, tone)
            return
        painter.setFont(sized_font("body"))
        painter.setPen(colour("text"))
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        side = Qt.AlignmentFlag.AlignRight if listed.right else Qt.AlignmentFlag.AlignLeft
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        shown = elided if listed.elides or listed.stretch else text
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | side, shown)


@dataclass(frozen=True)
class _Made:
    given: Sequence[Any]
    made: Callable[[Any], Row]

    def fetch(self, start: int, count: int) -> list[Row]:
        """Rows `start` … `start + count - 1`, fewer at the end."""
        return [self.made(one) for one in self.given[start : start + count]]


class ListingPanel(QWidget):
    """`chosen(row)` when a row is looked at (None when there is none), `narrowed(name)` when a chip is clicked."""

    chosen = Signal(object)
    activated = Signal(object)
    narrowed = Signal(str)

    def __init__(
        self,
        columns: Sequence[Listed],
        empty: StateView,
        name: str,
        *,
        many: bool = False,
        narrow_hidden: tuple[int, ...] = (),
        kept_as: str = "",
    ) -> None:
        super().__init__()
        self.model = PagedModel([_column(number, one) for number, one in enumerate(columns)], self)
        self.table = ProblemTable(self.model, tuple(map(str, narrow_hidden)), _LEAST, kept_as=kept_as)
        self.table.setFrameShape(ProblemTable.Shape.NoFrame)
        self.table.setItemDelegate(_Delegate(self.model, columns))
        self.table.setAccessibleName(name)
        if many:
            self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.line = ElidedLabel("", "mute")
        self.chips: dict[str, FacetChip] = {}
        self.facets = QWidget()
        self._row = row(spacing=6)
        self.facets.setLayout(self._row)
        self.empty = empty
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(empty)
        self.head = row(14)
        self.head.addWidget(self.line, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 6, 1, 1)
        column.setSpacing(4)
        column.addLayout(self.head)
        facets = row(14, self.facets, None)
        column.addLayout(facets)
        column.addWidget(self.stack, 1)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._look(now.row()))
        self.table.activated.connect(lambda index: self.activated.emit(self.model.row(index.row())))

    def show_facets(self, counts: Mapping[str, int], words: Mapping[str, str], chosen: str) -> None:
        """A chip per name with its count."""
        for name, number in counts.items():
            if name not in self.chips:
                chip = FacetChip()
                chip.clicked.connect(lambda _checked=False, name=name: self.narrowed.emit(name))
                self.chips[name] = chip
                self._row.addWidget(chip)
            self.chips[name].show_text(f"{words[name]} {count(number)}", name == chosen)

    def show_rows(self, rows: Sequence[Any], made: Callable[[Any], Row] = tuple) -> None:
        """The rows; the one looked at stays where it was if it is still there near its place. `made` turns what is
        given into a row, page by page as they are looked at."""
        at = self.table.currentIndex().row()
        before = self.model.row(at)
        self.model.show(_Made(rows, made), len(rows))
        self.stack.setCurrentWidget(self.table if rows else self.empty)
        self.facets.setVisible(bool(self.chips))
        if not rows:
            self.chosen.emit(None)
            return
        self.table.fit()
        near = range(max(0, at - _NEAR), min(len(rows), at + _NEAR))
        self.select(next((place for place in near if made(rows[place]) == before), 0))

    def select(self, place: int) -> None:
        """Another row is looked at."""
        self.table.setCurrentIndex(self.model.index(place, 0))

    def step(self, step: int) -> None:
        """The next or previous row."""
        if rows := self.model.rowCount():
            self.select(max(0, min(rows - 1, self.table.currentIndex().row() + step)))

    @property
    def looked_at(self) -> Row | None:
        """The row looked at; None without one."""
        return self.model.row(self.table.currentIndex().row())

    def selected(self) -> list[Any]:
        """The selected rows, in their order."""
        places = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [found for place in places if (found := self.model.row(place)) is not None]

    def _look(self, place: int) -> None:
        self.chosen.emit(self.model.row(place))
