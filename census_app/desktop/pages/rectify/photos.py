"""The photos of an answer, one at a time over the window: arrows turn the pages, Space or Esc closes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QKeyEvent, QPixmap, QResizeEvent, QTransform
from PySide6.QtWidgets import QDialog, QLabel, QSizePolicy, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, text_label

if TYPE_CHECKING:
    from pathlib import Path

    from census_app.survey.review.desk import DeskPhoto

_LARGEST = QSize(2600, 2600)
_SHARE = 0.86
_TURN = 90


class PhotoViewer(QDialog):
    """Reads pictures on a worker, so that a large one never holds up the window."""

    def __init__(self, window: QWidget, reader: Reader, photos: Sequence[DeskPhoto], title: str) -> None:
        super().__init__(window)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.resize(QSize(int(window.width() * _SHARE), int(window.height() * _SHARE)))
        self._reader, self.photos, self.place = reader, list(photos), 0
        self._image, self._turned = QImage(), 0
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.words = text_label("", "mute", wrap=True)
        buttons = [
            Button(say("rectify.photo.earlier"), "←"),
            Button(say("rectify.photo.later"), "→"),
            Button(say("rectify.photo.turn"), "R"),
            Button(say("common.close"), "Space"),
        ]
        for button, act in zip(buttons, (lambda: self.turn_page(-1), lambda: self.turn_page(1), self.turn, self.close),
                               strict=True):  # fmt: skip
            button.clicked.connect(act)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addWidget(text_label(title, "heading"))
        column.addWidget(self.picture, 1)
        column.addWidget(self.words)
        column.addLayout(row(*buttons[:3], None, buttons[3]))
        self.turn_page(0)

    def turn_page(self, step: int) -> None:
        """The next or previous picture."""
        if not self.photos:
            return
        self.place = max(0, min(len(self.photos) - 1, self.place + step))
        photo = self.photos[self.place]
        told = [say("rectify.photo.of", number=self.place + 1, total=len(self.photos)), photo.name, photo.taken_at]
        told += [say("rectify.photo.barcodes", text=photo.barcodes)] if photo.barcodes else []
        self.words.setText(" · ".join(part for part in (*told, photo.said) if part))
        self.picture.setAccessibleName(photo.name)
        self._image, self._turned = QImage(), 0
        self.picture.setText(say("rectify.photo.reading"))
        self._reader.ask("photo", lambda: _read(photo.path), self._show, self._fail)

    def _show(self, image: QImage) -> None:
        self._image = image
        if image.isNull():
            self._fail(ValueError())
        else:
            self._draw()

    def _fail(self, _error: Exception) -> None:
        self.picture.setText(say("rectify.photo.unread"))

    def turn(self) -> None:
        """A quarter to the right."""
        self._turned = (self._turned + _TURN) % 360
        self._draw()

    def _draw(self) -> None:
        if self._image.isNull():
            return
        turned = self._image.transformed(QTransform().rotate(self._turned)) if self._turned else self._image
        shown = turned.scaled(
            self.picture.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        self.picture.setPixmap(QPixmap.fromImage(shown))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As large as there is room."""
        super().resizeEvent(event)
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows turn pages, R turns the picture, Space and Esc close."""
        key = event.key()
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Escape):
            self.close()
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up):
            self.turn_page(1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Down) else -1)
        elif key == Qt.Key.Key_R:
            self.turn()
        else:
            super().keyPressEvent(event)


def _read(path: Path) -> QImage:
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and (size.width() > _LARGEST.width() or size.height() > _LARGEST.height()):
        reader.setScaledSize(size.scaled(_LARGEST, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
