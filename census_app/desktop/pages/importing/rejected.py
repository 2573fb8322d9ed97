"""Rejected rows and unreadable cells, each beside its source row: what was delivered, which cell, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from census_app.desktop.kept_layout import keep_by_hand
from census_app.desktop.language import count, say
from census_app.desktop.pages.importing.names import FieldNames
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.session import Session
from census_app.desktop.tables.paged_model import Index, ListedRows, PagedColumn, PagedModel
from census_app.desktop.theme.look import colour, scaled, sized_font
from census_app.desktop.widgets.cell_delegate import CellDelegate
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.layout import Card, row, text_label

if TYPE_CHECKING:
    from census_app.archive.rejected_list.reading import RejectedList

_HEIGHT = 300
_BAD = 2


def read_rejected_list(workbook: Path) -> RejectedList:
    """The first rows of the list; runs on a worker."""
    from census_app.archive.rejected_list.reading import read_rejected

    return read_rejected(workbook)


class _SourceCells(CellDelegate):
    """The cells that were not taken are red and bold."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        found = self._model.row(index.row())
        if found is None or not found[_BAD]:
            super().paint(painter, option, index)
            return
        rect = paint_ground(painter, option)
        painter.setFont(sized_font("body", bold=True))
        painter.setPen(colour("high"))
        box = QRectF(rect).adjusted(9, 0, -9, 0)
        text = painter.fontMetrics().elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)


class RejectedCard(Card):
    """Reads the list on the session's worker; the chosen row shows its source cells."""

    def __init__(self, session: Session, workbook: Path, names: FieldNames) -> None:
        super().__init__((16, 12, 12, 10))
        self._names = names
        self.found: RejectedList | None = None
        self.note = text_label(say("working.start"), "mute")
        self.body.addLayout(row(text_label(say("import.rejected.title"), "heading"), self.note, None, spacing=10))
        self.model = PagedModel(
            [
                PagedColumn(
                    "place", say("import.rejected.place"), lambda one: one[0], 190, 0, elides=True, keeps_end=True
                ),
                PagedColumn("row", say("import.rejected.row"), lambda one: one[1], 64, 1, right=True),
                PagedColumn("columns", say("import.rejected.columns"), lambda one: one[2], 110, 2, elides=True),
                PagedColumn(
                    "reason", say("import.rejected.reason"), lambda one: one[3], 160, 3, elides=True, stretch=True
                ),
            ]
        )
        self.cells = PagedModel(
            [
                PagedColumn("heading", say("import.rejected.heading"), lambda one: one[0], 130, 0, elides=True),
                PagedColumn(
                    "value", say("import.rejected.value"), lambda one: one[1], 120, 1, elides=True, stretch=True
                ),
            ]
        )
        self.rows, self.source = (
            ProblemTable(self.model, least_stretch=160, kept_as="rejected"),
            ProblemTable(self.cells, least_stretch=120, kept_as="rejected_source"),
        )
        self.rows.setItemDelegate(CellDelegate(self.model, quiet=("place",)))
        self.source.setItemDelegate(_SourceCells(self.cells, quiet=("heading",)))
        for table, name in ((self.rows, "title"), (self.source, "source")):
            table.setAccessibleName(say(f"import.rejected.{name}"))
            table.setFixedHeight(scaled(_HEIGHT))
        self.rows.selectionModel().currentRowChanged.connect(lambda now, _before: self._look(now.row()))
        line = row(spacing=12)
        line.addWidget(self.rows, 62)
        line.addWidget(self.source, 38)
        self.body.addLayout(line)
        keep_by_hand(self, session.preferences)
        session.reader.ask("rejected rows", lambda: read_rejected_list(workbook), self._show, self._refused)

    def _show(self, found: RejectedList) -> None:
        self.found = found
        lines = [
            (" · ".join(filter(None, (one.file, one.sheet))), str(one.number or ""), "、".join(one.columns), one.reason)
            for one in found.rows
        ]
        self.model.show(ListedRows(lines), len(lines))
        key = "import.rejected.more" if found.more else "import.rejected.all"
        self.note.setText(say(key, number=count(len(lines))))
        self.rows.fit()
        if lines:
            self.rows.setCurrentIndex(self.model.index(0, 0))

    def _refused(self, error: Exception) -> None:
        self.note.setText(f"{getattr(error, 'message', error)}  {getattr(error, 'advice', '')}".strip())

    def _look(self, line: int) -> None:
        if self.found is None or not 0 <= line < len(self.found.rows):
            return
        one = self.found.rows[line]
        cells = [
            (heading, self._names.masked("", None, heading, text) or "—", heading in one.columns)
            for heading, text in one.cells
        ]
        cells.sort(key=lambda cell: not cell[_BAD])
        self.cells.show(ListedRows(cells), len(cells))
        self.source.fit()
