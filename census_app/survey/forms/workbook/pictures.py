"""QR codes as pictures: error correction M, no more on them than a number and its check."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from io import BytesIO

from xlsxwriter.worksheet import Worksheet

_BORDER, _MASK = 2, 3
_PIXELS_PER_MODULE = 4
_PIXELS_PER_POINT = 96 / 72
_PAIRS = (b"\xff", b"\xf0", b"\x0f", b"\x00")
"""Two modules of four pixels each: light light, light dark, dark light, dark dark; a set bit is white."""


def qr_picture(text: str) -> tuple[bytes, int]:
    """A PNG of the code and its width in pixels.

    The mask is fixed: choosing the prettiest takes three times as long and every one can be read.
    """
    import segno

    modules = segno.make(text, error="m", micro=False, boost_error=False, mask=_MASK).matrix
    size = len(modules) + 2 * _BORDER
    light = bytes(size)
    rows = [light] * _BORDER + [bytes(_BORDER) + bytes(row) + bytes(_BORDER) for row in modules] + [light] * _BORDER
    return _png(rows, size * _PIXELS_PER_MODULE), size * _PIXELS_PER_MODULE


def place_qr(sheet: Worksheet, row: int, column: int, text: str, points: float, shift: int) -> None:
    """The code of `text` stands at the cell, `points` wide, `shift` pixels to the right and a little down."""
    picture, width = qr_picture(text)
    size = points * _PIXELS_PER_POINT / width
    sheet.insert_image(
        row,
        column,
        f"{text.rsplit(':', 1)[0].replace(':', '-')}.png",
        {
            "image_data": BytesIO(picture),
            "x_scale": size,
            "y_scale": size,
            "x_offset": shift,
            "y_offset": 3,
            "object_position": 1,
            "decorative": True,
        },
    )


def _png(rows: Iterable[bytes], width: int) -> bytes:
    """One bit a pixel, each module four pixels wide and high; rows of modules, 1 for dark."""
    lines = bytearray()
    for modules in rows:
        padded = modules + b"\x00" if len(modules) % 2 else modules
        line = b"\x00" + b"".join(
            _PAIRS[2 * left + right] for left, right in zip(padded[::2], padded[1::2], strict=True)
        )
        lines += line * _PIXELS_PER_MODULE
    height = len(lines) // (1 + -(-width // 8))
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(bytes(lines), 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
