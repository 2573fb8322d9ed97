"""The columns of the task list, and how their cells are painted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from census_app.desktop.language import label, say
from census_app.desktop.pages.problems.columns import short_date
from census_app.desktop.pages.tasks.query import TaskRow
from census_app.desktop.tables.paged_model import RAW_ROLE, Index, PagedColumn, PagedModel
from census_app.desktop.theme.look import advance, colour, sized_font
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.chips import CHIP_HEIGHT, SEVERITY_TONE, chip_width, paint_chip

TASK_TONE = {
    "dispatched": "low",
    "unreached": "mid",
    "surveyed": "mid",
    "returned": "high",
    "accepted": "ok",
    "recalled": "mute",
    "merged": "mute",
    "split": "mute",
}
TASK_KINDS = ("visit", "call", "desk")
NARROW_HIDDEN = ("severity", "kind")
LEAST_STRETCH = 120
_CHIP_ROOM, _HEADING_ROOM, _PADDING = 18, 18, 9
_TONES = {"state": TASK_TONE, "severity": SEVERITY_TONE}
_QUIET = ("task_no", "unit_name", "kind")


def day_words(day: str, route: int) -> str:
    """`11-24 第 3 户`."""
    if not day:
        return say("tasks.no_day")
    return say("tasks.walk", day=short_date(day), route=route) if route else short_date(day)


def task_columns() -> list[PagedColumn]:
    """Eleven columns; customer, unit, person and remarks may elide with the whole on hover."""

    def column(name: str, width: int, text: Any, raw: str = "", **more: Any) -> PagedColumn:
        heading = say(f"tasks.column.{name}")
        room = advance(heading, "body", bold=True) + _HEADING_ROOM
        room = max(room, more.pop("chips", 0))
        return PagedColumn(name, heading, text, width, TaskRow._fields.index(raw or name), room=room, **more)

    states = max(chip_width(label("task_state", name)) for name in TASK_TONE) + _CHIP_ROOM
    severities = max(chip_width(label("severity", name)) for name in SEVERITY_TONE) + _CHIP_ROOM
    return [
        column("state", 0, lambda row: label("task_state", row.state), chips=states),
        column("task_no", 96, lambda row: row.task_no, measured=True),
        column("kind", 52, lambda row: label("task_kind", row.kind)),
        column("severity", 0, lambda row: label("severity", row.severity), chips=severities),
        column("customer", 96, lambda row: row.subject, measured=True),
        column("unit_name", 100, lambda row: row.unit_name, elides=True, keeps_end=True),
        column("surveyor", 84, lambda row: row.surveyor_name or say("tasks.nobody"), elides=True, measured=True),
        column("day", 104, lambda row: day_words(row.day, row.route), measured=True),
        column("due", 64, lambda row: short_date(row.due) or "—", right=True),
        column("problems", 60, lambda row: f"{row.open_problems}/{row.problems}" if row.problems else "—", right=True),
        column("marks", 120, lambda row: row.marks, elides=True, stretch=True),
    ]


class TaskDelegate(QStyledItemDelegate):
    """Chips for state and severity; overdue dates red, missing people amber, both with the word."""

    def __init__(self, model: PagedModel) -> None:
        super().__init__(model)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground of the chosen row, then chip or text."""
        rect = paint_ground(painter, option)
        column, text = self._model.columns[index.column()], str(index.data() or "")
        if column.id in _TONES:
            if text:
                tone = _TONES[column.id].get(str(index.data(RAW_ROLE)), "mute")
                top = rect.center().y() - CHIP_HEIGHT / 2 + 0.5
                paint_chip(painter, QRectF(rect.x() + _PADDING, top, chip_width(text), CHIP_HEIGHT), text, tone)
            return
        tone = self._tone(column.id, index)
        painter.setFont(sized_font("body", bold=tone == "high"))
        painter.setPen(colour(tone))
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        shown = self._model.cut(column, text, painter.fontMetrics(), inner.width()) if column.elides else text
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | side, shown)

    def _tone(self, column: str, index: Index) -> str:
        row = self._model.row(index.row())
        if row is not None and column == "due" and row[TaskRow._fields.index("overdue")]:
            return "high"
        if row is not None and column == "surveyor" and row[TaskRow._fields.index("nobody")]:
            return "mid"
        if column == "marks":
            return "mid"
        return "mute" if column in _QUIET else "text"
