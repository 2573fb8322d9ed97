"""How forms go out: read from `resources/survey/forms.yaml`, whose comments say what each entry means."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from census_app.foundation.settings_files import settings

Words = Annotated[str, Field(min_length=1, max_length=200)]


class FormSettings(BaseModel):
    """`resources/survey/forms.yaml`; `page_points` is the height of rows that fit on a page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    blind_share: Annotated[Decimal, Field(ge=0, le=Decimal("0.5"), max_digits=4, decimal_places=3)]
    most_items: int = Field(ge=1, le=80)
    most_records: int = Field(ge=1, le=40)
    most_neighbours: int = Field(ge=0, le=200)
    page_points: int = Field(ge=200, le=2000)
    reasons: tuple[Words, ...] = Field(min_length=1, max_length=30)
    steps: tuple[Words, ...] = Field(min_length=1, max_length=12)
    safe_words: Words


def form_settings(path: Path | None = None) -> FormSettings:
    """The settings of `path`, or the shipped ones; `BadInput` names what is wrong in the file."""
    return settings(FormSettings, "survey/forms.yaml", "普查表设置有误", path)
