"""Space: the pictures large, one after another, with all that is known of each beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageReader, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import Card, clear_layout, row, scrolling, set_role, text_label
from census_app.desktop.widgets.photo_canvas import PhotoCanvas

_SIDE = 300
_LEAST = QSize(900, 560)
_SHARE = 0.92


@dataclass(frozen=True)
class ViewedPhoto:
    """A picture to look at: its file, the hash it was kept under ("" unknown), a title, lines (name, text, tone)."""

    file: Path
    sha256: str
    title: str
    facts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class LoadedPhoto:
    """The picture, None where it cannot be read (`why`); `unchanged` None where nobody knows what it was."""

    image: QImage | None
    unchanged: bool | None = None
    why: str = ""


def load_photo(photo: ViewedPhoto, longest: int = 0) -> LoadedPhoto:
    """The picture upright, for a worker; with `longest` no side is longer, and nobody checks the hash."""
    from census_app.foundation.canonical import sha256_file

    if not photo.file.is_file():
        return LoadedPhoto(None, None, say("photo.gone"))
    unchanged = None if longest or not photo.sha256 else sha256_file(photo.file) == photo.sha256
    reader = QImageReader(str(photo.file))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if longest and size.isValid() and max(size.width(), size.height()) > longest:
        reader.setScaledSize(size.scaled(longest, longest, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        return LoadedPhoto(None, unchanged, say("photo.unreadable"))
    return LoadedPhoto(image, unchanged)


class PhotoViewer(QDialog):
    """Arrows go through the pictures, + − 0 1 zoom, R turns, Space or Esc closes."""

    def __init__(self, parent: QWidget, reader: Reader, photos: Sequence[ViewedPhoto], at: int = 0) -> None:
        super().__init__(parent)
        self._reader, self._photos = reader, list(photos)
        self.at = max(0, min(at, len(self._photos) - 1))
        self.setWindowTitle(say("photo.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.canvas = PhotoCanvas()
        self.canvas.setAccessibleName(say("photo.title"))
        self.title, self.place = text_label("", "heading", wrap=True), text_label("", "mute")
        self.hash = text_label("", "mute", wrap=True)
        self.scale = text_label("", "mute")
        self.canvas.zoomed.connect(lambda scale: self.scale.setText(f"{scale * 100:.0f} %"))
        self._facts = QVBoxLayout()
        self._facts.setSpacing(10)
        self._assemble()
        for keys, act in self._keys().items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(act)
        area = (parent.window().size() if parent is not None else QGuiApplication.primaryScreen().size()) * _SHARE
        self.resize(area.expandedTo(_LEAST))
        self.show_photo(self.at)

    def _keys(self) -> dict[str, object]:
        return {
            "Left": partial(self.step, -1), "K": partial(self.step, -1),
            "Right": partial(self.step, 1), "J": partial(self.step, 1),
            "+": partial(self.canvas.zoom, 1), "=": partial(self.canvas.zoom, 1), "-": partial(self.canvas.zoom, -1),
            "0": self.canvas.fit, "1": self.canvas.natural, "R": self.canvas.rotate, "Space": self.close,
        }  # fmt: skip

    def _assemble(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        for widget in (self.title, self.place):
            column.addWidget(widget)
        column.addLayout(self._facts)
        column.addWidget(self.hash)
        column.addStretch(1)
        side = Card((0, 0, 0, 0))
        side.setFixedWidth(_SIDE)
        side.body.addWidget(scrolling(inside))
        self.previous, self.next = Button(say("photo.previous"), "←"), Button(say("photo.next"), "→")
        self.previous.clicked.connect(partial(self.step, -1))
        self.next.clicked.connect(partial(self.step, 1))
        buttons: list[QWidget | int | None] = [self.previous, self.next, None, self.scale]
        for name, key, act in (
            ("closer", "+", partial(self.canvas.zoom, 1)), ("farther", "−", partial(self.canvas.zoom, -1)),
            ("fit", "0", self.canvas.fit), ("natural", "1", self.canvas.natural), ("rotate", "R", self.canvas.rotate),
        ):  # fmt: skip
            button = Button(say(f"photo.{name}"), key)
            button.clicked.connect(lambda _checked=False, act=act: act())
            buttons.append(button)
        close = Button(say("common.close"), "Esc")
        close.clicked.connect(self.close)
        buttons += [12, close]
        for one in buttons:
            if isinstance(one, Button):
                one.setAutoDefault(False)
                one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.canvas, 1)
        body.addWidget(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addLayout(body, 1)
        column.addLayout(row(*buttons))

    def step(self, step: int, _checked: bool = False) -> None:
        """The next or previous picture; the last one stays."""
        if 0 <= self.at + step < len(self._photos):
            self.show_photo(self.at + step)

    def show_photo(self, at: int) -> None:
        """One of the pictures; its words at once, itself when it is read."""
        if not self._photos:
            self.canvas.show_image(None, say("photo.none"))
            return
        self.at = at
        photo = self._photos[at]
        self.title.setText(photo.title)
        self.place.setText(say("photo.place", place=at + 1, number=len(self._photos)))
        self.previous.setEnabled(at > 0)
        self.next.setEnabled(at + 1 < len(self._photos))
        clear_layout(self._facts)
        for name, text, tone in photo.facts:
            pair = QVBoxLayout()
            pair.setSpacing(1)
            pair.addWidget(text_label(name, "mute"))
            told = text_label(text, tone, wrap=True)
            told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            pair.addWidget(told)
            self._facts.addLayout(pair)
        self.hash.setText("")
        self.canvas.show_image(None, say("photo.loading"))
        self._reader.ask("photo", partial(load_photo, photo), self._show, self._failed)

    def _show(self, loaded: LoadedPhoto) -> None:
        self.canvas.show_image(loaded.image, loaded.why)
        digest = self._photos[self.at].sha256[:12]
        word = {True: "unchanged", False: "changed", None: "unknown"}[loaded.unchanged]
        self.hash.setText(say(f"photo.{word}", digest=digest) if digest else "")
        set_role(self.hash, "high" if loaded.unchanged is False else "mute")

    def _failed(self, error: Exception) -> None:
        self.canvas.show_image(None, f"{say('photo.unreadable')}\n{error}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does nothing here; Esc closes."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def closeEvent(self, event: object) -> None:
        """What is still on its way is dropped."""
        self._reader.forget("photo")
        super().closeEvent(event)  # type: ignore[arg-type]
