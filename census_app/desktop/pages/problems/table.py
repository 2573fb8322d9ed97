"""The table of problems or tasks: fixed rows, whole-row selection, widths by column, no input method."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from census_app.desktop.tables.paged_model import PLACEHOLDER, Entry, PagedColumn, PagedModel
from census_app.desktop.tables.short_names import ShortNames
from census_app.desktop.theme.look import scaled
from census_app.desktop.widgets.clipboard import copy_chosen
from census_app.desktop.widgets.hand_columns import HandColumns

if TYPE_CHECKING:
    from census_app.desktop.kept_layout import KeptLayout

ROW_HEIGHT = 34
_HEADER_HEIGHT = 36
_LEAST_STRETCH = 220
_MEASURED_ROWS = 100
_CELL_ROOM = 20
_MOST_ADVANCES = 4000
_MOST_NAME = 260
_NARROW_HIDDEN = ("tg_name",)
_WITH_A_KEY = ("risk",)
"""Orders put on and taken off by a key of their own; they do not stay."""

Asked = TypeVar("Asked")
"""A query with `sort` and `descending`."""


class ProblemTable(QTableView):
    """Keys J and K move through actions, so the input method is off here.

    What a hand did to the columns is kept under `kept_as`, where that is not empty: their widths, and the order of a
    table that `sorts` by its headings.
    """

    def __init__(
        self,
        model: PagedModel,
        narrow_hidden: tuple[str, ...] = _NARROW_HIDDEN,
        least_stretch: int = _LEAST_STRETCH,
        *,
        kept_as: str = "",
        sorts: bool = False,
    ) -> None:
        self._advances: dict[str, int] = {}
        super().__init__()
        self.kept_as = kept_as
        self.order: tuple[str, bool] = ("", False)
        self._kept: KeptLayout | None = None
        self._paged = model
        self._narrow_hidden, self._least_stretch = narrow_hidden, least_stretch
        self.setModel(model)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(scaled(ROW_HEIGHT))
        header = self.horizontalHeader()
        header.setFixedHeight(scaled(_HEADER_HEIGHT))
        header.setHighlightSections(False)
        header.setSectionsClickable(sorts)
        header.setSortIndicatorShown(sorts)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(self._sort_clicked)
        header.setMinimumSectionSize(40)
        self.hand = HandColumns(header, lambda place: model.columns[place].id)
        self.hand.changed.connect(self._hand_moved)

    def keep(self, kept: KeptLayout) -> None:
        """Columns are as wide as they were left, `order` is the one a hand chose last."""
        self._kept, self.order = kept, kept.order(self.kept_as)
        self.hand.widths.update(kept.widths(self.kept_as))
        self.fit()

    def _hand_moved(self) -> None:
        if self._kept is not None:
            self._kept.keep_widths(self.kept_as, self.hand.widths)
        self.fit()

    def _sort_clicked(self, column: int, order: Qt.SortOrder) -> None:
        name = self._paged.columns[column].id if column >= 0 else ""
        asked = (name, bool(name) and order is Qt.SortOrder.DescendingOrder)
        self.order = ("", False) if name in _WITH_A_KEY else asked
        if self._kept is not None:
            self._kept.keep_order(self.kept_as, *self.order)
        self._paged.sort_asked.emit(*asked)

    def ordered(self, query: Asked) -> Asked:
        """The query; where it names no order, in the one a hand chose. The headings say which it is."""
        asked: Any = query
        sort, descending = (asked.sort, asked.descending) if asked.sort else self.order
        self.show_order(sort, descending)
        answer: Asked = replace(asked, sort=sort, descending=descending)
        return answer

    def show_order(self, column: str, descending: bool) -> None:
        """The headings say by what the rows stand."""
        places = [place for place, one in enumerate(self._paged.columns) if one.id == column]
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        header = self.horizontalHeader()
        with QSignalBlocker(header):
            header.setSortIndicator(places[0] if places else -1, order)
        header.viewport().update()

    def fit(self) -> None:
        """Give the stretching column what the others leave; a narrow table drops some columns.

        A width set by hand holds, and drops no column: what does not fit then is scrolled to.
        """
        columns = self._paged.columns
        rows = min(_MEASURED_ROWS, self._paged.rowCount()) if any(column.measured for column in columns) else 0
        entries = [self._paged.entry(row) for row in range(rows)]
        widths = [self._width(place, column, entries) for place, column in enumerate(columns)]
        narrow = self.viewport().width() < sum(widths)
        for place, column in enumerate(columns):
            self.setColumnHidden(place, narrow and column.id in self._narrow_hidden)
            widths[place] = self.hand.width(column.id) or widths[place]
        shown = [place for place, column in enumerate(columns) if not column.stretch and not self.isColumnHidden(place)]
        rest = self.viewport().width() - sum(widths[place] for place in shown)
        for place in shown:
            # what stretches is what rows are read for: names have half of what is beyond its comfort
            more = self._wanted_more(columns[place], widths[place], (rest - self._least_stretch * 3 // 2) // 2)
            widths[place] += more
            rest -= more
        rest = max(self._least_stretch, rest)
        for place, column in enumerate(columns):
            stretches = column.stretch and self.hand.width(column.id) is None
            self.setColumnWidth(place, rest if stretches else widths[place])

    def tell_names(self, column: str, names: Collection[str]) -> None:
        """All names that may stand in a column: it is as wide as tells them apart, and as they whole are where the
        table has room."""
        known = ShortNames(names)
        if column not in self._paged.names or known.names != self._paged.names[column].names:
            self._paged.names[column] = known
            self.fit()
            self.viewport().update()

    def _wanted_more(self, column: PagedColumn, width: int, spare: int) -> int:
        """What a column of names still lacks to show them whole, of the room there is."""
        known = self._paged.names.get(column.id)
        if known is None or not known.names or spare <= 0 or self.hand.width(column.id) is not None:
            return 0
        longest = max(map(self._advance, known.names)) + _CELL_ROOM
        return min(max(0, longest - width), spare)

    def _width(self, place: int, column: PagedColumn, entries: Sequence[Entry | None]) -> int:
        """Ids and numbers of accounts are never cut."""
        least = max(scaled(column.width), column.room)
        if (known := self._paged.names.get(column.id)) is not None and known.names:
            return max(least, min(scaled(_MOST_NAME), max(map(self._advance, known.shortest)) + _CELL_ROOM))
        if not column.measured:
            return least
        texts = {entry[1][place] if entry is not None else PLACEHOLDER for entry in entries}
        return max([least, *(self._advance(text) + _CELL_ROOM for text in texts)])

    def _advance(self, text: str) -> int:
        """How wide a text is; it is asked again at every change of the rows, and shaping costs most of that."""
        found = self._advances.get(text)
        if found is None:
            if len(self._advances) >= _MOST_ADVANCES:
                self._advances.clear()
            found = self._advances[text] = self.fontMetrics().horizontalAdvance(text)
        return found

    def changeEvent(self, event: QEvent) -> None:
        """Another font: every text is measured anew."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._advances.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What a row says is copied whole: one cell of it is never meant."""
        if event.matches(QKeySequence.StandardKey.Copy):
            copy_chosen(self)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the columns fitted."""
        super().resizeEvent(event)
        self.fit()
