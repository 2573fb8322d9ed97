"""The columns of the queue, and how their cells are painted."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from census_app.desktop.language import label, say
from census_app.desktop.pages.rectify.rows import WorkRow, due_words
from census_app.desktop.tables.paged_model import Index, PagedColumn, PagedModel
from census_app.desktop.theme.look import advance, colour, sized_font
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.chips import CHIP_HEIGHT, SEVERITY_TONE, chip_width, paint_chip

MARK_TONE = {"own": "mute", "conflict": "mid", "second": "low"}
NARROW_HIDDEN = ("rule",)
LEAST_STRETCH = 180
_TONES = {"severity": SEVERITY_TONE, "mark": MARK_TONE}
_QUIET = ("rule", "proof")
_CHIP_ROOM, _HEADING_ROOM, _PADDING = 18, 18, 9


def work_columns() -> list[PagedColumn]:
    """Eight columns; whose record, what was said and the proof may elide with the whole on hover."""
    today = date.today()

    def column(name: str, width: int, text: Any, **more: Any) -> PagedColumn:
        heading = say(f"rectify.column.{name}")
        room = advance(heading, "body", bold=True) + _HEADING_ROOM
        room = max(room, more.pop("chips", 0))
        return PagedColumn(name, heading, text, width, WorkRow._fields.index(name), room=room, **more)

    severities = max(chip_width(label("severity", name)) for name in SEVERITY_TONE) + _CHIP_ROOM
    marks = max(chip_width(say(f"rectify.mark.{name}")) for name in MARK_TONE) + _CHIP_ROOM
    return [
        column("severity", 0, lambda row: label("severity", row.severity), chips=severities),
        column("rule", 60, lambda row: row.rule, measured=True),
        column("customer", 168, lambda row: row.customer or "—", elides=True),
        column("says", 200, lambda row: row.says, elides=True, stretch=True),
        column("mark", 0, lambda row: say(f"rectify.mark.{row.mark}") if row.mark else "", chips=marks),
        column("people", 78, lambda row: row.people or "—", elides=True),
        column("proof", 92, lambda row: row.proof or "—", elides=True),
        column("due", 80, lambda row: due_words(row.due, today)[0], right=True, measured=True),
    ]


class WorkDelegate(QStyledItemDelegate):
    """Chips for severity and mark; a deadline that presses is red and bold, with the word."""

    def __init__(self, model: PagedModel) -> None:
        super().__init__(model)
        self._model = model
        self._today = date.today()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground of the chosen row, then chip or text."""
        rect = paint_ground(painter, option)
        column, entry = self._model.columns[index.column()], self._model.entry(index.row())
        if entry is None:
            return
        raw, text = str(entry[0][column.raw] or ""), entry[1][index.column()]
        if column.id in _TONES:
            if text:
                tone = _TONES[column.id].get(raw, "mute")
                top = rect.center().y() - CHIP_HEIGHT / 2 + 0.5
                paint_chip(painter, QRectF(rect.x() + _PADDING, top, chip_width(text), CHIP_HEIGHT), text, tone)
            return
        late = column.id == "due" and due_words(raw, self._today)[1]
        painter.setFont(sized_font("body", bold=late))
        painter.setPen(colour("high" if late else "mute" if column.id in _QUIET else "text"))
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        if column.elides:
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | side, text)
