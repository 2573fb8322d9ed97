"""The rules of a run with their counts: wrong first, what could not be judged in its own look."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from census_app.desktop.language import count, label, say
from census_app.desktop.tables.paged_model import Index
from census_app.desktop.theme.look import advance, colour, scaled, sized_font
from census_app.desktop.widgets.bars import paint_bar
from census_app.desktop.widgets.cells import paint_ground

_VERDICTS = ("wrong", "right", "out_of_scope", "cannot_judge", "error")
_COLUMNS = ("rule", "title", "share", *_VERDICTS, "reasons")
_WIDTHS = {"rule": 72, "share": 90, **dict.fromkeys(_VERDICTS, 74)}
_NO_INDEX = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ENTRY = int(Qt.ItemDataRole.UserRole)
_ROW = 30
_HEADING_ROOM = 20


@dataclass(frozen=True)
class RuleCounts:
    """A rule and its five counts."""

    rule_id: str
    title: str
    numbers: dict[str, int]
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def why(self) -> str:
        """The reasons of what could not be judged, the commonest first."""
        return "  ".join(f"{reason_text(reason)} {count(number)}" for reason, number in self.reasons.items())


def reason_text(reason: str) -> str:
    """A reason in words; a rule that waits for another names it."""
    kind, _, rule = reason.partition(":")
    return f"{label('reason', kind)} {rule}".strip()


class RuleCountsModel(QAbstractTableModel):
    """At most a few hundred rules, most wrong first."""

    def __init__(self, entries: list[RuleCounts]) -> None:
        super().__init__()
        self._entries = sorted(entries, key=lambda entry: (-entry.numbers.get("wrong", 0), entry.rule_id))
        self.most = max((entry.numbers.get("wrong", 0) for entry in entries), default=0)

    def entry(self, line: int) -> RuleCounts:
        """The rule in a line."""
        return self._entries[line]

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """One line per rule."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """Rule, title, bar and five counts."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Headings."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _DISPLAY:
            return say(f"check.column.{_COLUMNS[section]}")
        if role == int(Qt.ItemDataRole.TextAlignmentRole) and _COLUMNS[section] in _VERDICTS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Texts; the delegate asks for the entry."""
        entry, name = self._entries[index.row()], _COLUMNS[index.column()]
        if role == _ENTRY:
            return entry
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return {"title": entry.title, "reasons": entry.why}.get(name) or None
        if role != _DISPLAY:
            return None
        if name in _VERDICTS:
            return count(entry.numbers.get(name, 0))
        return {"rule": entry.rule_id, "title": entry.title, "reasons": entry.why}.get(name, "")


class _RuleLines(QStyledItemDelegate):
    def __init__(self, model: RuleCountsModel) -> None:
        super().__init__(model)
        self._most = model.most

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = paint_ground(painter, option)
        entry: RuleCounts = index.data(_ENTRY)
        name, text = _COLUMNS[index.column()], str(index.data() or "")
        box = QRectF(rect).adjusted(9, 0, -9, 0)
        if name == "share":
            share = entry.numbers.get("wrong", 0) / self._most if self._most else 0.0
            paint_bar(painter, QRectF(box.x(), box.center().y() - 3, box.width(), 7), share)
            return
        number = entry.numbers.get(name, 0)
        tone = (
            "mute"
            if name in ("rule", "reasons") or (name in _VERDICTS and (number == 0 or name != "wrong"))
            else "text"
        )
        if name == "error" and number:
            tone = "high"
        painter.setFont(sized_font("body", bold=name == "wrong" and number > 0))
        painter.setPen(colour(tone))
        side = Qt.AlignmentFlag.AlignRight if name in _VERDICTS else Qt.AlignmentFlag.AlignLeft
        shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)


class RuleTable(QTableView):
    """Fixed rows; the title takes the rest."""

    def __init__(self, entries: list[RuleCounts]) -> None:
        super().__init__()
        model = RuleCountsModel(entries)
        self.entry = model.entry
        model.setParent(self)
        self.setModel(model)
        self.setItemDelegate(_RuleLines(model))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(scaled(_ROW))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, name in enumerate(_COLUMNS):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
            heading = advance(say(f"check.column.{name}"), "body", bold=True)
            header.resizeSection(place, max(_WIDTHS.get(name, 200), heading + _HEADING_ROOM))
        for name in ("title", "reasons"):
            header.setSectionResizeMode(_COLUMNS.index(name), QHeaderView.ResizeMode.Stretch)
