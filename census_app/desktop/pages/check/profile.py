"""Which rules are slow: measured on a sample, the slowest first, with the share each has of the whole."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QVBoxLayout, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.tables.paged_model import RAW_ROLE, Index, ListedRows, PagedColumn, PagedModel
from census_app.desktop.widgets.bars import paint_bar
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.cell_delegate import CellDelegate
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.layout import Card, row, text_label


class _Lines(CellDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if self._model.columns[index.column()].id != "bar":
            super().paint(painter, option, index)
            return
        box = QRectF(paint_ground(painter, option)).adjusted(9, 0, -9, 0)
        paint_bar(painter, QRectF(box.x(), box.center().y() - 3, box.width(), 7), float(index.data(RAW_ROLE) or 0))


class ProfileView(QWidget):
    """`show_result` takes the JSON of `check --profile`."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        card = Card((16, 10, 8, 8), 8)
        back = Button(say("check.compare.back"), "Esc")
        back.clicked.connect(self.left)
        self.note = text_label("", "mute", wrap=True)
        card.body.addLayout(row(text_label(say("check.profile.title"), "heading"), None, back))
        card.body.addWidget(self.note)
        self.model = PagedModel(
            [
                PagedColumn("rule_id", say("facets.rule_id"), lambda one: one[0], 64, 0),
                PagedColumn("title", say("check.column.title"), lambda one: one[1], 200, 1, elides=True, stretch=True),
                PagedColumn("table", say("check.running.table"), lambda one: one[2], 130, 2, elides=True),
                PagedColumn("rows", say("check.profile.rows"), lambda one: count(one[3]), 90, 3, right=True),
                PagedColumn("seconds", say("check.profile.seconds"), lambda one: one[7] or f"{one[4]:.3f}", 80, 4,
                            right=True),
                PagedColumn("share", say("check.profile.share"), lambda one: f"{one[5]:.0%}", 60, 5, right=True),
                PagedColumn("bar", "", lambda _one: "", 110, 6),
            ]
        )  # fmt: skip
        self.table = ProblemTable(self.model, narrow_hidden=("bar",), kept_as="profile")
        self.table.setItemDelegate(_Lines(self.model, strong=("seconds",), quiet=("rule_id",)))
        self.table.setAccessibleName(say("check.profile.title"))
        card.body.addWidget(self.table, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def show_result(self, result: dict[str, Any]) -> None:
        """All rules that were timed."""
        found = [one for one in result.get("rules", ()) if isinstance(one, dict)]
        slowest = max((float(one["seconds"]) for one in found), default=0.0) or 1.0
        rows = [
            (one["rule"], one["title"], one["table_name"], int(one["rows"]), float(one["seconds"]), float(one["share"]),
             float(one["seconds"]) / slowest, say("check.profile.error") if one.get("error") else "")
            for one in found
        ]  # fmt: skip
        self.note.setText(
            say("check.profile.note", sample=count(int(result.get("sample") or 0)), snapshot=result.get("snapshot", ""))
        )
        self.model.show(ListedRows(rows), len(rows))
        self.table.fit()
