"""Three figures and twelve weeks below the list; every figure opens the rows behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.tables.problem_query import ProblemQuery
from census_app.desktop.theme.look import colour, look, scaled, sized_font
from census_app.desktop.widgets.layout import Card, text_label
from census_app.desktop.widgets.week_bars import WeekBar, WeekBars

if TYPE_CHECKING:
    from census_app.reporting.week_flow import WeekFlow

_HEIGHT, _LOW_HEIGHT = 124, 56
_PADDING = 8
_UNKNOWN = "—"
FIGURES = ("urgent", "completion", "overdue")
ROWS_BEHIND = {
    "urgent": ProblemQuery(chosen={"severity": frozenset({"urgent"})}),
    "completion": ProblemQuery(chosen={"state": frozenset({"fixed"})}),
    "overdue": ProblemQuery(overdue=True),
}


class Figure(QAbstractButton):
    """A number over its words; a click asks for the rows behind it."""

    def __init__(self, tone: str) -> None:
        super().__init__()
        self._number, self._tone, self._low = "", tone, False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    def show_figure(self, number: str, words: str, note: str = "") -> None:
        """What it says; `note` on hover."""
        self._number = number
        self.setText(words)
        self.setToolTip(note)
        self.setAccessibleName(f"{words} {number} {note}".strip())
        self.updateGeometry()
        self.update()

    def set_low(self, low: bool) -> None:
        """Number and words side by side instead of one over the other."""
        self._low = low
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for both."""
        number, words = QFontMetrics(sized_font("figure", bold=True)), QFontMetrics(sized_font("secondary"))
        widths = (number.horizontalAdvance(self._number), words.horizontalAdvance(self.text()))
        if self._low:
            return QSize(sum(widths) + 3 * _PADDING, number.height() + _PADDING)
        width = max(widths)
        return QSize(width + 2 * _PADDING, number.height() + words.height() + _PADDING)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the number and its words; an unknown one is mute."""
        painter = QPainter(self)
        if self.underMouse() or self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colour("accent" if self.hasFocus() else "line"), 1))
            painter.setBrush(colour("hover"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        font = sized_font("figure", bold=True)
        top = QFontMetrics(font).height()
        painter.setFont(font)
        painter.setPen(colour("mute" if self._number == _UNKNOWN else self._tone))
        inside = QRectF(_PADDING, _PADDING / 2, self.width() - 2 * _PADDING, top)
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, self._number)
        painter.setFont(sized_font("secondary"))
        painter.setPen(colour("mute"))
        place = QRectF(_PADDING, _PADDING / 2 + top, inside.width(), self.height() - top - _PADDING)
        if self._low:
            left = 2 * _PADDING + QFontMetrics(font).horizontalAdvance(self._number)
            place = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()


class FiguresStrip(Card):
    """`asked(name)` when the rows of a figure are wanted."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__((16, 8, 16, 8), 0)
        tones = dict(zip(FIGURES, ("high", "accent", "mid"), strict=True))
        self.figures = {name: Figure(tone) for name, tone in tones.items()}
        for name, figure in self.figures.items():
            figure.clicked.connect(lambda _checked=False, one=name: self.asked.emit(one))
        self.bars = WeekBars()
        self.title = text_label(say("problems.strip.weeks"), "mute")
        self.chart = QWidget()
        chart = QVBoxLayout(self.chart)
        chart.setContentsMargins(16, 0, 0, 0)
        chart.setSpacing(4)
        chart.addWidget(self.title)
        chart.addWidget(self.bars, 1)
        line = QHBoxLayout()
        line.setSpacing(20)
        for figure in self.figures.values():
            line.addWidget(figure)
        line.addWidget(self.chart, 1)
        self.rest = QWidget()
        line.addWidget(self.rest, 1)
        self.body.addLayout(line)
        self.show_counts(None, None)
        self.show_weeks(())
        self.set_low(low=False)

    def set_low(self, low: bool) -> None:
        """In a low window only the figures stay."""
        self.chart.setVisible(not low)
        self.rest.setVisible(low)
        for figure in self.figures.values():
            figure.set_low(low)
        self.setFixedHeight(scaled(_LOW_HEIGHT if low else _HEIGHT))

    def show_counts(self, urgent: int | None, overdue: int | None) -> None:
        """How many open problems are urgent, and how many late."""
        for name, number in (("urgent", urgent), ("overdue", overdue)):
            shown = _UNKNOWN if number is None else count(number)
            self.figures[name].show_figure(shown, say(f"problems.strip.{name}"))

    def show_weeks(self, weeks: tuple[WeekFlow, ...]) -> None:
        """Twelve weeks; the completion is the newest week's."""
        newest = weeks[-1] if weeks else None
        share = newest.completion if newest else None
        shown = _UNKNOWN if share is None else f"{share:.1%}"
        note = say("problems.strip.no_completion")
        if newest is not None and share is not None:
            note = say("problems.strip.completion_note", fixed=count(newest.fixed or 0), due=count(newest.due or 0))
        self.figures["completion"].show_figure(shown, say("problems.strip.completion"), note)
        self.bars.show_weeks([_bar(one) for one in weeks])


def _bar(one: WeekFlow) -> WeekBar:
    number = one.week.partition("-W")[2].lstrip("0") or one.week
    label = say("problems.strip.week", week=number)
    if one.came is None or one.fixed is None:
        return WeekBar(label, None, None, say("problems.strip.no_run", week=one.week))
    name = "problems.strip.first" if one.first else "problems.strip.told"
    note = say(name, week=one.week, came=count(one.came), fixed=count(one.fixed), standing=count(one.standing or 0))
    return WeekBar(label, one.came, one.fixed, note)
