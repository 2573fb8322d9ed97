"""The table of problems or tasks: fixed rows, whole-row selection, widths by column, no input method."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from census_app.desktop.tables.paged_model import PagedColumn, PagedModel
from census_app.desktop.theme.look import scaled

ROW_HEIGHT = 34
_HEADER_HEIGHT = 36
_LEAST_STRETCH = 220
_MEASURED_ROWS = 100
_CELL_ROOM = 20
_NARROW_HIDDEN = ("tg_name",)


class ProblemTable(QTableView):
    """Keys J and K move through actions, so the input method is off here."""

    def __init__(
        self, model: PagedModel, narrow_hidden: tuple[str, ...] = _NARROW_HIDDEN, least_stretch: int = _LEAST_STRETCH
    ) -> None:
        super().__init__()
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
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(self._sort_clicked)
        header.setMinimumSectionSize(40)

    def _sort_clicked(self, column: int, order: Qt.SortOrder) -> None:
        if column < 0:
            self._paged.sort_asked.emit("", False)
        else:
            self._paged.sort(column, order)

    def fit(self) -> None:
        """Give the stretching column what the others leave; a narrow table drops some columns."""
        columns = self._paged.columns
        widths = [self._width(place, column) for place, column in enumerate(columns)]
        narrow = self.viewport().width() < sum(widths)
        for place, column in enumerate(columns):
            self.setColumnHidden(place, narrow and column.id in self._narrow_hidden)
        shown = [place for place, column in enumerate(columns) if not column.stretch and not self.isColumnHidden(place)]
        fixed = sum(widths[place] for place in shown)
        for place, column in enumerate(columns):
            rest = max(self._least_stretch, self.viewport().width() - fixed)
            self.setColumnWidth(place, rest if column.stretch else widths[place])

    def _width(self, place: int, column: PagedColumn) -> int:
        """Ids and numbers of accounts are never cut."""
        if not column.measured:
            return scaled(column.width)
        rows = min(_MEASURED_ROWS, self._paged.rowCount())
        metrics = self.fontMetrics()
        texts = [str(self._paged.index(row, place).data()) for row in range(rows)]
        return max([scaled(column.width), *(metrics.horizontalAdvance(text) + _CELL_ROOM for text in texts)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the columns fitted."""
        super().resizeEvent(event)
        self.fit()
