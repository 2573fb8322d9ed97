"""Sizes of the data folder as bars, painted by one widget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from census_app.desktop.language import say
from census_app.desktop.theme.look import colour, look, scaled, sized_font
from census_app.desktop.widgets.bars import paint_bar

_ROW, _BAR, _GAP = 26, 8, 24
_ONE_COLUMN = 6
_UNITS = ("B", "KB", "MB")
_STEP = 1024


def size_text(count: int) -> str:
    """Bytes as people read them."""
    size = float(count)
    for unit in _UNITS:
        if size < _STEP:
            return f"{size:.0f} {unit}"
        size /= _STEP
    return f"{size:.1f} GB"


class SizeBars(QWidget):
    """One line per kind of content, in two columns where they are many, the largest as long as the room allows."""

    def __init__(self) -> None:
        super().__init__()
        self._sizes: list[tuple[str, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)

    def show_sizes(self, sizes: Mapping[str, int]) -> None:
        """Kinds of content (words of the settings) and their bytes; empty ones are left out."""
        named = [(say(f"settings.storage.of.{name}"), size) for name, size in sizes.items() if size]
        self._sizes = sorted(named, key=lambda one: -one[1])
        self.setAccessibleName("；".join(f"{name} {size_text(size)}" for name, size in self._sizes))
        self.updateGeometry()
        self.update()

    def _lines(self) -> int:
        """Lines of a column."""
        return len(self._sizes) if len(self._sizes) <= _ONE_COLUMN else (len(self._sizes) + 1) // 2

    def sizeHint(self) -> QSize:
        """As many lines as a column has."""
        return QSize(200, scaled(_ROW) * max(1, self._lines()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw names, bars and sizes."""
        painter = QPainter(self)
        painter.setFont(sized_font("body"))
        lines = max(1, self._lines())
        columns = [self._sizes[start : start + lines] for start in range(0, len(self._sizes), lines)]
        width = (self.width() - _GAP * (len(columns) - 1)) / max(1, len(columns))
        for place, column in enumerate(columns):
            self._paint_column(painter, place * (width + _GAP), width, column)
        painter.end()

    def _paint_column(self, painter: QPainter, left: float, width: float, column: Sequence[tuple[str, int]]) -> None:
        """The lines of a column; bars of all columns are to one scale."""
        metrics = QFontMetrics(painter.font())
        names = max(metrics.horizontalAdvance(name) for name, _ in column) + 14
        sizes = max(metrics.horizontalAdvance(size_text(size)) for _, size in column) + 10
        room = max(20.0, width - names - sizes)
        most = self._sizes[0][1]
        for place, (name, size) in enumerate(column):
            line = QRectF(left, place * scaled(_ROW), width, scaled(_ROW))
            painter.setPen(colour("text"))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, name)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, size_text(size))
            paint_bar(painter, QRectF(left + names, line.center().y() - _BAR / 2, room, _BAR), size / most)
