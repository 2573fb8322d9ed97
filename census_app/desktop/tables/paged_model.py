"""The one model of big tables: contiguous pages of a materialised view, fetched when looked at, few kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics

from census_app.desktop.reads import Reader
from census_app.desktop.tables.short_names import ShortNames

PAGE_ROWS = 64
PAGES_KEPT = 256
PLACEHOLDER = "…"

Row = tuple[Any, ...]
Entry = tuple[Row, tuple[str, ...]]
Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ALIGN = int(Qt.ItemDataRole.TextAlignmentRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
RAW_ROLE = int(Qt.ItemDataRole.UserRole)


class Heading(tuple[Any, ...]):
    """A row that heads others and spans all columns: key, label, how many rows it heads, whether they are shown."""

    __slots__ = ()

    @property
    def key(self) -> str:
        """The value its rows share."""
        return str(self[0])

    @property
    def label(self) -> str:
        """What people read; may be empty."""
        return str(self[1])

    @property
    def number(self) -> int:
        """How many rows it heads."""
        return int(self[2])

    @property
    def opened(self) -> bool:
        """Whether they are shown."""
        return bool(self[3])


class PageSource(Protocol):
    """Something that can give any stretch of rows of a fixed order."""

    def fetch(self, start: int, count: int) -> list[Row]:
        """Rows `start` … `start + count - 1`, fewer at the end."""
        ...


@dataclass(frozen=True)
class ListedRows:
    """Rows that are in memory already, in their order."""

    rows: Sequence[Row]

    def fetch(self, start: int, count: int) -> list[Row]:
        """Rows `start` … `start + count - 1`, fewer at the end."""
        return list(self.rows[start : start + count])


@dataclass(frozen=True)
class PagedColumn:
    """One column: `id` sorts, `heading` is shown, `text` makes the cell's text from the source row.

    What does not fit loses its end, or its beginning when the column `keeps_end`. `width` is the least at the normal
    text size, `room` what its heading or its chips need at the size in force; a `measured` column is as wide as the
    texts of the first page.
    """

    id: str
    heading: str
    text: Callable[[Row], str]
    width: int = 100
    raw: int = 0
    right: bool = False
    stretch: bool = False
    elides: bool = False
    keeps_end: bool = False
    measured: bool = False
    note: Callable[[Row], str] | None = None
    room: int = 0


class PagedModel(QAbstractTableModel):
    """A table of any length in bounded memory; `None` source means nothing to show.

    `preview` shows the first rows of a view that is still being made: the rest shows a placeholder
    until `show` brings the source. Pages of a source that takes its time (`show_asked`) are read on a reader's worker
    and show placeholders until then. Sorting is asked for by `sort_asked`, never done here.
    """

    sort_asked = Signal(str, bool)

    def __init__(self, columns: Sequence[PagedColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = list(columns)
        self._source: PageSource | None = None
        self._reader: Reader | None = None
        self._asked: dict[str, int] = {}
        self._rows = 0
        self.names: dict[str, ShortNames] = {}
        self._heading: Callable[[Heading], str] = lambda heading: heading.label or heading.key
        self._pages: OrderedDict[int, list[Entry]] = OrderedDict()
        self._right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    @property
    def columns(self) -> list[PagedColumn]:
        """The columns in order."""
        return self._columns

    def cut(self, column: PagedColumn, text: str, metrics: QFontMetrics, room: int) -> str:
        """What of a cell's text is drawn where there is only so much room."""
        if (names := self.names.get(column.id)) is not None and text in names.names:
            return names.fitted(text, metrics, room)
        mode = Qt.TextElideMode.ElideLeft if column.keeps_end else Qt.TextElideMode.ElideRight
        return metrics.elidedText(text, mode, room)

    def name_headings(self, text: Callable[[Heading], str]) -> None:
        """What a heading says, in its first column."""
        self._heading = text
        self._pages.clear()

    def set_columns(self, columns: Sequence[PagedColumn]) -> None:
        """Other headings or texts for the same rows."""
        self.beginResetModel()
        self._columns = list(columns)
        self._pages.clear()
        self.endResetModel()

    def preview(self, rows: int, first: Sequence[Row]) -> None:
        """A view of `rows` rows is coming; these are its first ones."""
        self._begin(None, rows, first)

    def show(self, source: PageSource | None, rows: int, *, as_previewed: bool = False) -> None:
        """The rows of a view; a preview of the same view stays where it was scrolled to. The first rows of one shown
        `as_previewed` are those there already: they are not asked for again."""
        if source is not None and self._source is None and rows == self._rows and rows:
            self._source = source
            if not as_previewed:
                self._pages.clear()
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, len(self._columns) - 1))
            return
        self._begin(source, rows if source is not None else 0, ())

    def show_asked(self, source: PageSource, rows: int, reader: Reader, first: Sequence[Row]) -> None:
        """The rows of a view whose pages are read on the reader's worker; `first` is its first page."""
        self._begin(source, rows, first, reader)

    def _begin(self, source: PageSource | None, rows: int, first: Sequence[Row], reader: Reader | None = None) -> None:
        self.beginResetModel()
        self._source, self._rows, self._reader = source, rows, reader
        self._pages.clear()
        self._asked.clear()
        if first:
            self._pages[0] = [self._prepared(row) for row in first[:PAGE_ROWS]]
        self.endResetModel()

    def replace(self, source: PageSource) -> None:
        """The same rows from a quicker source; nothing moves."""
        self._source = source

    def row(self, number: int) -> Row | None:
        """The source row behind a table row; None while it is not there yet."""
        entry = self.entry(number)
        return entry[0] if entry else None

    def _prepared(self, row: Row) -> Entry:
        if isinstance(row, Heading):
            return row, (self._heading(row), *("" for _ in self._columns[1:]))
        return row, tuple(column.text(row) for column in self._columns)

    def entry(self, number: int) -> Entry | None:
        """The source row and the texts of its cells: for delegates; None while they are not there yet."""
        if not 0 <= number < self._rows:
            return None
        page, place = divmod(number, PAGE_ROWS)
        entries = self._pages.get(page)
        if entries is None:
            entries = self._fetch(page)
        else:
            self._pages.move_to_end(page)
        return entries[place] if place < len(entries) else None

    def _fetch(self, page: int) -> list[Entry]:
        if self._source is None:
            return []
        if self._reader is not None:
            self._ask(page, self._source, self._reader)
            return []
        return self._keep(page, self._source.fetch(page * PAGE_ROWS, PAGE_ROWS))

    def _keep(self, page: int, rows: Sequence[Row]) -> list[Entry]:
        entries = [self._prepared(row) for row in rows]
        self._pages[page] = entries
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        return entries

    def _ask(self, page: int, source: PageSource, reader: Reader) -> None:
        """The page is on its way; of even pages, and of odd ones, only the newest asked for: two meet in a window."""
        topic = f"page-{id(self)}-{page % 2}"
        if self._asked.get(topic) == page:
            return
        self._asked[topic] = page

        def arrived(rows: list[Row]) -> None:
            if self._source is not source:
                return
            self._asked.pop(topic, None)
            first = page * PAGE_ROWS
            self._keep(page, rows)
            last = min(first + PAGE_ROWS, self._rows) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

        def failed(_error: Exception) -> None:
            self._asked.pop(topic, None)

        reader.ask(topic, partial(source.fetch, page * PAGE_ROWS, PAGE_ROWS), arrived, failed)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Rows of the view."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """Columns shown."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Text, raw value, alignment and the whole text on hover; every other role answers at once."""
        if role == _DISPLAY:
            entry = self.entry(index.row())
            return entry[1][index.column()] if entry else PLACEHOLDER
        if role == _ALIGN:
            return self._right if self._columns[index.column()].right else self._left
        if role == RAW_ROLE:
            entry = self.entry(index.row())
            plain = entry is not None and not isinstance(entry[0], Heading)
            return entry[0][self._columns[index.column()].raw] if entry and plain else None
        if role == _TOOLTIP:
            column, entry = self._columns[index.column()], self.entry(index.row())
            if entry is None or isinstance(entry[0], Heading) or not (column.elides or column.note):
                return None
            return column.note(entry[0]) if column.note else entry[1][index.column()]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Headings; rows have none."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == _DISPLAY:
            return self._columns[section].heading
        if role == _ALIGN:
            return self._right if self._columns[section].right else self._left
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask whoever owns the view for another order."""
        if 0 <= column < len(self._columns):
            self.sort_asked.emit(self._columns[column].id, order is Qt.SortOrder.DescendingOrder)
