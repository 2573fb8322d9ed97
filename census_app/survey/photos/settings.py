"""How photos are taken: read from `resources/survey/photos.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from census_app.foundation.settings_files import settings


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Attempt(_Entry):
    """One way of looking for barcodes: turned by degrees, scaled, with more contrast and sharper edges."""

    rotate: Annotated[int, Field(ge=0, lt=180)] = 0
    scale: Annotated[float, Field(gt=0.1, le=4)] = 1.0
    enhance: bool = False


class BarcodeSettings(_Entry):
    """Which codes are read, and the ways tried in turn."""

    formats: tuple[str, ...] = Field(min_length=1)
    longest_side: int = Field(ge=400, le=10_000)
    shortest: int = Field(ge=1)
    attempts: tuple[Attempt, ...] = Field(min_length=1)


class BoxSettings(_Entry):
    """When a barcode and the archive's asset number are the same meter."""

    least_common_digits: int = Field(ge=4)
    most_extra_digits: int = Field(ge=0)
    meter_shape: str = Field(min_length=1)


class PhotoSettings(_Entry):
    """`resources/survey/photos.yaml`, whose comments say what each entry means."""

    suffixes: frozenset[str]
    most_files: int = Field(ge=1)
    largest_bytes: int = Field(ge=1)
    most_pixels: int = Field(ge=1)
    seconds: int = Field(ge=1)
    worker_bytes: int = Field(ge=1 << 28)
    processes: int = Field(ge=1, le=16)
    at_once: int = Field(ge=1)
    signature_words: tuple[str, ...]
    barcodes: BarcodeSettings
    boxes: BoxSettings


def photo_settings(path: Path | None = None) -> PhotoSettings:
    """The settings that ship, or those in `path`; `BadInput` says what is wrong with them."""
    return settings(PhotoSettings, "survey/photos.yaml", "照片设置有误", path)
