"""A line of small pictures with their words; one opens them large."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from census_app.desktop.language import say
from census_app.desktop.reads import Reader
from census_app.desktop.theme.look import colour, look, scaled, sized_font
from census_app.desktop.widgets.photo_viewer import LoadedPhoto, ViewedPhoto, load_photo

_PICTURE, _WORDS, _GAP = 72, 20, 8
_LEAST_WIDTH = 96
_LONGEST_SIDE = 320
_RADIUS = 5


class PhotoStrip(QWidget):
    """`opened(place)` on a click or Enter; arrows move. What does not fit is counted on the last one."""

    opened = Signal(int)

    def __init__(self, reader: Reader, topic: str = "thumbnails") -> None:
        super().__init__()
        self._reader, self._topic = reader, topic
        self._photos: list[ViewedPhoto] = []
        self._pixmaps: dict[int, QPixmap] = {}
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)
        self.show_photos(())

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(2 * _LEAST_WIDTH, _PICTURE + scaled(_WORDS))

    def minimumSizeHint(self) -> QSize:
        """One picture at least."""
        return QSize(_LEAST_WIDTH, _PICTURE + scaled(_WORDS))

    @property
    def photos(self) -> list[ViewedPhoto]:
        """The pictures in order."""
        return self._photos

    def show_photos(self, photos: Sequence[ViewedPhoto]) -> None:
        """Other pictures; hidden while there is none."""
        self._photos, self._pixmaps, self._at = list(photos), {}, 0
        self.setVisible(bool(self._photos))
        self.setAccessibleName(say("photo.strip", number=len(self._photos)))
        self._reader.forget(self._topic)
        self._load(0)
        self.update()

    def _load(self, place: int) -> None:
        """One after another, as many as can be seen."""
        if place < min(len(self._photos), self._fitting()):
            work = partial(load_photo, self._photos[place], _LONGEST_SIDE)
            done = partial(self._loaded, place)
            self._reader.ask(self._topic, work, done, lambda _error: self._load(place + 1))

    def _loaded(self, place: int, loaded: LoadedPhoto) -> None:
        if loaded.image is not None:
            self._pixmaps[place] = QPixmap.fromImage(loaded.image)
            self.update()
        self._load(place + 1)

    def _fitting(self) -> int:
        return max(1, (self.width() + _GAP) // (_LEAST_WIDTH + _GAP))

    def _box(self, place: int) -> QRectF:
        shown = max(1, min(len(self._photos), self._fitting()))
        width = min(2.2 * _LEAST_WIDTH, (self.width() - (shown - 1) * _GAP) / shown)
        return QRectF(place * (width + _GAP), 0, width, _PICTURE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Each picture whole on its ground, its title below."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        shown = min(len(self._photos), self._fitting())
        for place in range(shown):
            box = self._box(place)
            chosen = place == self._at and self.hasFocus()
            painter.setPen(QPen(colour("accent" if chosen else "line"), 2 if chosen else 1))
            painter.setBrush(colour("bg"))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
            if (pixmap := self._pixmaps.get(place)) is not None:
                size = pixmap.size().scaled(box.size().toSize() - QSize(8, 8), Qt.AspectRatioMode.KeepAspectRatio)
                area = QRectF(0, 0, size.width(), size.height())
                area.moveCenter(box.center())
                painter.drawPixmap(area, pixmap, QRectF(pixmap.rect()))
            painter.setFont(sized_font("secondary"))
            painter.setPen(colour("mute"))
            left = len(self._photos) - shown
            words = say("photo.more", number=left) if left and place == shown - 1 else self._photos[place].title
            text = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideMiddle, int(box.width()))
            painter.drawText(
                QRectF(box.x(), _PICTURE, box.width(), scaled(_WORDS)), Qt.AlignmentFlag.AlignVCenter, text
            )
        painter.end()

    def _place_at(self, point: QPoint) -> int | None:
        fitting = range(min(len(self._photos), self._fitting()))
        return next((place for place in fitting if self._box(place).contains(point.toPointF())), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What the picture is."""
        place = self._place_at(event.position().toPoint())
        self.setCursor(Qt.CursorShape.PointingHandCursor if place is not None else Qt.CursorShape.ArrowCursor)
        self.setToolTip("" if place is None else self._photos[place].title)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens."""
        place = self._place_at(event.position().toPoint())
        if place is not None:
            self._at = place
            self.opened.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter opens."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and self._photos:
            self._at = max(0, min(len(self._photos), self._fitting(), self._at + step + 1) - 1)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._photos:
            self.opened.emit(self._at)
        else:
            super().keyPressEvent(event)
