"""How photos are taken: read from `resources/survey/photos.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from census_app.foundation.errors import BadInput
from census_app.foundation.resources import resource
from census_app.foundation.settings_faults import settings_fault


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


@cache
def photo_settings(path: Path | None = None) -> PhotoSettings:
    """The settings that ship, or those in `path`; `BadInput` says what is wrong with them."""
    import yaml

    source = path or resource("survey/photos.yaml")
    try:
        return PhotoSettings.model_validate(yaml.safe_load(source.read_text(encoding="utf-8")))
    except (OSError, ValueError, yaml.YAMLError, ValidationError) as error:
        raise BadInput(f"照片设置有误：{source}：{settings_fault(error)}", "改回原样，或按文件里的说明修改") from error
