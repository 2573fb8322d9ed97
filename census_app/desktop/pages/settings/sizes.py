"""Sizes of the data folder as bars, painted by one widget."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from census_app.desktop.language import say
from census_app.desktop.theme.look import colour, look, scaled, sized_font
from census_app.desktop.widgets.bars import paint_bar

_ROW, _BAR = 26, 8
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
    """One line per kind of content, the largest as long as the room allows."""

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

    def sizeHint(self) -> QSize:
        """As many lines as there are kinds."""
        return QSize(200, scaled(_ROW) * max(1, len(self._sizes)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw names, bars and sizes."""
        painter = QPainter(self)
        painter.setFont(sized_font("body"))
        metrics = QFontMetrics(painter.font())
        names = max([metrics.horizontalAdvance(name) for name, _ in self._sizes], default=0) + 14
        sizes = max([metrics.horizontalAdvance(size_text(size)) for _, size in self._sizes], default=0) + 10
        most = max([size for _, size in self._sizes], default=1)
        for place, (name, size) in enumerate(self._sizes):
            line = QRectF(0, place * scaled(_ROW), self.width(), scaled(_ROW))
            painter.setPen(colour("text"))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, name)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, size_text(size))
            room = max(20.0, self.width() - names - sizes)
            paint_bar(painter, QRectF(names, line.center().y() - _BAR / 2, room, _BAR), size / most)
        painter.end()
