"""What was made: newest first; Enter opens the file where it still stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from census_app.desktop.language import count, label, say
from census_app.desktop.pages.reports.reads import PublishedLine
from census_app.desktop.widgets.layout import Card, row, text_label

_COLUMNS = ("at", "kind", "period", "run", "by", "file")
_MOST = 200
_HEIGHT = 190


class PublishedCard(Card):
    """`opened(files)`: the names of the files of a report."""

    opened = Signal(object)

    def __init__(self, preview: QWidget) -> None:
        super().__init__()
        self._lines: list[PublishedLine] = []
        self.note = text_label("", "mute")
        self.table = QTableWidget(0, len(_COLUMNS))
        self.table.setHorizontalHeaderLabels([say(f"reports.column.{name}") for name in _COLUMNS])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setAccessibleName(say("reports.published"))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(_COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.cellActivated.connect(lambda place, _column: self.opened.emit(self._lines[place].files))
        self.body.addLayout(row(text_label(say("reports.published"), "heading"), self.note, None, preview, 12))
        self.body.addWidget(self.table, 1)
        self._fit()

    def chosen(self) -> tuple[str, ...]:
        """The files of the line chosen, of the newest where none is; empty when there is none."""
        place = max(0, self.table.currentRow())
        return self._lines[place].files if place < len(self._lines) else ()

    def _fit(self) -> None:
        """Without lines only the heading, so that the number asked about has the room."""
        self.table.setVisible(bool(self._lines))
        self.body.setContentsMargins(16, 12, 1, 1 if self._lines else 12)
        self.setFixedHeight(_HEIGHT if self._lines else self.sizeHint().height())

    def show_lines(self, lines: Sequence[PublishedLine]) -> None:
        """The newest of them."""
        self._lines = list(lines[:_MOST])
        self.note.setText(count(len(lines)) if lines else say("reports.none_published"))
        self._fit()
        self.table.setRowCount(len(self._lines))
        for place, line in enumerate(self._lines):
            kind = label("report_kind", line.kind)
            for column, text in enumerate((line.at, kind, line.period, line.run, line.by, _files(line))):
                item = QTableWidgetItem(text)
                item.setToolTip("\n".join(line.files) if column == len(_COLUMNS) - 1 else text)
                self.table.setItem(place, column, item)


def _files(line: PublishedLine) -> str:
    """`双周通报_2026-W48 .xlsx .html`."""
    stems = dict.fromkeys(Path(name).stem for name in line.files)
    return " ".join([*stems, *(Path(name).suffix for name in line.files)])


def standing(files: Sequence[str], folders: Sequence[Path]) -> Path | None:
    """The first of the files that stands in one of the folders."""
    return next((path for folder in folders for name in files if (path := folder / name).is_file()), None)
