"""A field to sign in, with the mouse, a finger or a pen; what was drawn becomes a picture."""

from __future__ import annotations

from itertools import pairwise
from math import hypot

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from census_app.desktop.language import say
from census_app.desktop.theme.look import colour, look

_INK, _PAPER = QColor("#10202E"), QColor("#FFFFFF")
"""A signature is dark on white whatever the look is: it is printed and kept."""
_PEN, _LEAST_LENGTH = 3.0, 40.0
_PICTURE = QSize(900, 320)
_RADIUS = 8


class SignaturePad(QWidget):
    """`drawn` after every stroke; `png` is None until something longer than a dot was drawn."""

    drawn = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._strokes: list[list[QPointF]] = []
        self.setAccessibleName(say("sign.pad"))
        self.setMinimumSize(_PICTURE * 0.6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents, False)
        look().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Wide enough for a name."""
        return _PICTURE * 0.75

    def clear(self) -> None:
        """An empty field."""
        self._strokes = []
        self.update()
        self.drawn.emit()

    def undo_stroke(self) -> None:
        """Without the last stroke."""
        self._strokes = self._strokes[:-1]
        self.update()
        self.drawn.emit()

    @property
    def is_signed(self) -> bool:
        """Whether more than a slip of the pen was drawn."""
        return sum(_length(stroke) for stroke in self._strokes) >= _LEAST_LENGTH

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The pen comes down."""
        self._strokes.append([event.position()])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The pen draws."""
        if self._strokes and event.buttons() & Qt.MouseButton.LeftButton:
            self._strokes[-1].append(event.position())
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """The pen is lifted."""
        self.drawn.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paper, a line to sign on, the strokes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("line"), 1))
        painter.setBrush(_PAPER)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        line = self.height() * 0.78
        painter.setPen(QPen(QColor("#B4C1CE"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(24, line), QPointF(self.width() - 24, line))
        if not self._strokes:
            painter.setPen(QColor("#5F6B79"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, say("sign.here"))
        _draw(painter, self._strokes, 1.0)
        painter.end()

    def png(self) -> bytes | None:
        """The signature alone, dark on white, always of the same size."""
        if not self.is_signed:
            return None
        image = QImage(_PICTURE, QImage.Format.Format_RGB32)
        image.fill(_PAPER)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(_PICTURE.width() / max(1, self.width()), _PICTURE.height() / max(1, self.height()))
        painter.scale(scale, scale)
        _draw(painter, self._strokes, 1.0)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(buffer.data().data())


def _draw(painter: QPainter, strokes: list[list[QPointF]], width: float) -> None:
    painter.setPen(QPen(_INK, _PEN * width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in strokes:
        path = QPainterPath(stroke[0])
        for point in stroke[1:] or stroke:
            path.lineTo(point)
        painter.drawPath(path)


def _length(stroke: list[QPointF]) -> float:
    return sum(hypot(after.x() - before.x(), after.y() - before.y()) for before, after in pairwise(stroke))
