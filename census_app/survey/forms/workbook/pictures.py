"""QR codes as pictures: error correction M, no more on them than a number and its check."""

from __future__ import annotations

from io import BytesIO

from xlsxwriter.worksheet import Worksheet

_SCALE, _BORDER, _MASK = 4, 2, 3
_PIXELS_PER_POINT = 96 / 72


def qr_picture(text: str) -> tuple[BytesIO, int]:
    """A PNG of the code and its width in pixels. The mask is fixed: choosing the prettiest takes three times as long
    and every one can be read."""
    import segno

    code = segno.make(text, error="m", micro=False, boost_error=False, mask=_MASK)
    picture = BytesIO()
    code.save(picture, kind="png", scale=_SCALE, border=_BORDER)
    return picture, int(code.symbol_size(scale=_SCALE, border=_BORDER)[0])


def place_qr(sheet: Worksheet, row: int, column: int, text: str, points: float, shift: int) -> None:
    """The code of `text` stands at the cell, `points` wide, `shift` pixels to the right and a little down."""
    picture, width = qr_picture(text)
    size = points * _PIXELS_PER_POINT / width
    sheet.insert_image(
        row,
        column,
        f"{text.rsplit(':', 1)[0].replace(':', '-')}.png",
        {
            "image_data": picture,
            "x_scale": size,
            "y_scale": size,
            "x_offset": shift,
            "y_offset": 3,
            "object_position": 1,
            "decorative": True,
        },
    )
