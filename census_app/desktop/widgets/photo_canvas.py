"""A picture one can zoom, move and turn; nothing of it is changed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from census_app.desktop.theme.look import colour, look

_STEP = 1.25
_MOST = 16.0
_QUARTER, _TURN = 90, 360
_RADIUS = 6


class PhotoCanvas(QWidget):
    """Fits the picture until somebody zooms; `zoomed` says the scale in screen pixels per picture pixel."""

    zoomed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._pixmap = QPixmap()
        self._scale: float | None = None
        self._turn = 0
        self._centre = QPointF()
        self._grabbed: QPointF | None = None
        self.words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        look().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As much as there is."""
        return QSize(640, 480)

    def show_image(self, image: QImage | None, words: str = "") -> None:
        """Another picture, fitted; without one the words stand in its place."""
        self._pixmap = QPixmap() if image is None or image.isNull() else QPixmap.fromImage(image)
        self.words = words
        self._turn = 0
        self.fit()

    @property
    def scale(self) -> float:
        """The scale in force."""
        return self._fitting() if self._scale is None else self._scale

    @property
    def turned(self) -> int:
        """By how many degrees clockwise the picture is turned."""
        return self._turn

    def fit(self) -> None:
        """The whole picture."""
        self._scale, self._centre = None, QPointF()
        self._tell()

    def natural(self) -> None:
        """One picture pixel is one screen pixel."""
        self._zoom_to(1.0, QPointF(self.rect().center()))

    def zoom(self, steps: float) -> None:
        """Nearer (positive) or farther, around the middle."""
        self._zoom_to(self.scale * _STEP**steps, QPointF(self.rect().center()))

    def rotate(self) -> None:
        """A quarter to the right, for the eye only."""
        self._turn = (self._turn + _QUARTER) % _TURN
        self.fit()

    def _size(self) -> tuple[float, float]:
        width, height = float(self._pixmap.width()), float(self._pixmap.height())
        return (height, width) if self._turn % (2 * _QUARTER) else (width, height)

    def _fitting(self) -> float:
        width, height = self._size()
        if not width or not height:
            return 1.0
        return min(1.0, self.width() / width, self.height() / height)

    def _zoom_to(self, scale: float, anchor: QPointF) -> None:
        if self._pixmap.isNull():
            return
        before = self.scale
        after = max(self._fitting(), min(_MOST, scale))
        away = anchor - QPointF(self.rect().center())
        # the point under the pointer stays where it is
        share = 1 / before - 1 / after
        self._centre = QPointF(self._centre.x() + away.x() * share, self._centre.y() + away.y() * share)
        self._scale = None if after <= self._fitting() else after
        self._hold()
        self._tell()

    def _hold(self) -> None:
        """The picture never leaves the canvas."""
        width, height = self._size()
        scale = self.scale
        across, down = max(0.0, width - self.width() / scale) / 2, max(0.0, height - self.height() / scale) / 2
        self._centre = QPointF(max(-across, min(across, self._centre.x())), max(-down, min(down, self._centre.y())))

    def _tell(self) -> None:
        self.zoomed.emit(self.scale)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        self._zoom_to(self.scale * _STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        self._grabbed = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move with the hand."""
        if self._grabbed is not None:
            moved, scale = event.position() - self._grabbed, self.scale
            self._centre = QPointF(self._centre.x() - moved.x() / scale, self._centre.y() - moved.y() / scale)
            self._grabbed = event.position()
            self._hold()
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._grabbed = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The whole, or pixel for pixel where one looks."""
        if self._scale is None:
            self._zoom_to(1.0, event.position())
        else:
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep it inside."""
        super().resizeEvent(event)
        self._hold()
        self._tell()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture, or why there is none."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("bg"))
        painter.drawRoundedRect(QRectF(self.rect()), _RADIUS, _RADIUS)
        if self._pixmap.isNull():
            painter.setPen(colour("mute"))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.words)
        else:
            painter.setClipRect(self.rect())
            painter.translate(QPointF(self.rect().center()))
            painter.scale(self.scale, self.scale)
            painter.translate(-self._centre)
            painter.rotate(self._turn)
            painter.drawPixmap(QPointF(-self._pixmap.width() / 2, -self._pixmap.height() / 2), self._pixmap)
        painter.end()
