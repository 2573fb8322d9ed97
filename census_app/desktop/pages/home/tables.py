"""The two lower cards: rules with most new problems, and how fresh the data are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from census_app.desktop.core_words import worded
from census_app.desktop.language import count, label, say
from census_app.desktop.theme.look import look, unscaled
from census_app.desktop.widgets.bars import paint_bar
from census_app.desktop.widgets.buttons import ActionButton, LinkButton
from census_app.desktop.widgets.chips import SEVERITY_TONE, Chip
from census_app.desktop.widgets.layout import Card, ElidedLabel, clear_layout, row, scrolling, text_label, titled

if TYPE_CHECKING:
    from census_app.reporting.week_board import WeekBoard
    from census_app.reporting.week_board.model import RuleNews

_LOW_SHARE = 0.8
_WIDE = 520
_TONES = {
    "complete": "ok",
    "partial": "mid",
    "inherited": "low",
    "partly_inherited": "low",
    "stale": "mid",
    "absent": "high",
}


class _Bar(QWidget):
    def __init__(self, share: float) -> None:
        super().__init__()
        self._share = share
        self.setAccessibleName(f"{share:.0%}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(90, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_bar(painter, QRectF(0, 7, self.width(), 7), self._share)
        painter.end()


def _scrolled(card: Card) -> QGridLayout:
    inside = QWidget()
    grid = QGridLayout(inside)
    grid.setContentsMargins(0, 0, 8, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    area = scrolling(inside)
    card.body.addWidget(area, 1)
    return grid


class NewsCard(Card):
    """`opened(rule)` leads to its problems."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__((16, 12, 8, 10))
        self.note = ElidedLabel("", "mute")
        head = row(text_label(say("home.news"), "heading"), self.note, spacing=10)
        head.setStretch(1, 1)
        self.body.addLayout(head)
        self.grid = _scrolled(self)
        self.grid.setColumnStretch(2, 1)
        self._bars: list[_Bar] = []

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the names of the rules need it more than the bars."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        for bar in self._bars:
            bar.setVisible(unscaled(self.width()) >= _WIDE)

    def show_board(self, board: WeekBoard, title: Callable[[str, str], str]) -> None:
        """Ten rules at most; `title` names a rule."""
        clear_layout(self.grid)
        self._bars = []
        self.note.setText(say("home.news_note", run=board.previous) if board.previous else say("home.news_first"))
        if not board.news:
            self.grid.addWidget(text_label(say("home.no_news"), "mute-body", wrap=True), 0, 0, 1, 7)
            self.grid.setRowStretch(1, 1)
            return
        for column, name in enumerate(("severity", "rule", "problem", "", "new", "change", "precision")):
            if name:
                side = Qt.AlignmentFlag.AlignRight if column > 3 else Qt.AlignmentFlag.AlignLeft
                self.grid.addWidget(text_label(say(f"home.column.{name}"), "mute"), 0, column, side)
        most = max(one.new for one in board.news)
        for line, one in enumerate(board.news, start=1):
            self._line(line, one, most, title(one.rule_id, one.title))
        self._make_room()
        self.grid.setRowStretch(len(board.news) + 1, 1)

    def _line(self, line: int, one: RuleNews, most: int, title: str) -> None:
        right = Qt.AlignmentFlag.AlignRight
        self.grid.addWidget(Chip(label("severity", one.severity), SEVERITY_TONE.get(one.severity, "mute")), line, 0)
        link = LinkButton(one.rule_id)
        link.clicked.connect(lambda _checked=False: self.opened.emit(one.rule_id))
        self.grid.addWidget(link, line, 1)
        self.grid.addWidget(ElidedLabel(title), line, 2)
        self._bars.append(_Bar(one.new / most if most else 0.0))
        self.grid.addWidget(self._bars[-1], line, 3)
        self.grid.addWidget(text_label(count(one.new), "strong"), line, 4, right)
        change = "—" if one.before is None else f"{one.new - one.before:+,}" if one.new != one.before else "0"
        self.grid.addWidget(text_label(change, "mute-body"), line, 5, right)
        shown = _precision_label(one)
        shown.setToolTip(worded(one.precision))
        self.grid.addWidget(shown, line, 6, right)


def _precision_label(one: RuleNews) -> QWidget:
    """How much of what the rule found was real; that it should be demoted is said in words."""
    share = "" if one.share is None else f"{one.share:.0%}"
    if one.demote:
        return text_label(" ".join(filter(None, (share, say("rules.demote")))), "mid")
    if one.share is None:
        return text_label(say("home.few"), "mute")
    return text_label(share, "mid" if one.share < _LOW_SHARE else "")


class FreshnessCard(Card):
    """Tables that need care first; what nobody delivered; how many rules that stops."""

    def __init__(self, go: ActionButton) -> None:
        super().__init__((16, 12, 8, 10))
        self.body.addLayout(titled(say("home.freshness"), say("home.freshness_note")))
        self.grid = _scrolled(self)
        self.grid.setColumnStretch(0, 1)
        self.unable = text_label("", "mid", wrap=True)
        line = row(spacing=8)
        line.addWidget(self.unable, 1)
        line.addWidget(go)
        self.body.addLayout(line)

    def show_board(self, board: WeekBoard) -> None:
        """One line per table."""
        clear_layout(self.grid)
        for column, name in enumerate(("table", "date", "age", "units", "state")):
            self.grid.addWidget(text_label(say(f"home.column.{name}"), "mute"), 0, column)
        lines = [
            (
                worded(one.name), one.date[5:], _age(one.days),
                say("home.units", units=one.units, all=one.all_units) if one.units is not None else "—", one.state,
            )
            for one in board.freshness
        ]  # fmt: skip
        lines += [(worded(name), "—", say("home.never"), "—", "absent") for name in board.missing]
        for line, (name, date, age, units, state) in enumerate(lines, start=1):
            self.grid.addWidget(ElidedLabel(name), line, 0)
            for column, text in enumerate((date, age, units), start=1):
                self.grid.addWidget(text_label(text, "" if column == 1 else "mute-body"), line, column)
            self.grid.addWidget(Chip(say(f"home.state.{state}"), _TONES[state]), line, 4)
        self.grid.setRowStretch(len(lines) + 1, 1)
        rules, records = board.unable_rules, count(board.unable_records)
        self.unable.setText(say("home.unable", rules=rules, records=records) if rules else "")


def _age(days: int) -> str:
    """How much older than the archive's newest day; a register may be newer."""
    if not days:
        return say("home.same_day")
    return say("home.days", days=days) if days > 0 else say("home.days_newer", days=-days)
