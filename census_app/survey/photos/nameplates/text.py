"""The text on a photo, by optical character recognition; an optional dependency, loaded when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from census_app.foundation.errors import BadInput

_PACKAGE = "rapidocr_onnxruntime"


class Unreadable(BadInput):
    """A picture that cannot be opened."""


@dataclass(frozen=True)
class TextLine:
    """One line of text on a photo, and how sure its reading is (0 to 1)."""

    text: str
    confidence: float


def can_read() -> bool:
    """Whether text recognition is installed."""
    return find_spec(_PACKAGE) is not None


def read_lines(photo: Path, longest_side: int) -> list[TextLine]:
    """The lines of text on the photo, from top to bottom, the photo turned as its camera said.

    `BadInput` when text recognition is not installed, `Unreadable` when the picture cannot be opened.
    """
    engine = _engine()
    import numpy as np
    from PIL import Image, ImageOps

    try:
        with Image.open(photo) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
            picture.thumbnail((longest_side, longest_side))
            found, _ = engine(np.asarray(picture)[:, :, ::-1])
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable(f"照片读不了：{photo.name}：{error}", "换一张照片") from error
    return [TextLine(str(text), float(confidence)) for _, text, confidence in found or ()]


@cache
def _engine() -> Any:
    if not can_read():
        raise BadInput("没有装文字识别", "安装可选依赖 ocr：pip install census-app[ocr]")
    return import_module(_PACKAGE).RapidOCR()
