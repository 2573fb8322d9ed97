"""The product's own icons: one stroke drawing each, tinted when drawn."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from census_app.foundation.resources import resource


@cache
def _drawing(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


def tinted(name: str, colour: str) -> str:
    """The icon's SVG in one colour."""
    return _drawing(name).replace("currentColor", colour)


@lru_cache(maxsize=256)
def icon_pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon in one colour, `size` logical pixels square, sharp at the screen's pixel ratio."""
    renderer = QSvgRenderer(QByteArray(tinted(name, colour).encode("utf-8")))
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def icon(name: str, colour: str, size: int = 18) -> QIcon:
    """The same as a QIcon."""
    return QIcon(icon_pixmap(name, colour, size, 2.0))
