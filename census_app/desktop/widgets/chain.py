"""站-线-变-户-设备-计量点-表 as seven boxes on a line; the accused ones carry the contradiction in words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from census_app.desktop.theme.look import colour, look, scaled, sized_font

_HEIGHT = 70
_PADDING = 10
_GAP = 22


@dataclass(frozen=True)
class ChainText:
    """What one box says; `known` is False where nothing was imported, `note` stands at the right of the kind."""

    id: str
    kind: str
    title: str
    detail: str
    note: str = ""
    known: bool = True
    accused: bool = False


class ChainBox(QAbstractButton):
    """Kind, name, detail; red when accused, dashed when unknown."""

    def __init__(self, text: ChainText) -> None:
        super().__init__()
        self._text = text
        words = [text.kind, text.note, text.title, text.detail]
        self.setAccessibleName(" ".join(filter(None, words)))
        self.setToolTip("\n".join(filter(None, words)))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Three lines."""
        return QSize(scaled(120), scaled(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        text = self._text
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = "high" if text.accused else "accent" if self.hasFocus() else "line" if text.known else "mute"
        style = Qt.PenStyle.SolidLine if text.known else Qt.PenStyle.DashLine
        painter.setPen(QPen(colour(line), 1.4 if text.accused else 1, style))
        painter.setBrush(colour("hover" if self.underMouse() else "panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -3.5), 4, 4)
        inner = self.width() - 2 * _PADDING
        kind = self._line(painter, text.kind, 8, "secondary", "mute", inner)
        tone = "high" if text.accused else "mute"
        self._line(painter, text.note, 8, "secondary", tone, inner - kind - 8, right=True)
        self._line(painter, text.title or "—", 27, "body", "text" if text.known else "mute", inner, bold=True)
        self._line(painter, text.detail, 47, "secondary", "mute", inner)
        painter.end()

    def _line(
        self, painter: QPainter, text: str, y: int, size: str, tone: str, width: int, *, bold: bool = False,
        right: bool = False,
    ) -> int:  # fmt: skip
        font = sized_font(size, bold=bold)
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))
        painter.setFont(font)
        painter.setPen(colour(tone))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        box = QRectF(_PADDING, scaled(y), self.width() - 2 * _PADDING, scaled(18))
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)
        return metrics.horizontalAdvance(shown)


class ChainStrip(QWidget):
    """The boxes in order; `chosen` says which was asked for."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self.boxes: list[ChainBox] = []
        self.setFixedHeight(scaled(_HEIGHT))
        look().changed.connect(self.update)

    def show_chain(self, texts: list[ChainText]) -> None:
        """Other boxes."""
        for box in self.boxes:
            self._row.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = []
        for text in texts:
            box = ChainBox(text)
            box.clicked.connect(lambda _checked=False, name=text.id: self.chosen.emit(name))
            self._row.addWidget(box, 1)
            self.boxes.append(box)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line between the boxes."""
        painter = QPainter(self)
        painter.setPen(QPen(colour("bar"), 1.4))
        y = self.height() // 2
        for left, right in zip(self.boxes, self.boxes[1:], strict=False):
            painter.drawLine(left.geometry().right() + 1, y, right.geometry().left() - 1, y)
        painter.end()
