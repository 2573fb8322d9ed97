"""The customer's problems: a short list, the chosen one's evidence below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from census_app.desktop.language import label, say
from census_app.desktop.pages.problems.columns import rule_title
from census_app.desktop.pages.problems.evidence import EvidencePanel
from census_app.desktop.reads import Reader
from census_app.desktop.session import WorkspaceFacts
from census_app.desktop.tables.paged_model import Index
from census_app.desktop.tables.problem_query import LIVE_STATES
from census_app.desktop.theme.look import colour, scaled, sized_font
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.chips import (
    CHIP_HEIGHT,
    SEVERITY_TONE,
    STATE_TONE,
    FacetChip,
    chip_width,
    paint_chip,
)
from census_app.desktop.widgets.layout import Card, row, rule_line, set_role, text_label
from census_app.desktop.widgets.photo_strip import PhotoStrip
from census_app.desktop.widgets.photo_viewer import ViewedPhoto

_ROW = 32
_MOST_ROWS = 5
_RECORD = int(Qt.ItemDataRole.UserRole)
_RULE_WIDTH = 52


class _Lines(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, scaled(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = QRectF(paint_ground(painter, option)).adjusted(8, 0, -8, 0)
        record: dict[str, Any] = index.data(_RECORD)
        top = box.center().y() - CHIP_HEIGHT / 2
        severity, state = str(record["severity"]), str(record["state"])
        first = max(chip_width(label("severity", name)) for name in SEVERITY_TONE)
        text = label("severity", severity)
        paint_chip(
            painter, QRectF(box.x(), top, chip_width(text), CHIP_HEIGHT), text, SEVERITY_TONE.get(severity, "mute")
        )
        text = label("state", state)
        width = chip_width(text)
        paint_chip(painter, QRectF(box.right() - width, top, width, CHIP_HEIGHT), text, STATE_TONE.get(state, "mute"))
        painter.setFont(sized_font("body"))
        painter.setPen(colour("mute"))
        x = box.x() + first + 8
        painter.drawText(
            QRectF(x, box.y(), _RULE_WIDTH, box.height()), Qt.AlignmentFlag.AlignVCenter, record["rule_id"]
        )
        painter.setPen(colour("text" if state in LIVE_STATES else "mute"))
        room = QRectF(x + _RULE_WIDTH, box.y(), box.right() - width - 10 - x - _RULE_WIDTH, box.height())
        shown = QFontMetrics(painter.font()).elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class ProblemsCard(Card):
    """`chosen(record)` when another problem is looked at; closed ones are shown on demand."""

    chosen = Signal(object)

    def __init__(self, buttons: Mapping[str, ActionButton], photos: Reader) -> None:
        super().__init__((8, 12, 1, 8), 6)
        self._problems: list[dict[str, Any]] = []
        self._facts: WorkspaceFacts | None = None
        self.note = text_label("", "mute")
        self.closed = FacetChip(say("customer.with_closed"), chosen=False)
        self.closed.clicked.connect(self._toggle)
        head = row(8, text_label(say("customer.problems"), "heading"), self.note, None, self.closed, 8)
        self.body.addLayout(head)
        self.list = QListWidget()
        self.list.setItemDelegate(_Lines(self.list))
        self.list.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.list.setAccessibleName(say("customer.problems"))
        self.list.setMouseTracking(True)
        self.list.currentItemChanged.connect(lambda _now, _before: self._choose())
        self.none = text_label(say("customer.no_problems"), "mute-body", wrap=True)
        self.none.setContentsMargins(8, 0, 8, 0)
        self.none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.line = rule_line()
        self.panel = EvidencePanel()
        self.panel.setObjectName("")
        self.panel.setMinimumWidth(0)
        self.since = text_label("", "mid", wrap=True)
        self.since.setContentsMargins(8, 0, 8, 0)
        self.waiting = text_label("", "mute", wrap=True)
        self.waiting.setContentsMargins(8, 0, 8, 0)
        self.strip = PhotoStrip(photos)
        self._compact = False
        self._buttons = buttons
        for widget in (self.list, self.none, self.since, self.line):
            self.body.addWidget(widget)
        self.body.addWidget(self.panel, 1)
        holder = row(8, self.strip, 8)
        self.body.addLayout(holder)
        self.body.addWidget(self.waiting)
        self.judging = QWidget()
        self.judging.setLayout(row(8, *buttons.values(), None, spacing=6))
        self.body.addWidget(self.judging)
        self.show_since("")
        self.show_review(None)

    def show_since(self, text: str) -> None:
        """Since when the accused values are as they are; nothing while nobody knows."""
        self.since.setText(text)
        self.since.setVisible(bool(text))

    def show_review(self, waiting: tuple[bool, str] | None) -> None:
        """Whether the chosen problem waits for review: (may one decide, what is said about it); None: it does not."""
        for name in ("pass_review", "return_review"):
            self._buttons[name].setVisible(waiting is not None)
        self._buttons["confirm_problem"].setVisible(waiting is None)
        self.waiting.setText(waiting[1] if waiting is not None else "")
        self.waiting.setVisible(bool(self.waiting.text()))
        set_role(self.waiting, "mute" if waiting is None or waiting[0] else "mid")

    def show_photos(self, photos: Sequence[ViewedPhoto]) -> None:
        """The pictures of the customer's tasks."""
        self.strip.show_photos(photos)
        self.set_compact(self._compact)

    def set_compact(self, compact: bool) -> None:
        """In the narrow and the low form the pictures are behind their key."""
        self._compact = compact
        self.strip.setVisible(bool(self.strip.photos) and not compact)

    def show_problems(self, problems: list[dict[str, Any]], facts: WorkspaceFacts | None, wanted: str = "") -> None:
        """Another customer; `wanted` is the number to look at first."""
        self._problems, self._facts = problems, facts
        live = [one for one in problems if one["state"] in LIVE_STATES]
        self.note.setText(say("customer.problems_note", number=len(problems), live=len(live)))
        asked = next((one for one in problems if one["problem_no"] == wanted), None)
        everything = not live or (asked is not None and asked not in live)
        self.closed.show_text(say("customer.with_closed"), everything)
        self.closed.setVisible(0 < len(live) < len(problems))
        self._fill(wanted)

    def _toggle(self) -> None:
        record = self.record()
        self.closed.show_text(say("customer.with_closed"), not self.closed.chosen)
        self._fill(str(record["problem_no"]) if record else "")

    def _fill(self, wanted: str) -> None:
        shown = [one for one in self._problems if self.closed.chosen or one["state"] in LIVE_STATES]
        self.list.blockSignals(True)
        self.list.clear()
        for record in shown:
            title = self._title(record)
            item = QListWidgetItem(title)
            item.setData(_RECORD, record)
            item.setToolTip(f"{record['rule_id']} {title}")
            self.list.addItem(item)
        place = next((place for place, one in enumerate(shown) if one["problem_no"] == wanted), 0)
        self.list.setCurrentRow(place)
        self.list.blockSignals(False)
        self.list.setFixedHeight(scaled(_ROW) * min(_MOST_ROWS, len(shown)) + 2)
        for widget in (self.list, self.line, self.panel):
            widget.setVisible(bool(shown))
        self.none.setVisible(not shown)
        self.body.setStretchFactor(self.panel, 1 if shown else 0)
        self.body.setStretchFactor(self.none, 0 if shown else 1)
        self._choose()

    def _title(self, record: dict[str, Any]) -> str:
        return rule_title(self._facts, str(record["rule_id"]), str(record["rule_title"] or ""))

    def record(self) -> dict[str, Any] | None:
        """The problem looked at."""
        item = self.list.currentItem()
        return dict(item.data(_RECORD)) if item is not None else None

    def _choose(self) -> None:
        record = self.record()
        if record is None:
            self.panel.show_nothing()
        else:
            self.panel.show_record(record, self._facts)
        self.chosen.emit(record)
