"""Pictures as cameras make them: real barcodes, turned, blurred, in a corner, with time and place in their EXIF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter

GREY = 190


def code(text: str, width: int = 420, qr: bool = False) -> Image.Image:
    """The barcode as an image."""
    kind = zxingcpp.BarcodeFormat.QRCode if qr else zxingcpp.BarcodeFormat.Code128
    made = zxingcpp.create_barcode(text, kind)
    drawn = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(made)))
    size = (width, width) if qr else (width, 110)
    return drawn.resize(size, Image.Resampling.NEAREST)


def picture(
    *codes: str, qr: str = "", turned: float = 0, blurred: float = 0, size: tuple[int, int] = (1200, 900)
) -> Image.Image:
    """A wall with labels on it."""
    wall = Image.new("L", size, GREY)
    for number, text in enumerate(codes):
        wall.paste(code(text), (60 + 560 * (number % 2), 60 + 220 * (number // 2)))
    if qr:
        wall.paste(code(qr, 240, qr=True), (size[0] - 300, size[1] - 300))
    if turned:
        wall = wall.rotate(turned, expand=True, fillcolor=GREY)
    return wall.filter(ImageFilter.GaussianBlur(blurred)) if blurred else wall


def save(
    image: Image.Image, path: Path, taken: str = "", place: tuple[float, float] | None = None, quality: int = 88
) -> Path:
    """A JPEG; `place` is (longitude, latitude)."""
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    if place is not None:
        exif.get_ifd(0x8825).update(_gps(place))
    image.convert("RGB").save(path, quality=quality, exif=exif)
    return path


def _gps(place: tuple[float, float]) -> dict[int, Any]:
    return {1: "N", 2: _degrees(place[1]), 3: "E", 4: _degrees(place[0])}


def _degrees(value: float) -> Sequence[float]:
    minutes = (value - int(value)) * 60
    return (float(int(value)), float(int(minutes)), round((minutes - int(minutes)) * 60, 3))
