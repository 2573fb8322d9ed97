"""Barcodes in a picture: tried as it is, then turned, scaled and sharpened, until nothing new is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from census_app.survey.photos.settings import Attempt, BarcodeSettings, photo_settings

if TYPE_CHECKING:
    from PIL.Image import Image

_LONGEST_TEXT = 200
_FRUITLESS = 2
_GREY = 128


def barcodes_in(image: Image, settings: BarcodeSettings | None = None) -> list[str]:
    """The texts of the barcodes in the picture, each once, in the order they were found."""
    import zxingcpp

    chosen = settings or photo_settings().barcodes
    formats = zxingcpp.barcode_formats_from_str("|".join(chosen.formats))
    grey = image.convert("L")
    grey.thumbnail((chosen.longest_side, chosen.longest_side))
    found: dict[str, None] = {}
    fruitless = 0
    for attempt in chosen.attempts:
        before = len(found)
        for barcode in zxingcpp.read_barcodes(_prepared(grey, attempt), formats=formats):
            text = barcode.text.strip()
            if chosen.shortest <= len(text) <= _LONGEST_TEXT and _is_believable(barcode):
                found[text] = None
        fruitless = fruitless + 1 if len(found) == before else 0
        if found and fruitless >= _FRUITLESS:
            break
    return list(found)


def _is_believable(barcode: Any) -> bool:
    """Interleaved codes have neither check digit nor a start that noise could not make: short ones are chance."""
    import zxingcpp

    return barcode.format != zxingcpp.BarcodeFormat.ITF or len(barcode.text) >= photo_settings().barcodes.shortest + 4


def _prepared(grey: Image, attempt: Attempt) -> Image:
    from PIL import Image as Images
    from PIL import ImageFilter, ImageOps

    turned = grey
    if attempt.scale != 1:
        size = (max(1, round(grey.width * attempt.scale)), max(1, round(grey.height * attempt.scale)))
        turned = turned.resize(size, Images.Resampling.BICUBIC)
    if attempt.enhance:
        turned = ImageOps.autocontrast(turned, cutoff=2).filter(ImageFilter.UnsharpMask(radius=4, percent=300))
    if attempt.rotate:
        turned = turned.rotate(attempt.rotate, expand=True, fillcolor=_GREY, resample=Images.Resampling.BILINEAR)
    return turned
