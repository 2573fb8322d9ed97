"""One picture: its size, when and where it was taken, the barcodes in it. Pictures that are none are refused."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from census_app.survey.photos.barcodes import barcodes_in
from census_app.survey.photos.exif import place, taken_at
from census_app.survey.photos.settings import photo_settings

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "MPO")
_UNREADABLE = "不是照片，或没有传完"


class PhotoFacts(BaseModel):
    """What a picture says by itself; `refused` is the reason when it is none. Texts are empty where it does not say."""

    width: int = 0
    height: int = 0
    taken_at: str = ""
    longitude: str = ""
    latitude: str = ""
    barcodes: list[str] = []
    refused: str = ""


def read_photo(path: Path, *, barcodes: bool = True) -> PhotoFacts:
    """The facts of the picture in `path`; whatever a library meets in it becomes a refusal, never an error."""
    from PIL import Image, ImageOps

    settings = photo_settings()
    if path.stat().st_size > settings.largest_bytes:
        return PhotoFacts(refused=f"超过 {settings.largest_bytes >> 20} MB：用手机自带的压缩后再传")
    Image.MAX_IMAGE_PIXELS = None  # the size is looked at below, before anything is decoded
    try:
        with Image.open(path, formats=FORMATS) as image:
            if image.width * image.height > settings.most_pixels:
                return PhotoFacts(refused=f"{image.width}×{image.height} 像素，太大")
            exif = image.getexif()
            longitude, latitude = place(exif)
            facts = PhotoFacts(
                width=image.width,
                height=image.height,
                taken_at=taken_at(exif),
                longitude=longitude,
                latitude=latitude,
            )
            image.load()
            if barcodes:
                facts.barcodes = barcodes_in(ImageOps.exif_transpose(image))
            return facts
    except Exception:  # decoders raise whatever a damaged file makes them stumble over
        return PhotoFacts(refused=_UNREADABLE)
