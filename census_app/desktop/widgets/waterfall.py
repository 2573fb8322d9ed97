"""How a weight adds up: a bar from where the sum stood to where it stands, line by line."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from census_app.desktop.theme.look import colour, look, scaled, sized_font

_RADIUS = 2.0
_BAR = 11
_NUMBER = 52
_LEAST_BAR = 64


@dataclass(frozen=True)
class WaterfallLine:
    """One part of the sum: `bits` moves it, None says that the part has no evidence; `total` draws it from zero."""

    name: str
    said: str
    bits: float | None
    total: bool = False


@dataclass(frozen=True)
class Mark:
    """A dashed line at a sum, with its word."""

    at: float
    text: str


class Waterfall(QWidget):
    """Names and what is said at the left, bars in the middle, bits at the right; lines are `row` high.

    What is said takes no more than `said_share` of the width; what is cut there is told under the mouse.
    """

    def __init__(self, row: int = 24, said_share: float = 0.5) -> None:
        super().__init__()
        self._line_height, self._said_share = row, said_share
        self._lines: list[WaterfallLine] = []
        self._marks: list[Mark] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look().changed.connect(self._fit)

    def show_lines(self, lines: list[WaterfallLine], marks: list[Mark] | None = None) -> None:
        """Other parts and marks."""
        self._lines, self._marks = lines, marks or []
        self.setAccessibleName("；".join(f"{line.name} {signed(line.bits)} {line.said}" for line in lines))
        self._fit()

    @property
    def _row(self) -> int:
        return scaled(self._line_height)

    def _fit(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As many lines as there are."""
        return QSize(320, self._row * max(1, len(self._lines)) + (scaled(18) if self._marks else 0))

    def minimumSizeHint(self) -> QSize:
        """May be narrow, never lower."""
        return QSize(260, self.sizeHint().height())

    def _columns(self) -> tuple[float, float]:
        """Widths of the names and of what is said."""
        metrics = QFontMetrics(sized_font("body"))
        names = max((metrics.horizontalAdvance(line.name) for line in self._lines), default=0) + 12
        small = QFontMetrics(sized_font("secondary"))
        longest = max((small.horizontalAdvance(line.said) for line in self._lines), default=0) + 4
        room = max(0.0, self.width() - names - scaled(_NUMBER) - _LEAST_BAR)
        return float(names), min(room, self.width() * self._said_share, longest)

    def event(self, event: QEvent) -> bool:
        """What a line says is told whole where it was cut."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = event.pos().y() // self._row
            told = self._lines[place].said if 0 <= place < len(self._lines) and self.cut(place) else ""
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().event(event)

    def cut(self, place: int) -> bool:
        """Whether what the line at this place says does not fit."""
        said = self._lines[place].said
        return QFontMetrics(sized_font("secondary")).horizontalAdvance(said) > self._columns()[1]

    def _scale(self) -> tuple[float, float]:
        """Lowest and highest sum shown."""
        sums, standing = [0.0, *(mark.at for mark in self._marks)], 0.0
        for line in self._lines:
            standing = (line.bits or 0.0) if line.total else standing + (line.bits or 0.0)
            sums.append(standing)
        low, high = min(sums), max(sums)
        return low, max(high, low + 1.0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw every line, then the marks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        names, said = self._columns()
        left, right = names + said + 8, float(self.width() - scaled(_NUMBER))
        low, high = self._scale()

        def x(value: float) -> float:
            return left + (right - left) * (value - low) / (high - low)

        painter.setPen(QPen(colour("bar"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(int(x(0)), 0, int(x(0)), self._row * len(self._lines))
        standing = 0.0
        for place, line in enumerate(self._lines):
            start = 0.0 if line.total else standing
            end = (line.bits or 0.0) if line.total else standing + (line.bits or 0.0)
            self._paint_line(painter, place, line, (names, said), (x(min(start, end)), x(max(start, end))))
            standing = end
        for mark in self._marks:
            self._paint_mark(painter, x(mark.at), mark.text, right)
        painter.end()

    def _paint_line(
        self, painter: QPainter, place: int, line: WaterfallLine, columns: tuple[float, float],
        span: tuple[float, float],
    ) -> None:  # fmt: skip
        top = place * self._row
        names, said = columns
        box = QRectF(0, top, names, self._row)
        painter.setFont(sized_font("body", bold=line.total))
        painter.setPen(colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, line.name)
        painter.setFont(sized_font("secondary"))
        painter.setPen(colour("mute"))
        shown = QFontMetrics(painter.font()).elidedText(line.said, Qt.TextElideMode.ElideRight, int(said))
        painter.drawText(QRectF(names, top, said, self._row), Qt.AlignmentFlag.AlignVCenter, shown)
        if line.bits is not None and line.bits != 0:
            tone = "text" if line.total else "accent" if line.bits > 0 else "bar"
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(tone))
            bar = QRectF(span[0], top + (self._row - _BAR) / 2, max(3.0, span[1] - span[0]), _BAR)
            painter.drawRoundedRect(bar, _RADIUS, _RADIUS)
        painter.setFont(sized_font("body", bold=line.total))
        painter.setPen(colour("text" if line.bits else "mute"))
        number = QRectF(self.width() - scaled(_NUMBER), top, scaled(_NUMBER), self._row)
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, signed(line.bits))

    def _paint_mark(self, painter: QPainter, x: float, text: str, right: float) -> None:
        painter.setPen(QPen(colour("mute"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(int(x), 0, int(x), self._row * len(self._lines))
        painter.setFont(sized_font("secondary"))
        width = QFontMetrics(painter.font()).horizontalAdvance(text) + 4
        place = min(max(0.0, x - width / 2), right + scaled(_NUMBER) - width)
        painter.drawText(
            QRectF(place, self._row * len(self._lines), width, scaled(18)), Qt.AlignmentFlag.AlignCenter, text
        )


def signed(bits: float | None) -> str:
    """Bits with their sign; nothing to speak of is no minus zero, and no evidence a ring."""
    return "○" if bits is None else "0" if abs(bits) < 0.05 else f"{bits:+.1f}"
