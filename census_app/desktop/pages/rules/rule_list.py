"""The rules at the left: searched by number, name, field or initials, narrowed by category and by what needs care."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from census_app.desktop.core_words import worded
from census_app.desktop.language import count, label, say
from census_app.desktop.pages.rules.reads import RuleLine
from census_app.desktop.pinyin import matches
from census_app.desktop.tables.paged_model import Index
from census_app.desktop.theme.look import colour, scaled, sized_font
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.chips import CHIP_HEIGHT, SEVERITY_TONE, FacetChip, chip_width, paint_chip
from census_app.desktop.widgets.layout import Card, FlowLayout, text_label

WIDTH = 292
_ROW = 52
_LINE = int(Qt.ItemDataRole.UserRole)
_NO_INDEX = QModelIndex()
_LOW_SHARE = 0.8
_MARGIN = 10
_BROKEN = 8
"""Characters that the first of two lines may lose to where words break."""


class RuleModel(QAbstractListModel):
    """The rules that fit, in the order given."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[RuleLine] = []

    def show(self, lines: list[RuleLine]) -> None:
        """Other rules."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Rules that fit."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """The title; the delegate asks for the line."""
        line = self.lines[index.row()]
        if role == _LINE:
            return line
        if role in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole)):
            return f"{line.id} {line.title}"
        return None


class _Lines(QStyledItemDelegate):
    """A title that is too long for one line has two: English ones often are."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        line: RuleLine = index.data(_LINE)
        return QSize(100, scaled(_ROW) + _second_line(line.title, self._view.viewport().width() - 2 * _MARGIN))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = QRectF(paint_ground(painter, option)).adjusted(_MARGIN, 0, -_MARGIN, 0)
        line: RuleLine = index.data(_LINE)
        painter.setFont(sized_font("body", bold=True))
        painter.setPen(colour("text" if line.status == "published" else "mute"))
        more = _second_line(line.title, box.width())
        room = QRectF(box.x(), box.y() + scaled(5), box.width(), 20 + more)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, _held(line.title, room))
        painter.setFont(sized_font("secondary"))
        painter.setPen(colour("mute"))
        lower = QRectF(box.x(), box.y() + scaled(26) + more, box.width(), CHIP_HEIGHT)
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, line.id)
        word = label("severity", line.severity)
        left = box.x() + QFontMetrics(painter.font()).horizontalAdvance(line.id) + 8
        chip = QRectF(left, lower.y(), chip_width(word), CHIP_HEIGHT)
        paint_chip(painter, chip, word, SEVERITY_TONE.get(line.severity, "mute"))
        if line.draft:
            word, left = say("rules.draft"), chip.right() + 6
            paint_chip(painter, QRectF(left, lower.y(), chip_width(word), CHIP_HEIGHT), word, "low")
        painter.setFont(sized_font("secondary"))
        low = line.demote or (line.share is not None and line.share < _LOW_SHARE)
        painter.setPen(colour("mid" if low else "mute"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(lower, right, line_figures(line))


def _second_line(title: str, width: float) -> int:
    """How much higher a row is for the rest of its title."""
    metrics = QFontMetrics(sized_font("body", bold=True))
    return metrics.lineSpacing() if metrics.horizontalAdvance(title) > width else 0


def _held(title: str, room: QRectF) -> str:
    """As much of the title as two lines hold, where words break as they do; the rest is dots."""
    metrics = QFontMetrics(sized_font("body", bold=True))
    width = int(2 * room.width() - _BROKEN * metrics.averageCharWidth())
    return metrics.elidedText(title, Qt.TextElideMode.ElideRight, width)


def line_figures(line: RuleLine) -> str:
    """命中 and 准, each only when known; a rule to be demoted says so in their place."""
    hits = say("rules.hits", number=count(line.hits)) if line.hits is not None else say("rules.not_run")
    share = say("rules.share", share=f"{line.share:.0%}") if line.share is not None else ""
    if line.demote:
        return f"{share}  {say('rules.demote')}".strip()
    return f"{hits}  {share}".strip()


class RuleList(Card):
    """`chosen(rule)` when another one is looked at."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__((10, 12, 6, 8), 8)
        self._all: list[RuleLine] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText(say("rules.find"))
        self.category = QComboBox()
        self.category.setAccessibleName(say("rules.category"))
        self.chips = {name: FacetChip(say(f"rules.only.{name}")) for name in ("all", "urgent", "hits", "low", "draft")}
        flow = FlowLayout(6)
        for name, chip in self.chips.items():
            chip.clicked.connect(lambda _checked=False, only=name: self.narrow(only))
            flow.addWidget(chip)
        self.only = "all"
        self.model = RuleModel()
        self.model.setParent(self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Lines(self.view))
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.view.setAccessibleName(say("page.rules"))
        self.none = text_label(say("rules.none_fit"), "mute-body", wrap=True)
        self.body.addWidget(self.field)
        self.body.addWidget(self.category)
        self.body.addLayout(flow)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.none)
        self.field.textChanged.connect(lambda _text: self._fill())
        self.field.returnPressed.connect(self.view.setFocus)
        self.category.currentIndexChanged.connect(lambda _place: self._fill())
        self.view.selectionModel().currentChanged.connect(lambda now, _before: self._choose(now))

    def show_rules(self, lines: list[RuleLine], wanted: str = "") -> None:
        """Other rules; `wanted` is looked at first."""
        self._all = lines
        chosen = self.category.currentData() or ""
        self.category.blockSignals(True)
        self.category.clear()
        self.category.addItem(say("rules.every_category"), "")
        for name in dict.fromkeys(line.category for line in lines):
            number = sum(line.category == name for line in lines)
            self.category.addItem(f"{worded(name)}  {number}", name)
        self.category.setCurrentIndex(max(0, self.category.findData(chosen)))
        self.category.blockSignals(False)
        self._fill(wanted)

    def mark_draft(self, rule_id: str, draft: bool) -> None:
        """The rule has a draft, or has none any more."""
        self._all = [replace(line, draft=draft) if line.id == rule_id else line for line in self._all]
        self._fill()

    def narrow(self, only: str) -> None:
        """Only the urgent ones, those with hits, those of low precision, or all."""
        self.only = only
        self._fill()

    def _fits(self, line: RuleLine, only: str) -> bool:
        return {
            "all": True,
            "urgent": line.severity == "urgent",
            "hits": bool(line.hits),
            "low": line.demote or (line.share is not None and line.share < _LOW_SHARE),
            "draft": line.draft,
        }[only]

    def _fill(self, wanted: str = "") -> None:
        wanted = wanted or self.current()
        words, category = self.field.text().strip(), self.category.currentData() or ""
        found = [
            line
            for line in self._all
            if (not category or line.category == category)
            and (not words or words.lower() in line.words.lower() or matches(words, f"{line.id} {line.title}"))
        ]
        for name, chip in self.chips.items():
            number = sum(self._fits(line, name) for line in found)
            chip.show_text(f"{say(f'rules.only.{name}')} {number}", name == self.only)
        shown = [line for line in found if self._fits(line, self.only)]
        self.model.show(shown)
        self.none.setVisible(not shown)
        place = next((place for place, line in enumerate(shown) if line.id == wanted), 0)
        if shown:
            self.view.setCurrentIndex(self.model.index(place, 0))
            self.view.scrollTo(self.model.index(place, 0))

    def current(self) -> str:
        """The rule looked at; empty when none is."""
        place = self.view.currentIndex().row()
        return self.model.lines[place].id if 0 <= place < len(self.model.lines) else ""

    def step(self, step: int) -> None:
        """The next or previous rule."""
        rows = self.model.rowCount()
        if rows:
            place = max(0, min(rows - 1, self.view.currentIndex().row() + step))
            self.view.setCurrentIndex(self.model.index(place, 0))

    def _choose(self, now: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(self.current())
